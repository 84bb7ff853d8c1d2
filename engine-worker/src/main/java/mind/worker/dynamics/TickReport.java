package mind.worker.dynamics;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What the last tick did, in primitives that are used again at the next one: read it in a tick observer, on the tick
 * thread, and copy what is to be kept. Lists have their length beside them; entries past it are old. NaN stands for a
 * figure that has no value yet (before the second tick).
 */
public final class TickReport {
    /** Number of this tick, from 0. */
    public long tick;

    /** Step of the physics, seconds. */
    public double dt;

    /** Stimuli still waiting after this tick took its share. */
    public int stimuliWaiting;

    /** Stimuli this tick took. */
    public int stimuliTaken;

    /** [injections] What each taken stimulus did. */
    public Injection[] injection = new Injection[0];

    public int injections;

    /** Nodes at or above their threshold after injection: the set that strides. */
    public int active;

    /** Nodes next to an active one that are not active themselves. */
    public int shadow;

    /** Active nodes over those of the tick before; NaN on the first tick. */
    public double sigmaRaw = Double.NaN;

    /** Mean of the last ten {@link #sigmaRaw}; 1 on the first tick. */
    public double sigma = 1;

    /** Branching ratio as the controller uses it, 0 to 2. */
    public double rho = 1;

    public double rhoVariance;
    public double oscillation;
    public double deltaBefore;

    /** Decay factor after the controller, 0.001 to 0.2. */
    public double delta;

    public double controllerOutput;

    /** Where the branching ratio lies. */
    public Safety safety = Safety.CRITICAL;

    /** What {@link #safety} multiplies subentity thresholds by. */
    public double thresholdMultiplier = 1;

    private final AtomicLongArray alarms = new AtomicLongArray(Alarm.values().length);

    /** 0 to 1, from the branching ratio; NaN on the first tick. */
    public double globalEnergy = Double.NaN;

    /** From {@link #globalEnergy}; DORMANT on the first tick. */
    public Consciousness consciousness = Consciousness.DORMANT;

    /** [strides] Node each stride left, link it took, and the energy it moved. */
    public int[] strideNode = new int[0];

    public int[] strideLink = new int[0];

    public double[] strideEnergy = new double[0];
    public int strides;

    /** [strides] How each stride's link was strengthened: 0 not at all, 1 background, 2 co-activation, 3 causal. */
    public byte[] strideTier = new byte[0];

    /** [strides] By how much its log weight grew. */
    public double[] strideGain = new double[0];

    /**
     * [strides] Cosine between what each stride's node and link felt, NaN where either felt nothing; empty in a graph
     * without emotions.
     */
    double[] strideCosine = new double[0];

    /** [toStrengthen] Places of strides that nobody has learned from yet. */
    int[] strideToStrengthen = new int[0];

    int toStrengthen;

    public int boundaryStrides;

    /** Absolute value of the sum of staged changes: what the strides made or lost. */
    public double conservationError;

    /** [touched] Nodes that moved by more than decay in this tick, or might have: those that were live in it. */
    public int[] touchedNode = new int[0];

    public int touched;

    /** Threshold crossings between the start of the tick and after its decay, all of them. */
    public int flips;

    /** [flipsListed] The largest of them by absolute change, at most 64, largest first. */
    public final int[] flipNode = new int[64];

    public final double[] flipBefore = new double[64];
    public final double[] flipAfter = new double[64];
    public int flipsListed;

    /** Sum of node energies before and after decay. */
    public double energyBeforeDecay;

    public double totalEnergy;

    /** Nodes that decay could take something from. */
    public int nodesDecayed;

    /** Whether this tick decayed weights, and by how much, summed over all. */
    public boolean weightsDecayed;

    public double weightLost;

    public double arousal;
    public double goalAlignment;
    public double precision;

    /** 0 to 1: how evenly energy is spread. */
    public double normalisedEntropy;

    /** Makes room for lists of subentities, once. */
    void subentityRoom(int subentities, int wmMax) {
        subentityFlip = new int[subentities];
        promoted = new int[subentities];
        dissolved = new int[subentities];
        metastableSubentity = new int[subentities];
        wmSubentity = new int[wmMax];
        wmTokens = new int[wmMax];
    }

    /** [subentityFlips] Subentities that became active or ceased to be. */
    public int[] subentityFlip = new int[0];

    public int subentityFlips;
    public int activeSubentities;

    /** [promotions] Subentities that were promoted in this tick. */
    public int[] promoted = new int[0];

    public int promotions;

    /** [dissolutions] Subentities that were given up in this tick: someone has to take them out of the graph. */
    public int[] dissolved = new int[0];

    public int dissolutions;

    /** [wm] Subentities in working memory, best first, and their tokens. */
    public int[] wmSubentity = new int[0];

    public int[] wmTokens = new int[0];
    public int wm;
    public int wmTokensUsed;

    /** Whether {@code wm.selected} is due: the set changed, or its shares moved. */
    public boolean wmChanged;

    /** 1 - Jaccard of the selected and the most energetic subentities. */
    public double wmMismatch;

    /** Whether a metastable pattern was newly recognised, for how long the window has held, and how stable it is. */
    public boolean metastable;

    public int metastableTicks;
    public double metastableStability;

    /** [metastableCount] Its subentities. */
    public int[] metastableSubentity = new int[0];

    public int metastableCount;

    /** Whether phenomenological health is to be told in this tick. */
    public boolean healthChanged;

    public Health health = Health.DORMANT;
    public double fragmentation;
    public double healthFlow;
    public double healthCoherence;
    public double healthMultiplicity;

    Injection nextInjection() {
        if (injections == injection.length) {
            injection = Arrays.copyOf(injection, Math.max(4, 2 * injections));
            for (int k = injections; k < injection.length; k++) {
                injection[k] = new Injection();
            }
        }
        return injection[injections++];
    }

    void strideRoom(int strides) {
        if (strideLink.length < strides) {
            int room = Math.max(strides, 2 * strideLink.length);
            strideNode = new int[room];
            strideLink = new int[room];
            strideEnergy = new double[room];
            strideTier = new byte[room];
            strideGain = new double[room];
            strideToStrengthen = new int[room];
        }
    }

    /** Room for the cosines of the strides. */
    void cosineRoom() {
        if (strideCosine.length < strides) {
            strideCosine = new double[strideLink.length];
        }
    }

    /** Cosine between what the node and the link of that stride felt; NaN where either felt nothing. */
    public double cosine(int stride) {
        return strideCosine.length == 0 ? Double.NaN : strideCosine[stride];
    }

    /** The stride at that place learns when all changes are applied. */
    void later(int stride) {
        strideTier[stride] = 0;
        strideGain[stride] = 0;
        strideToStrengthen[toStrengthen++] = stride;
    }

    /** What is out of the ordinary: told as a number, it changes nothing. */
    public enum Alarm {
        /** The branching ratio was out of 0.7 to 1.3 for ten ticks. */
        RATIO,
        /** Strides made or lost energy. */
        CONSERVATION,
        /** Over 30 % of the nodes were active or next to an active one for twenty ticks. */
        FRONTIER;

        /** Its name among the counters of a citizen's status. */
        public String counter() {
            return name().toLowerCase(Locale.ROOT) + "_alarms";
        }
    }

    void alarm(Alarm what) {
        alarms.incrementAndGet(what.ordinal());
    }

    /** How often that has been the matter so far; any thread may ask. */
    public long alarms(Alarm what) {
        return alarms.get(what.ordinal());
    }

    /** Counts on where {@code other} ends. */
    void follow(TickReport other) {
        for (Alarm what : Alarm.values()) {
            alarms.addAndGet(what.ordinal(), other.alarms(what));
        }
    }

    /** How the branching ratio stands to 1. */
    public enum Safety {
        DYING(0.85),
        SUBCRITICAL(0.95),
        CRITICAL(1.0),
        SUPERCRITICAL(1.1);

        /** What it multiplies subentity thresholds by. */
        public final double multiplier;

        Safety(double multiplier) {
            this.multiplier = multiplier;
        }

        static Safety of(double rho) {
            return rho < 0.5 ? DYING : rho < 0.8 ? SUBCRITICAL : rho < 1.2 ? CRITICAL : SUPERCRITICAL;
        }

        /** The word on the wire. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** How awake a mind is. */
    public enum Consciousness {
        DORMANT,
        DROWSY,
        CALM,
        ENGAGED,
        ALERT;

        /** The state of a global energy, 0 to 1. */
        public static Consciousness of(double energy) {
            return energy < 0.2
                    ? DORMANT
                    : energy < 0.4 ? DROWSY : energy < 0.6 ? CALM : energy < 0.8 ? ENGAGED : ALERT;
        }

        /** The word on the wire. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** How many subentities are awake together, as a state of health. */
    public enum Health {
        DORMANT,
        COHERENT,
        MULTIPLICITOUS,
        FRAGMENTED;

        /** The word on the wire. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** What one stimulus did. Reused from tick to tick. */
    public static final class Injection {
        public Stimulus stimulus;

        /** {@code attribution}, {@code keywords} or {@code seed}; {@code suppressed} where its throttle is 0. */
        public String path = "";

        public int candidates;
        public double entropy;
        public double coverage;
        public double budget;
        public double lambda;
        public double topUp;
        public double amplifier;
        public double added;

        /** [selected] Nodes it reached, most similar first, and the energy each got. */
        public int[] node = new int[16];

        public double[] delta = new double[16];

        /** [selected] How similar each is, above 0. */
        public double[] similarity = new double[16];

        public int selected;

        void reset(Stimulus taken) {
            stimulus = taken;
            candidates = 0;
            entropy = 0;
            coverage = 0;
            budget = 0;
            lambda = 0;
            topUp = 0;
            amplifier = 0;
            added = 0;
            selected = 0;
        }

        void room(int nodes) {
            if (node.length < nodes) {
                node = Arrays.copyOf(node, Math.max(nodes, 2 * node.length));
                delta = Arrays.copyOf(delta, node.length);
                similarity = Arrays.copyOf(similarity, node.length);
            }
        }
    }
}
