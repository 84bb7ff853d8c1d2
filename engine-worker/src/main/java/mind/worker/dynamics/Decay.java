package mind.worker.dynamics;

import mind.worker.graph.MindGraph;

/** Energy fades by type or at one rate, weights fade every so many ticks: engine.md 2.8. */
final class Decay implements Phase {
    private final EngineSettings settings;
    private final Energies energies;
    private final Weights weights;
    private final Energies.Totals totals;
    private final double[] baseRate; // [types] 1/s, at the base decay factor
    private final double[] passed; // [types] rate times step
    private final double[] factor; // [types]
    private double sinceWeights;

    Decay(EngineSettings settings, MindGraph graph, Energies energies, Weights weights, Energies.Totals totals) {
        this.settings = settings;
        this.energies = energies;
        this.weights = weights;
        this.totals = totals;
        baseRate = Rates.activation(graph.nodeTypes);
        passed = new double[baseRate.length];
        factor = new double[baseRate.length];
    }

    @Override
    public void run(TickReport tick) {
        if (settings.decay() == EngineSettings.Decay.OFF) {
            energies.sum(totals);
        } else {
            for (int t = 0; t < baseRate.length; t++) {
                passed[t] = rate(baseRate[t], tick.delta) * tick.dt;
                factor[t] = Math.exp(-passed[t]);
            }
            energies.decay(passed, factor, totals);
        }
        tick.energyBeforeDecay = totals.before;
        tick.totalEnergy = totals.after;
        tick.nodesDecayed = totals.decayed;
        decayWeights(tick);
    }

    /** Goes on where {@code other} ends: what has passed since weights faded there is still to take its share. */
    void follow(Decay other) {
        sinceWeights = other.sinceWeights;
    }

    /** Rate of energy decay at decay factor {@code delta}, 1/s. */
    private double rate(double base, double delta) {
        return Rates.within(settings.decay() == EngineSettings.Decay.FLAT ? delta : base * (delta / settings.delta0()));
    }

    private void decayWeights(TickReport tick) {
        sinceWeights += tick.dt;
        tick.weightsDecayed = tick.tick > 0 && tick.tick % settings.weightDecayTicks() == 0;
        tick.weightLost = 0;
        if (tick.weightsDecayed) {
            tick.weightLost = weights.decay(sinceWeights);
            sinceWeights = 0;
        }
    }
}
