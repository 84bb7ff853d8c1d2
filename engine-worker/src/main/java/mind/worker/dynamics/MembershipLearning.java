package mind.worker.dynamics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mind.worker.graph.Memberships;
import mind.worker.graph.MindGraph;

/**
 * Learns which nodes are awake together with which subentities: a moving average of the lesser of both energies for every
 * pair that has been. Compared with all others it says who should belong and who hardly does. Engine.md 2.13.
 */
public final class MembershipLearning implements Phase {
    private static final double AWAKE = 0.5; // energy above which a node or a subentity counts
    private static final float STEP = 0.01f;
    private static final int PAIRS = 1 << 16; // most of them; one more is not learned, and counted
    private static final int OBSERVATIONS = 30; // least of a pair
    private static final int WINDOW = 2_000; // averages that a new one is compared with
    private static final int ENOUGH = 50;
    private static final double HIGH = 0.7;
    private static final double LOW = 0.3;
    private static final int MOST_CHANGES = 500;
    private static final double WORTH = 0.01; // least change of a weight that is worth writing it and loading it anew

    private final Energies energies;
    private final MindGraph graph;
    private final int[] awake; // [nodes] who is awake in this tick, by load rank
    private final long[] key = new long[2 * PAIRS]; // subentity * nodes + load rank of the node; -1 where free
    private final float[] average = new float[2 * PAIRS];
    private final int[] observed = new int[2 * PAIRS];
    private final float[] window = new float[WINDOW];
    private long windowed;
    private int pairs;
    private volatile long notLearned;

    /**
     * What follows for one node and one subentity.
     *
     * @param subentity its index
     * @param node      its index
     * @param slot      of the membership there is; -1 where there is none yet
     * @param weight    it should have, 0 to 1
     */
    public record Change(int subentity, int node, int slot, double weight) {
        public boolean admits() {
            return slot < 0;
        }
    }

    MembershipLearning(Energies energies, MindGraph graph) {
        this.energies = energies;
        this.graph = graph;
        awake = new int[graph.nodes.count];
        Arrays.fill(key, -1);
    }

    @Override
    public boolean optional() {
        return true;
    }

    @Override
    public void run(TickReport tick) {
        int count = -1;
        for (int s = 0; s < graph.subentities.count; s++) {
            double strength = graph.subentities.energy[s];
            if (strength > AWAKE) {
                count = count < 0 ? findAwake() : count;
                for (int k = 0; k < count; k++) {
                    double energy = energies.energy[graph.nodes.byRank[awake[k]]];
                    observe((long) s * graph.nodes.count + awake[k], (float) Math.min(strength, energy));
                }
            }
        }
    }

    /** Lists who is awake by load rank, for what is still in the window goes by the order of observing. */
    private int findAwake() {
        int count = 0;
        for (int k = 0; k < energies.liveCount; k++) {
            int node = energies.live[k];
            if (energies.energy[node] > AWAKE) {
                awake[count++] = graph.nodes.rank[node];
            }
        }
        Arrays.sort(awake, 0, count);
        return count;
    }

    private void observe(long pair, float together) {
        int at = place(pair);
        if (key[at] < 0) {
            if (pairs == PAIRS) {
                notLearned++;
                return;
            }
            pairs++;
            key[at] = pair;
            average[at] = together;
        }
        average[at] += STEP * (together - average[at]);
        if (++observed[at] >= OBSERVATIONS) {
            window[(int) (windowed++ % WINDOW)] = average[at];
        }
    }

    /** The node of the pair at that place. */
    private int node(int at) {
        return graph.nodes.byRank[(int) (key[at] % graph.nodes.count)];
    }

    /** Where {@code pair} is, or would be. */
    private int place(long pair) {
        int at = (int) (pair * 0x9E3779B97F4A7C15L >>> 33) & key.length - 1;
        while (key[at] >= 0 && key[at] != pair) {
            at = at + 1 & key.length - 1;
        }
        return at;
    }

    /**
     * Goes on where {@code other} ends, with the pairs that are in both graphs.
     *
     * @param subentity [subentities of {@code other}] its index here, -1 where it is gone
     */
    void follow(MembershipLearning other, int[] subentity) {
        notLearned += other.notLearned;
        System.arraycopy(other.window, 0, window, 0, WINDOW);
        windowed = other.windowed;
        for (int was = 0; was < other.key.length; was++) {
            if (other.key[was] >= 0) {
                int s = subentity[(int) (other.key[was] / other.graph.nodes.count)];
                int node = graph.node(other.graph.nodes.id.get(other.node(was)));
                if (s >= 0 && node >= 0) {
                    long pair = (long) s * graph.nodes.count + graph.nodes.rank[node];
                    int at = place(pair);
                    key[at] = pair;
                    average[at] = other.average[was];
                    observed[at] = other.observed[was];
                    pairs++;
                }
            }
        }
    }

    /** Observations of pairs that are not learned because there were too many; any thread may ask. */
    long notLearned() {
        return notLearned;
    }

    /** What follows from all learned so far, at most 500; nothing before there is enough to compare with. */
    public List<Change> changes() {
        if (windowed < ENOUGH) {
            return List.of();
        }
        float[] sorted = Arrays.copyOf(window, (int) Math.min(windowed, WINDOW));
        Arrays.sort(sorted);
        float high = sorted[(int) (HIGH * (sorted.length - 1))];
        float low = sorted[(int) (LOW * (sorted.length - 1))];
        List<Change> changes = new ArrayList<>();
        for (int at = 0; at < key.length && changes.size() < MOST_CHANGES; at++) {
            if (key[at] >= 0 && observed[at] >= OBSERVATIONS) {
                int s = (int) (key[at] / graph.nodes.count);
                int node = node(at);
                int slot = slot(s, node);
                double weight = Math.min(1, average[at]);
                if (slot < 0
                        ? average[at] > high
                        : average[at] < low && Math.abs(weight - graph.memberships.weight[slot]) > WORTH) {
                    changes.add(new Change(s, node, slot, weight));
                }
            }
        }
        return changes;
    }

    /** Slot of the membership of {@code node} in {@code s}, whose members lie by node index; -1 where there is none. */
    private int slot(int s, int node) {
        Memberships members = graph.memberships;
        int slot = Arrays.binarySearch(members.node, members.start[s], members.start[s + 1], node);
        return Math.max(-1, slot);
    }
}
