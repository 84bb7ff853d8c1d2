package mind.worker.publish;

import mind.worker.dynamics.Affect;
import mind.worker.dynamics.TickReport;

/** The figures of the last tick, and the sums over the ticks since the last telling. */
final class TickFigures {
    long tick;
    double dt;
    double totalEnergy;
    int active;
    int shadow;
    double rho = 1;
    double sigma = 1;
    double sigmaRaw;
    double rhoVariance;
    double oscillation;
    double deltaBefore;
    double delta;
    double controllerOutput;
    double thresholdMultiplier = 1;
    TickReport.Safety safety = TickReport.Safety.CRITICAL;
    TickReport.Consciousness consciousness = TickReport.Consciousness.DORMANT;
    double globalEnergy;
    double arousal;
    double precision;
    double goalAlignment;
    double entropy;
    int stimuliWaiting;
    int activeSubentities;
    double conservationError;
    double energyBeforeDecay;
    int nodesDecayed;
    TickReport.Health health = TickReport.Health.DORMANT;
    double fragmentation;
    double healthFlow;
    double healthCoherence;
    double healthMultiplicity;

    // sums since the last telling
    int ticks;
    long flips;
    long strides;
    long boundaryStrides;
    int stimuliTaken;
    double energyMoved;
    double energyLost;
    double weightLost;
    boolean healthChanged;
    boolean metastable;
    int metastableTicks;
    double metastableStability;

    // the largest stride since the last telling, as a sample of all
    int strideLink = -1;
    double strideEnergy;
    int strideTier;
    double strideGain;
    double strideWeight;
    double strideCosine; // between what its source and its link felt; NaN where either felt nothing
    double nodeValence; // of its source
    double nodeArousal;
    double linkValence;
    double linkArousal;

    void add(TickReport report) {
        tick = report.tick;
        dt = report.dt;
        totalEnergy = report.totalEnergy;
        active = report.active;
        shadow = report.shadow;
        rho = report.rho;
        sigma = report.sigma;
        sigmaRaw = report.sigmaRaw;
        rhoVariance = report.rhoVariance;
        oscillation = report.oscillation;
        deltaBefore = report.deltaBefore;
        delta = report.delta;
        controllerOutput = report.controllerOutput;
        thresholdMultiplier = report.thresholdMultiplier;
        safety = report.safety;
        consciousness = report.consciousness;
        globalEnergy = report.globalEnergy;
        arousal = report.arousal;
        precision = report.precision;
        goalAlignment = report.goalAlignment;
        entropy = report.normalisedEntropy;
        stimuliWaiting = report.stimuliWaiting;
        activeSubentities = report.activeSubentities;
        conservationError = report.conservationError;
        energyBeforeDecay = report.energyBeforeDecay;
        nodesDecayed = report.nodesDecayed;
        ticks++;
        flips += report.flips;
        strides += report.strides;
        boundaryStrides += report.boundaryStrides;
        stimuliTaken += report.stimuliTaken;
        energyLost += Math.max(0, report.energyBeforeDecay - report.totalEnergy);
        weightLost += report.weightsDecayed ? report.weightLost : 0;
        if (report.healthChanged) {
            healthChanged = true;
            health = report.health;
            fragmentation = report.fragmentation;
            healthFlow = report.healthFlow;
            healthCoherence = report.healthCoherence;
            healthMultiplicity = report.healthMultiplicity;
        }
        if (report.metastable) {
            metastable = true;
            metastableTicks = report.metastableTicks;
            metastableStability = report.metastableStability;
        }
    }

    /** Notes one stride; the largest is kept. */
    void stride(int link, double energy, int tier, double gain, double cosine) {
        energyMoved += energy;
        if (energy > strideEnergy || strideLink < 0) {
            strideLink = link;
            strideEnergy = energy;
            strideTier = tier;
            strideGain = gain;
            strideCosine = cosine;
        }
    }

    /** Notes what the largest stride's source and link feel now. */
    void felt(Affect affect, int source) {
        nodeValence = affect.nodeValence(source);
        nodeArousal = affect.nodeArousal(source);
        linkValence = affect.linkValence(strideLink);
        linkArousal = affect.linkArousal(strideLink);
    }

    /** Begins the sums anew; the figures stay. */
    void clearSums() {
        ticks = 0;
        flips = 0;
        strides = 0;
        boundaryStrides = 0;
        stimuliTaken = 0;
        energyMoved = 0;
        energyLost = 0;
        weightLost = 0;
        healthChanged = false;
        metastable = false;
        strideLink = -1;
        strideEnergy = 0;
    }
}
