package mind.worker.dynamics;

import java.util.Arrays;
import mind.worker.graph.Links;
import mind.worker.graph.Memberships;
import mind.worker.graph.MindGraph;

/**
 * RELATES_TO between subentities as strides across them make and strengthen it: engine.md 2.7. Kept in memory, begun from
 * the links the graph has; never written back.
 *
 * <p>Gains only add up, to an upper bound, so a node's strides over one link are summed and learned from when somebody asks
 * or its link changes: a stride costs one addition, not one lookup for each pair of subentities it crosses.
 */
public final class Boundaries implements Phase {
    private static final double GAIN = 0.05;
    private static final double UNKNOWN_DISTANCE = 0.5;
    /** Members whose reads are let overlap: what they read fits the nearest caches. */
    private static final int AT_ONCE = 256;

    private final Memberships members;
    private final PairTable pairs;
    private double[] cells = new double[32]; // per slot its log weight and its strides, side by side for the cache

    private final BestLinks best;
    private final double[] pendingEnergy; // [nodes] moved to pendingTarget and not yet learned from
    private final int[] pendingStrides; // [nodes]
    private final int[] pendingTarget; // [nodes]
    private final int[] ahead = new int[AT_ONCE]; // kept, lest the reads be taken for needless
    private boolean pending;

    Boundaries(MindGraph graph, BestLinks best) {
        this.best = best;
        pendingEnergy = new double[graph.nodes.count];
        pendingStrides = new int[graph.nodes.count];
        pendingTarget = new int[graph.nodes.count];
        members = graph.memberships;
        pairs = new PairTable(graph.subentities.count);
        Links links = graph.links;
        int relatesTo = graph.linkTypes.find("RELATES_TO");
        for (int l = links.outStart[graph.nodes.count]; l < links.count; l++) {
            if (links.type[l] == relatesTo && links.target[l] >= graph.nodes.count) {
                int slot = slot(links.source[l] - graph.nodes.count, links.target[l] - graph.nodes.count);
                cells[2 * slot] = links.logWeight[l];
            }
        }
    }

    @Override
    public boolean optional() {
        return true;
    }

    @Override
    public void run(TickReport tick) {
        int[] node = tick.strideNode;
        double[] energy = tick.strideEnergy;
        int[] target = best.target;
        int[] lastTarget = pendingTarget;
        double[] sum = pendingEnergy;
        int[] count = pendingStrides;
        int strides = tick.strides;
        pending |= strides > 0;
        for (int k = 0; k < strides; k++) {
            int i = node[k];
            int j = target[i];
            if (lastTarget[i] != j) {
                learn(i);
                lastTarget[i] = j;
            }
            sum[i] += energy[k];
            count[i]++;
        }
    }

    /** Learns from what node {@code i} has sent since it last did. */
    private void learn(int i) {
        if (pendingStrides[i] == 0) {
            return;
        }
        int[] of = members.ofStart;
        int j = pendingTarget[i];
        for (int p = of[i]; p < of[i + 1]; p++) {
            for (int q = of[j]; q < of[j + 1]; q++) {
                if (members.ofSub[p] != members.ofSub[q]) {
                    learn(slot(members.ofSub[p], members.ofSub[q]), GAIN * pendingEnergy[i], pendingStrides[i]);
                }
            }
        }
        pendingEnergy[i] = 0;
        pendingStrides[i] = 0;
    }

    private void learn(int slot, double gain, int strides) {
        cells[2 * slot] = Math.min(Rates.MOST_LOG_WEIGHT, cells[2 * slot] + gain);
        cells[2 * slot + 1] += strides;
    }

    /** Learns from everything that was sent. */
    private void learnAll() {
        if (pending) {
            pending = false;
            for (int i = 0; i < pendingStrides.length; i++) {
                learn(i);
            }
        }
    }

    /** Learns from what the members of subentity {@code a} sent, so that its own relations are as of now. */
    void learnFrom(int a) {
        int end = members.start[a + 1];
        for (int slot = members.start[a]; slot < end; slot += AT_ONCE) {
            int count = Math.min(AT_ONCE, end - slot);
            readAhead(slot, count);
            for (int k = 0; k < count; k++) {
                learn(members.node[slot + k]);
            }
        }
    }

    /**
     * Reads what learning from {@code count} members will read at random, in loops without branches: there the processor
     * waits for many reads at once, in {@link #learn(int)} for one after the other.
     */
    private void readAhead(int slot, int count) {
        int[] of = members.ofStart;
        int[] sub = members.ofSub;
        for (int k = 0; k < count; k++) {
            ahead[k] = of[pendingTarget[members.node[slot + k]]];
        }
        for (int k = 0; k < count; k++) {
            ahead[k] = sub[Math.min(ahead[k], sub.length - 1)];
        }
    }

    /**
     * What was learned in {@code other} has been learned here.
     *
     * @param place [subentities of {@code other}] place here, -1 where it is gone
     */
    void follow(Boundaries other, int[] place) {
        other.learnAll();
        for (int old = 0; old < other.pairs.count(); old++) {
            int from = place[other.pairs.first(old)];
            int to = place[other.pairs.second(old)];
            if (from >= 0 && to >= 0) {
                int slot = slot(from, to);
                cells[2 * slot] = other.cells[2 * old];
                cells[2 * slot + 1] = other.cells[2 * old + 1];
            }
        }
    }

    private int slot(int a, int b) {
        int slot = pairs.slot(a, b);
        if (2 * slot >= cells.length) {
            cells = Arrays.copyOf(cells, 2 * cells.length);
        }
        return slot;
    }

    /** How many pairs of subentities are related. */
    public int count() {
        learnAll();
        return pairs.count();
    }

    /** Subentity a relation goes from. */
    public int from(int slot) {
        return pairs.first(slot);
    }

    /** Subentity a relation goes to. */
    public int to(int slot) {
        return pairs.second(slot);
    }

    /** Log weight of a relation, at most 2. */
    public double logWeight(int slot) {
        learnAll();
        return cells[2 * slot];
    }

    /** Strides that crossed it in this life. */
    public long strides(int slot) {
        learnAll();
        return (long) cells[2 * slot + 1];
    }

    /** Semantic distance of a relation: embeddings are not loaded, so it is not known. */
    public double distance(int slot) {
        return UNKNOWN_DISTANCE;
    }

    /** Log weight from {@code a} to {@code b} as of the last {@link #learnFrom}; NaN where they are not related. */
    double logWeight(int a, int b) {
        int slot = pairs.find(a, b);
        return slot < 0 ? Double.NaN : cells[2 * slot];
    }
}
