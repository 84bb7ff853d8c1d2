package mind.worker.dynamics;

import java.util.Arrays;
import mind.worker.graph.Links;
import mind.worker.graph.Memberships;
import mind.worker.graph.MindGraph;

/**
 * RELATES_TO between subentities as strides across them make and strengthen it: engine.md 2.7. Kept in memory, begun from
 * the links the graph has; never written back.
 */
public final class Boundaries implements Phase {
    private static final double GAIN = 0.05;
    private static final double UNKNOWN_DISTANCE = 0.5;

    private final Memberships members;
    private final BestLinks best;
    private final PairTable pairs;
    private double[] cells = new double[32]; // per slot its log weight and its strides, side by side for the cache

    Boundaries(MindGraph graph, BestLinks best) {
        this.best = best;
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
        int[] of = members.ofStart;
        for (int k = 0; k < tick.strides; k++) {
            int i = tick.strideNode[k];
            int j = best.target[i];
            if (of[i] == of[i + 1] || of[j] == of[j + 1]) {
                continue;
            }
            double gain = GAIN * tick.strideEnergy[k];
            for (int p = of[i]; p < of[i + 1]; p++) {
                for (int q = of[j]; q < of[j + 1]; q++) {
                    if (members.ofSub[p] != members.ofSub[q]) {
                        learn(members.ofSub[p], members.ofSub[q], gain);
                    }
                }
            }
        }
    }

    private void learn(int a, int b, double gain) {
        int slot = slot(a, b);
        cells[2 * slot] = Math.min(Rates.MOST_LOG_WEIGHT, cells[2 * slot] + gain);
        cells[2 * slot + 1]++;
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
        return cells[2 * slot];
    }

    /** Strides that crossed it in this life. */
    public long strides(int slot) {
        return (long) cells[2 * slot + 1];
    }

    /** Semantic distance of a relation: embeddings are not loaded, so it is not known. */
    public double distance(int slot) {
        return UNKNOWN_DISTANCE;
    }

    /** Log weight from {@code a} to {@code b}; NaN where they are not related. */
    double logWeight(int a, int b) {
        int slot = pairs.find(a, b);
        return slot < 0 ? Double.NaN : cells[2 * slot];
    }
}
