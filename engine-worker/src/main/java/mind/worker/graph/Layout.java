package mind.worker.graph;

/** How nodes are placed in memory. No result depends on it: whatever goes by order goes by load rank. */
@FunctionalInterface
public interface Layout {
    /** The load ranks of the nodes in the order of their places. */
    int[] order(Shape shape);

    /** What a layout can go by, found when it is asked for; each array by load rank. */
    interface Shape {
        int nodes();

        /** Outgoing links of each node that energy may take. */
        int[] diffusingOut();

        /** Incoming links of each node. */
        int[] in();

        /** The node its easiest link leads to, without overlays; -1 where energy has no way out. */
        int[] bestTarget();
    }

    /** Places follow the order of loading. */
    Layout AS_LOADED = shape -> {
        int[] order = new int[shape.nodes()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        return order;
    };

    /**
     * Nodes with equally many outgoing links lie together, most first, so that a sweep over rows of links sees no row
     * length it did not expect; among those the most linked to come first, so that what is hit often shares cache lines.
     */
    Layout BY_DEGREE = shape -> {
        int[] out = shape.diffusingOut();
        int[] in = shape.in();
        long mostOut = most(out);
        long mostIn = most(in);
        long[] keys = new long[shape.nodes()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (mostOut - out[i]) * (mostIn + 1) + mostIn - in[i];
        }
        return KeyOrder.of(keys, keys.length);
    };

    /**
     * Nodes lie in the order of the places they send to, so that a tick in which many stride walks memory forwards at both
     * ends of a stride.
     */
    Layout BY_STRIDE = shape -> new StrideOrder(shape.bestTarget()).order();

    /** By degree while the energies of all nodes fit a cache, by stride above. */
    Layout BY_SIZE = shape -> (shape.nodes() <= 1 << 16 ? BY_DEGREE : BY_STRIDE).order(shape);

    private static int most(int[] values) {
        int most = 0;
        for (int value : values) {
            most = Math.max(most, value);
        }
        return most;
    }
}
