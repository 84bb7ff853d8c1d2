package mind.worker.dynamics;

import java.util.Map;
import mind.worker.graph.Links;
import mind.worker.graph.MindGraph;

/**
 * Each node's cheapest outgoing link and its ease, so that a stride looks at no other. Cost is {@code 1 / max(ease, 1e-6)}
 * with {@code ease = exp(w + overlay)}, times what emotions make of it; the first link in adjacency order wins ties.
 *
 * <p>The choice is kept, not searched for: strengthening only touches the best link of a node and only eases it, and
 * weight decay takes the same from every link of a node. It is searched anew where that reasoning ends: when a best link
 * reaches the lowest weight, where others may tie with it, when the overlays of another subentity come to hold, and before
 * each stride of a node that feels something.
 *
 * <p>Log weights are stored with the decay that had passed when they were written, so that decay moves one clock and not
 * every link.
 */
final class BestLinks {
    private static final double LEAST_EASE = 1e-6;

    /** Gains of log weight below this may multiply the ease by the series' first terms. */
    static final double SMALL_GAIN = 1e-3;

    /** Mask of the ticks, counted from a node's index on, in which its ease is taken from the weight itself. */
    static final long RENEWED_EVERY = 63;

    /** [nodes] Best link of each node; -1 where energy has no way out. */
    final int[] link;

    /** [nodes] Ease of that link, at most exp(2) without overlays. */
    final double[] ease;

    /** [nodes] Target of that link. */
    final int[] target;

    /**
     * [nodes] Log weight of that link, stored as the links' are. It lives here as long as the link is its source's best, so
     * that learning walks nodes and not rows of links; {@link Links#logWeight} has it again once another takes its place.
     */
    final double[] weight;

    private final Links links;
    private final MindGraph graph;
    private final Affect affect;
    private final int nodes;
    private final double[] overlay; // [links] of the subentity whose overlays hold; empty where no link has any
    private double clock;
    private int context = -1;

    BestLinks(MindGraph graph, Affect affect) {
        this.graph = graph;
        this.affect = affect;
        links = graph.links;
        nodes = graph.nodes.count;
        link = new int[nodes];
        ease = new double[nodes];
        target = new int[nodes];
        weight = new double[nodes];
        overlay = new double[graph.overlays.ofSubentity().isEmpty() ? 0 : links.count];
        sweep();
    }

    /** Settled log weight of link {@code l}, overlays left out. */
    double logWeight(int l) {
        return Math.max(Rates.LEAST_LOG_WEIGHT, (isBest(l) ? weight[links.source[l]] : links.logWeight[l]) - clock);
    }

    /** Settled log weight of node {@code i}'s best link, overlays left out. */
    double logWeightOfBest(int i) {
        return Math.max(Rates.LEAST_LOG_WEIGHT, weight[i] - clock);
    }

    private boolean isBest(int l) {
        int source = links.source[l];
        return source < nodes && link[source] == l;
    }

    /** How far weight decay has come, to be taken from what {@link #weight} holds. */
    double clock() {
        return clock;
    }

    /** Sets the log weight of link {@code l}; its source's best link is to be searched afterwards. */
    void store(int l, double logWeight) {
        if (isBest(l)) {
            weight[links.source[l]] = logWeight + clock;
        } else {
            links.logWeight[l] = logWeight + clock;
        }
    }

    /** Searches the best link of every node. */
    void sweep() {
        RowMaxima.find(links.logWeight, links.outStart, links.diffusingEnd, link);
        for (int i = 0; i < nodes; i++) {
            if (link[i] >= 0) {
                remember(i);
            }
            if (affect.feels(i)) {
                search(i);
            }
        }
    }

    /** Searches the best link of node {@code i}. */
    void search(int i) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        boolean feels = affect.feels(i);
        for (int l = links.outStart[i]; l < links.diffusingEnd[i]; l++) {
            double cost = 1 / Math.max(easeOf(l), LEAST_EASE);
            cost *= feels ? affect.cost(i, l) : 1;
            if (cost < least) {
                least = cost;
                best = l;
            }
        }
        if (link[i] >= 0) {
            links.logWeight[link[i]] = weight[i];
        }
        link[i] = best;
        if (best >= 0) {
            remember(i);
        }
    }

    private void remember(int i) {
        target[i] = links.target[link[i]];
        weight[i] = links.logWeight[link[i]];
        ease[i] = easeOf(link[i]);
    }

    /** Ease of link {@code l} in the context that holds. */
    double easeOf(int l) {
        double w = logWeight(l);
        return Math.exp(overlay.length == 0 ? w : w + overlay[l]);
    }

    /**
     * The best link of node {@code i} became easier by {@code gain} in log weight. Small gains multiply by four terms of
     * the series, which is exact to the last bit; one in 64 is taken from the weight itself, so that rounding does not pile up.
     */
    void eased(int i, double gain, long tick) {
        if (gain < SMALL_GAIN && (i + tick & RENEWED_EVERY) != 0) {
            ease[i] *= 1 + gain * (1 + gain * (0.5 + gain * (1.0 / 6 + gain / 24)));
        } else {
            renew(i);
        }
    }

    /** Takes the ease of node {@code i}'s best link from its weight. */
    void renew(int i) {
        ease[i] = easeOf(link[i]);
    }

    /** Lets every link's log weight fall by {@code loss}, down to the lowest. */
    void decay(double loss) {
        clock += loss;
        double factor = Math.exp(-loss);
        double floor = Math.exp(Rates.LEAST_LOG_WEIGHT);
        for (int i = 0; i < nodes; i++) {
            if (link[i] >= 0) {
                ease[i] *= factor;
                if (ease[i] < floor || overlay.length > 0) {
                    search(i);
                }
            }
        }
    }

    /** From now on the overlays of subentity {@code s} hold; -1 for none. */
    void context(int s) {
        if (s == context || overlay.length == 0) {
            return;
        }
        Map<Integer, Double> old = context < 0 ? Map.of() : graph.overlays.links(context);
        Map<Integer, Double> now = s < 0 ? Map.of() : graph.overlays.links(s);
        context = s;
        old.keySet().forEach(l -> overlay[l] = 0);
        now.forEach((l, size) -> overlay[l] = size);
        old.keySet().forEach(l -> search(links.source[l], links.diffusingEnd, l));
        now.keySet().forEach(l -> search(links.source[l], links.diffusingEnd, l));
    }

    private void search(int source, int[] ends, int l) {
        if (source < nodes && l < ends[source]) {
            search(source);
        }
    }
}
