package mind.worker.dynamics;

/** Arousal, precision and alignment with a goal: engine.md 2.11. No goal is ever set. */
final class StateVariables implements Phase {
    private static final double NO_INTENT = 0.3;
    private static final double PREDICTION_ERROR = 0.5;
    private static final int WINDOW = 10;

    private final Energies energies;
    private final Energies.Totals totals;
    private final Affect affect;
    private final double[] last = new double[WINDOW];
    private int seen;
    private double before;

    /** @param loaded sum of all energies before the first tick */
    StateVariables(Energies energies, Energies.Totals totals, Affect affect, double loaded) {
        this.energies = energies;
        this.totals = totals;
        this.affect = affect;
        before = loaded;
    }

    @Override
    public void run(TickReport tick) {
        double sum = tick.totalEnergy;
        double mean = energies.count == 0 ? 0 : sum / energies.count;
        double speed = Math.abs(sum - before) / Math.max(tick.dt, 0.01);
        tick.arousal = clip(
                0.3 * clip(mean / 10) + 0.4 * clip(affect.meanValence()) + 0.3 * clip(speed / Math.max(sum, 0.01)));
        before = sum;
        last[seen++ % WINDOW] = sum;
        tick.normalisedEntropy = energies.normalisedEntropy(totals);
        tick.precision = 0.5 * (1 - PREDICTION_ERROR) + 0.3 * (1 - tick.normalisedEntropy) + 0.2 * stability();
        tick.goalAlignment = NO_INTENT;
    }

    private double stability() {
        int known = Math.min(seen, WINDOW);
        if (known < 3) {
            return 0.5;
        }
        double mean = 0;
        for (int k = 0; k < known; k++) {
            mean += last[k];
        }
        mean /= known;
        double variance = 0;
        for (int k = 0; k < known; k++) {
            variance += (last[k] - mean) * (last[k] - mean);
        }
        return 1 / (1 + variance / known);
    }

    private static double clip(double x) {
        return Math.max(0, Math.min(1, x));
    }
}
