package mind.worker.dynamics;

import java.util.Arrays;
import java.util.function.IntConsumer;
import mind.worker.graph.MindGraph;
import mind.worker.graph.Nodes;

/**
 * Node energies in motion: who is live, who is active, and what all energies sum to. A tick works on <em>live</em> nodes
 * alone, those active at its start and those a stimulus or a stride reaches; everybody else rests.
 *
 * <p>Decay of resting nodes is lazy. Every type has a clock, the sum of rate times step so far; a node remembers the clock
 * at its last touch and is settled by {@code E * exp(seen - clock)}, never below the floor, when it is touched or read.
 * That is exact because steps of one type share their rates: factors multiply to one exponential, and the floor is
 * absorbing. {@link RestingSums} keeps the totals of those who rest. Graphs of up to {@code exactUpTo} nodes decay
 * everybody each tick instead, and sum exactly.
 */
final class Energies {
    static final int EXACT_UP_TO = 4096;
    private static final byte LIVE = 1;
    private static final byte ACTIVE = 2;
    private static final byte ABOVE = 4;

    final Nodes nodes;
    final int count;
    final boolean exact;
    final double[] energy;
    final double[] theta;
    final int[] type;

    /** [count] Changes staged by strides, all zero between ticks. */
    final double[] delta;

    /** [liveCount] Live nodes, each once. */
    int[] live;

    int liveCount;

    /** [touchedCount] Nodes that were live in the last tick; {@link #live} itself where nobody has gone to rest since. */
    int[] touched;

    int touchedCount;

    /** [count] Of live nodes, the energy at the end of the last tick, or when the node became live in this one. */
    final double[] before;

    /** Nodes in the active set of this tick, and of the last. */
    int activeCount;

    private int[] spare; // the list of live nodes that is not in use
    private int markedAbove =
            -1; // live nodes at or above their thresholds as last marked; -1 where energies moved since
    private boolean steady; // all who are live are active and were so at the end of the last tick
    private final byte[] state;
    private final double[] seen;
    private final double[] clock;
    private final double[] lastClock;
    private final double[] lastFactor;
    private final RestingSums resting;
    private final Frontier frontier;

    Energies(MindGraph graph, int exactUpTo, double longestStep) {
        nodes = graph.nodes;
        count = nodes.count;
        exact = count <= exactUpTo;
        energy = nodes.energy;
        theta = nodes.theta;
        type = nodes.type;
        delta = new double[count];
        live = new int[Math.min(count, 64)];
        touched = live;
        spare = new int[live.length];
        before = new double[count];
        state = new byte[count];
        int types = graph.nodeTypes.count();
        seen = new double[exact ? 0 : count];
        clock = new double[types];
        lastClock = new double[types];
        lastFactor = new double[types];
        Arrays.fill(lastFactor, 1);
        frontier = new Frontier(graph);
        resting = new RestingSums(types, exact ? 0 : count, longestStep);
        for (int i = 0; i < count; i++) {
            if (energy[i] >= theta[i]) {
                wake(i);
                before[i] = energy[i];
                state[i] |= ABOVE;
            } else if (!exact) {
                resting.add(i, type[i], energy[i]);
            }
        }
        resting.walkNear(this);
    }

    /** Settled energy of node {@code i}, without touching it. */
    double settled(int i) {
        if (exact || (state[i] & LIVE) != 0 || energy[i] < Rates.FLOOR) {
            return energy[i];
        }
        double passed = clock[type[i]] - seen[i];
        return passed == 0 ? energy[i] : Math.max(Rates.FLOOR, energy[i] * Math.exp(-passed));
    }

    /** Settles resting node {@code i} where it lies. */
    private void settle(int i) {
        if (energy[i] >= Rates.FLOOR) {
            settleDecaying(i, type[i]);
        } else {
            seen[i] = clock[type[i]];
        }
    }

    /**
     * Settles resting node {@code i} of type {@code t}, which is at the floor or above; answers its energy. Nodes settled at
     * the same time share one exponential.
     */
    double settleDecaying(int i, int t) {
        double e = energy[i];
        double passed = clock[t] - seen[i];
        if (passed != 0) {
            if (passed != lastClock[t]) {
                lastClock[t] = passed;
                lastFactor[t] = Math.exp(-passed);
            }
            e *= lastFactor[t];
            e = e < Rates.FLOOR ? Rates.FLOOR : e;
            energy[i] = e;
            seen[i] = clock[t];
        }
        return e;
    }

    /** Makes node {@code i} live, if it is not. */
    void touch(int i) {
        if ((state[i] & LIVE) == 0) {
            if (!exact) {
                settle(i);
                resting.remove(i, type[i], energy[i]);
            }
            wake(i);
            before[i] = energy[i];
        }
    }

    private void wake(int i) {
        if (liveCount == live.length) {
            live = Arrays.copyOf(live, Math.max(16, Math.min(count, 2 * live.length)));
        }
        live[liveCount++] = i;
        state[i] |= LIVE;
        steady = false;
    }

    /** Sets the energy of live node {@code i} from outside a stride. */
    void set(int i, double now) {
        energy[i] = now;
        steady = false;
    }

    /** Whether node {@code i} is in the active set of this tick, the one taken after injection. */
    boolean isActive(int i) {
        return (state[i] & ACTIVE) != 0;
    }

    /** Whether node {@code i} was at or above its threshold at the end of the last tick. */
    boolean wasAbove(int i) {
        return (state[i] & ABOVE) != 0;
    }

    /** Takes the active set: live nodes at or above their thresholds. Answers how many there are. */
    int takeActive() {
        if (steady) {
            return activeCount;
        }
        int active = 0;
        for (int k = 0; k < liveCount; k++) {
            int i = live[k];
            boolean now = energy[i] >= theta[i];
            active += now ? 1 : 0;
            if (now != ((state[i] & ACTIVE) != 0)) {
                state[i] ^= ACTIVE;
                frontier.set(i, now);
            }
        }
        activeCount = active;
        return active;
    }

    /** Nodes that an active node links to and that are not active. */
    int shadow() {
        return frontier.shadow();
    }

    /**
     * Lets one step of decay pass for everybody.
     *
     * @param passed [types] rate times step, by type
     * @param factor [types] its exponential, e to the minus passed
     */
    void decay(double[] passed, double[] factor, Totals totals) {
        totals.clear();
        if (exact) {
            decayAll(factor, totals);
            return;
        }
        resting.walkNear(this);
        resting.addTo(totals, true);
        for (int t = 0; t < clock.length; t++) {
            clock[t] += passed[t];
        }
        resting.decay(passed, factor, this);
        decayLive(factor, totals);
        resting.addTo(totals, false);
    }

    private void decayLive(double[] factor, Totals totals) {
        double sumBefore = totals.before;
        double sumAfter = totals.after;
        double logSum = totals.logSum;
        int decayed = totals.decayed;
        double[] energies = energy;
        int[] types = type;
        int[] nodes = live;
        int count = liveCount;
        for (int k = 0; k < count; k++) {
            int i = nodes[k];
            double e = energies[i];
            sumBefore += e;
            if (e >= Rates.FLOOR) {
                decayed++;
                e *= factor[types[i]];
                e = e < Rates.FLOOR ? Rates.FLOOR : e;
                energies[i] = e;
            }
            sumAfter += e;
            if (e > 0) {
                logSum += e * Logarithm.ln(e);
            }
        }
        totals.before = sumBefore;
        totals.after = sumAfter;
        totals.logSum = logSum;
        totals.decayed = decayed;
    }

    private void decayAll(double[] factor, Totals totals) {
        for (int i = 0; i < count; i++) {
            double e = energy[i];
            totals.before += e;
            if (e >= Rates.FLOOR) {
                totals.decayed++;
                e = Math.max(Rates.FLOOR, e * factor[type[i]]);
                energy[i] = e;
            }
            totals.after += e;
        }
    }

    /** Sums up without decay. */
    void sum(Totals totals) {
        totals.clear();
        if (exact) {
            for (int i = 0; i < count; i++) {
                totals.after += energy[i];
            }
        } else {
            for (int k = 0; k < liveCount; k++) {
                double e = energy[live[k]];
                totals.after += e;
                totals.logSum += e > 0 ? e * Logarithm.ln(e) : 0;
            }
            resting.walkNear(this);
            resting.addTo(totals, false);
        }
        totals.before = totals.after;
        totals.decayed = 0;
    }

    /** Shannon entropy of the shares of energy, over its maximum: 0 to 1; 1 where there is no energy. */
    double normalisedEntropy(Totals totals) {
        double sum = totals.after;
        if (sum <= 1e-10) {
            return 1;
        }
        if (count == 1) {
            return 0;
        }
        double entropy = 0;
        if (exact) {
            for (int i = 0; i < count; i++) {
                if (energy[i] > 0) {
                    double p = energy[i] / sum;
                    entropy -= p * Math.log(p + 1e-10);
                }
            }
        } else {
            entropy = Math.log(sum) - totals.logSum / sum;
        }
        return entropy / Math.log(count);
    }

    /** Marks who ends the tick at or above its threshold, and shows {@code flips} those for whom that changed. */
    void mark(IntConsumer flips) {
        double[] energies = energy;
        double[] thetas = theta;
        double[] last = before;
        byte[] states = state;
        int[] nodes = live;
        int count = liveCount;
        int above = 0;
        for (int k = 0; k < count; k++) {
            int i = nodes[k];
            double e = energies[i];
            int now = e >= thetas[i] ? ABOVE : 0;
            above += now;
            if (now != (states[i] & ABOVE)) {
                states[i] ^= ABOVE;
                flips.accept(i);
            }
            last[i] = e;
        }
        markedAbove = above / ABOVE;
    }

    /**
     * Ends a tick: sends those who are below their thresholds back to rest. Where many stay live they are listed by index
     * again, so that the next tick walks memory forwards.
     */
    void rest(double dt) {
        steady = markedAbove == liveCount && activeCount == liveCount;
        markedAbove = -1;
        touched = live;
        touchedCount = liveCount;
        if (!steady) {
            sift();
        }
        if (!exact) {
            resting.renew(this, dt);
        }
    }

    private void sift() {
        int[] next = spare.length < live.length ? new int[live.length] : spare;
        int kept = 0;
        for (int k = 0; k < liveCount; k++) {
            int i = live[k];
            if ((state[i] & ABOVE) != 0) {
                next[kept++] = i;
            } else {
                rest(i);
            }
        }
        if ((kept < liveCount || kept != activeCount) && kept > count >> 4) {
            kept = 0;
            for (int i = 0; i < count; i++) {
                if ((state[i] & LIVE) != 0) {
                    next[kept++] = i;
                }
            }
        }
        spare = live;
        live = next;
        liveCount = kept;
    }

    private void rest(int i) {
        if ((state[i] & ACTIVE) != 0) {
            frontier.set(i, false);
        }
        state[i] = 0;
        if (!exact) {
            seen[i] = clock[type[i]];
            resting.add(i, type[i], energy[i]);
        }
    }

    /** Sums over all nodes. */
    static final class Totals {
        double before;
        double after;

        /** Sum of {@code E ln E}; kept only where sums are running ones. */
        double logSum;

        int decayed;

        void clear() {
            before = 0;
            after = 0;
            logSum = 0;
            decayed = 0;
        }
    }
}
