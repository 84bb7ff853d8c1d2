package mind.worker.dynamics;

import mind.worker.graph.MindGraph;

/**
 * Log weights of nodes and links as they fade. Like energies they are stored unsettled: with the decay their type's clock
 * had counted when they were written, so that a decay moves clocks and not every weight.
 */
final class Weights {
    private final MindGraph graph;
    private final BestLinks best;
    private final double[] rate; // [types] 1/s
    private final double[] clock; // [types]

    Weights(MindGraph graph, BestLinks best) {
        this.graph = graph;
        this.best = best;
        rate = new double[graph.nodeTypes.count()];
        clock = new double[rate.length];
        for (int t = 0; t < rate.length; t++) {
            rate[t] = Rates.weight(graph.nodeTypes.word(t));
        }
    }

    /** Settled log weight of node {@code i}. */
    double ofNode(int i) {
        return Math.max(Rates.LEAST_LOG_WEIGHT, graph.nodes.logWeight[i] - clock[graph.nodes.type[i]]);
    }

    void storeNode(int i, double logWeight) {
        graph.nodes.logWeight[i] = logWeight + clock[graph.nodes.type[i]];
    }

    /** Lets {@code seconds} of decay pass; answers how much all weights lost, those at the lowest left out of account. */
    double decay(double seconds) {
        double lost = 0;
        for (int t = 0; t < rate.length; t++) {
            clock[t] += rate[t] * seconds;
        }
        for (int i = 0; i < graph.nodes.count; i++) {
            lost += rate[graph.nodes.type[i]] * seconds;
        }
        best.decay(Rates.linkWeight() * seconds);
        return lost + graph.links.count * Rates.linkWeight() * seconds;
    }
}
