package mind.worker.dynamics;

import java.util.Arrays;
import mind.worker.graph.Memberships;
import mind.worker.graph.Subentities;

/**
 * Energy, threshold and activity of every subentity: engine.md 2.9. Only members above their thresholds carry energy, so
 * the sums are pushed from live nodes and cost what is awake.
 */
final class SubentityActivation implements Phase {
    private static final int COHORT = 100;
    private static final int COHORT_SPEAKS_ABOVE = 10;
    private static final int SWEEP_ABOVE = 8; // one node in so many live
    private static final double HYSTERESIS = 0.05;

    private final Energies energies;
    private final Subentities subs;
    private final Memberships members;
    private final double[] memberTheta; // [subentities] threshold of the members, by share; 1 without members
    private final double[] cohort = new double[COHORT];
    private int cohortSeen;

    /** [subentities] Energy as of the tick before. */
    private final double[] energyBefore;

    /** [subentities] Members at or above their thresholds. */
    final int[] activeMembers;

    /** [subentities] Whether active in this tick. */
    final boolean[] active;

    SubentityActivation(Energies energies, Subentities subs, Memberships members) {
        this.energies = energies;
        this.subs = subs;
        this.members = members;
        memberTheta = new double[subs.count];
        energyBefore = new double[subs.count];
        activeMembers = new int[subs.count];
        active = new boolean[subs.count];
        for (int s = 0; s < subs.count; s++) {
            for (int slot = members.start[s]; slot < members.start[s + 1]; slot++) {
                memberTheta[s] += members.share[slot] * energies.theta[members.node[slot]];
            }
        }
    }

    @Override
    public void run(TickReport tick) {
        System.arraycopy(subs.energy, 0, energyBefore, 0, subs.count);
        Arrays.fill(subs.energy, 0);
        Arrays.fill(activeMembers, 0);
        if (energies.liveCount > energies.count / SWEEP_ABOVE) {
            sweep();
        } else {
            push();
        }
        double mean = cohortMean();
        tick.subentityFlips = 0;
        tick.activeSubentities = 0;
        for (int s = 0; s < subs.count; s++) {
            double base = members.members(s) == 0 ? 1 : Double.isNaN(mean) ? memberTheta[s] : mean;
            subs.theta[s] = members.members(s) == 0
                    ? 1
                    : threshold(energyBefore[s], subs.theta[s], base, subs.quality[s], tick.thresholdMultiplier);
            boolean now = subs.energy[s] >= subs.theta[s];
            if (now != active[s]) {
                active[s] = now;
                tick.subentityFlip[tick.subentityFlips++] = s;
            }
            tick.activeSubentities += now ? 1 : 0;
            subs.emaActive[s] = (now ? 0.1 : 0) + 0.9 * subs.emaActive[s];
        }
        for (int s = 0; s < subs.count; s++) {
            if (subs.energy[s] > 0) {
                cohort[cohortSeen++ % COHORT] = subs.energy[s];
            }
        }
        if (cohortSeen >= 1 << 30) {
            cohortSeen = COHORT + cohortSeen % COHORT;
        }
    }

    /**
     * What was active in {@code other} is active here.
     *
     * @param place [subentities of {@code other}] place here, -1 where it is gone
     */
    void follow(SubentityActivation other, int[] place) {
        for (int s = 0; s < place.length; s++) {
            if (place[s] >= 0) {
                active[place[s]] = other.active[s];
            }
        }
        System.arraycopy(other.cohort, 0, cohort, 0, COHORT);
        cohortSeen = other.cohortSeen;
    }

    private void push() {
        for (int k = 0; k < energies.liveCount; k++) {
            int i = energies.live[k];
            double over = energies.energy[i] - energies.theta[i];
            if (over >= 0) {
                for (int place = members.ofStart[i]; place < members.ofStart[i + 1]; place++) {
                    int s = members.ofSub[place];
                    subs.energy[s] += members.ofShare[place] * over;
                    activeMembers[s]++;
                }
            }
        }
    }

    /**
     * The same sums membership by membership: cheaper once much is awake, for it is one long loop that walks memory
     * forwards. A resting node needs no settling: it is below its threshold either way.
     */
    private void sweep() {
        double[] energy = energies.energy;
        double[] theta = energies.theta;
        int[] node = members.ofNode;
        int[] sub = members.ofSub;
        double[] share = members.ofShare;
        double[] sums = subs.energy;
        int[] awake = activeMembers;
        for (int place = 0; place < node.length; place++) {
            int i = node[place];
            int s = sub[place];
            double over = energy[i] - theta[i];
            sums[s] += share[place] * (over > 0 ? over : 0);
            awake[s] += over >= 0 ? 1 : 0;
        }
    }

    /** Mean of the last positive energies; NaN where there are too few. */
    private double cohortMean() {
        int known = Math.min(cohortSeen, COHORT);
        if (known <= COHORT_SPEAKS_ABOVE) {
            return Double.NaN;
        }
        double sum = 0;
        for (int k = 0; k < known; k++) {
            sum += cohort[k];
        }
        return sum / known;
    }

    /** Threshold from its base; the one before holds where energy was within 5 % of it. */
    static double threshold(double energyBefore, double thetaBefore, double base, double quality, double multiplier) {
        if (Math.abs(energyBefore - thetaBefore) < HYSTERESIS * thetaBefore) {
            return thetaBefore;
        }
        return base * (quality > 0 ? 1 - 0.2 * quality : 1) * multiplier;
    }

    /** How strongly a subentity is active. */
    static String level(double energy, double theta) {
        double ratio = theta < 1e-9 ? 0 : energy / theta;
        return ratio > 3 ? "dominant" : ratio > 2 ? "strong" : ratio > 1 ? "moderate" : ratio > 0.5 ? "weak" : "absent";
    }
}
