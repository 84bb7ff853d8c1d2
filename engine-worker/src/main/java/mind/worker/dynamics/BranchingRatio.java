package mind.worker.dynamics;

import mind.worker.dynamics.TickReport.Consciousness;

/** Takes the active set and tells how it grows: engine.md 2.4. */
final class BranchingRatio implements Phase {
    private static final int WINDOW = 10;

    private final Energies energies;
    private final double[] last = new double[WINDOW];
    private int seen;
    private int activeBefore = -1;

    BranchingRatio(Energies energies) {
        this.energies = energies;
    }

    @Override
    public void run(TickReport tick) {
        int active = energies.takeActive();
        tick.active = active;
        tick.shadow = energies.shadow();
        if (activeBefore >= 0) {
            last[seen++ % WINDOW] = activeBefore == 0 ? 0 : (double) active / activeBefore;
        }
        if (seen > 0) {
            tick.sigmaRaw = last[(seen - 1) % WINDOW];
            double sum = 0;
            int known = Math.min(seen, WINDOW);
            for (int i = 0; i < known; i++) {
                sum += last[i];
            }
            tick.sigma = sum / known;
            tick.globalEnergy = globalEnergy(tick.sigma);
            tick.consciousness = Consciousness.of(tick.globalEnergy);
        }
        activeBefore = active;
    }

    /** Goes on with the ratios of {@code other}, none of which is that of two graphs: the first tick here adds none. */
    void follow(BranchingRatio other) {
        System.arraycopy(other.last, 0, last, 0, WINDOW);
        seen = other.seen;
    }

    /** Global energy of a branching ratio, 0.1 to 1. */
    static double globalEnergy(double sigma) {
        if (sigma < 0.5) {
            return 0.1;
        }
        if (sigma < 0.8) {
            return 0.2 + 0.6 * (sigma - 0.5);
        }
        if (sigma < 1.2) {
            return 0.4 + 0.75 * (sigma - 0.8);
        }
        return 0.7 + Math.min(0.3 * (sigma - 1.2), 0.3);
    }
}
