package mind.worker.graph;

/** How nodes are placed in memory. No result depends on it: whatever goes by order goes by load rank. */
@FunctionalInterface
public interface Layout {
    /**
     * The load ranks of the nodes in the order of their places.
     *
     * @param nodes        how many nodes
     * @param diffusingOut outgoing links that energy may take, by load rank
     * @param in           incoming links, by load rank
     */
    int[] order(int nodes, int[] diffusingOut, int[] in);

    /** Places follow the order of loading. */
    Layout AS_LOADED = (nodes, out, in) -> {
        int[] order = new int[nodes];
        for (int i = 0; i < nodes; i++) {
            order[i] = i;
        }
        return order;
    };

    /**
     * Nodes with equally many outgoing links lie together, most first, so that a sweep over rows of links sees no row
     * length it did not expect; among those the most linked to come first, so that what is hit often shares cache lines.
     */
    Layout BY_DEGREE = (nodes, out, in) -> {
        int most = (1 << 20) - 1;
        long[] keys = new long[nodes];
        for (int i = 0; i < nodes; i++) {
            keys[i] = (long) (most - Math.min(out[i], most)) << 20 | most - Math.min(in[i], most);
        }
        return GraphBuilder.sortedByKey(keys, nodes);
    };
}
