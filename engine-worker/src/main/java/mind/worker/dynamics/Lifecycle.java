package mind.worker.dynamics;

import mind.worker.graph.Subentities;
import mind.worker.graph.Subentities.Stability;

/**
 * Assesses subentities and promotes those that stay good: candidate, provisional, mature; where it may, it gives up those
 * that emerged here and stay poor. Engine.md 2.9.
 */
final class Lifecycle implements Phase {
    private static final double HIGH = 0.6;
    private static final double LOW = 0.2;
    private static final int PROVISIONAL_STREAK = 10;
    private static final int MATURE_STREAK = 20;
    private static final int MATURE_AGE = 100;
    private static final int DISSOLVE_STREAK = 20;
    private static final int DISSOLVE_AGE = 1_000;

    private final Subentities subs;
    private final boolean dissolve;
    private final boolean[] givenUp; // [subentities] told once
    private final double[] product; // [subentities] what the quality was last taken from

    /** @param dissolve whether any is given up */
    Lifecycle(Subentities subs, boolean dissolve) {
        this.subs = subs;
        this.dissolve = dissolve;
        givenUp = new boolean[subs.count];
        product = new double[subs.count];
    }

    @Override
    public boolean optional() {
        return true;
    }

    @Override
    public void run(TickReport tick) {
        tick.promotions = 0;
        tick.dissolutions = 0;
        for (int s = 0; s < subs.count; s++) {
            double now = floor(subs.emaActive[s])
                    * floor(subs.coherence[s])
                    * floor(subs.emaWm[s])
                    * floor(subs.emaSeats[s])
                    * floor(subs.emaFormation[s]);
            if (now != product[s]) {
                product[s] = now;
                subs.quality[s] = Math.pow(Math.min(now, Double.MAX_VALUE), 0.2); // stored signals may be any
            }
            subs.age[s]++;
            subs.highStreak[s] = subs.quality[s] >= HIGH ? subs.highStreak[s] + 1 : 0;
            subs.lowStreak[s] = subs.quality[s] <= LOW ? subs.lowStreak[s] + 1 : 0;
            if (promote(s)) {
                tick.promoted[tick.promotions++] = s;
            }
            if (dissolve && !subs.stored[s] && !givenUp[s] && poor(s)) {
                givenUp[s] = true;
                tick.dissolved[tick.dissolutions++] = s;
            }
        }
    }

    private boolean promote(int s) {
        if (subs.stability[s] == Stability.CANDIDATE && subs.highStreak[s] >= PROVISIONAL_STREAK) {
            subs.stability[s] = Stability.PROVISIONAL;
            return true;
        }
        if (subs.stability[s] == Stability.PROVISIONAL
                && subs.highStreak[s] >= MATURE_STREAK
                && subs.age[s] >= MATURE_AGE) {
            subs.stability[s] = Stability.MATURE;
            return true;
        }
        return false;
    }

    private boolean poor(int s) {
        return subs.lowStreak[s] >= DISSOLVE_STREAK && subs.age[s] >= DISSOLVE_AGE;
    }

    private static double floor(double signal) {
        return Math.max(0.01, signal);
    }

    /** Geometric mean of five signals, each at least 0.01. */
    static double quality(double a, double b, double c, double d, double e) {
        return Math.pow(floor(a) * floor(b) * floor(c) * floor(d) * floor(e), 0.2);
    }
}
