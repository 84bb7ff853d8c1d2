package mind.worker.graph;

/**
 * What nodes and links feel, as valence and arousal, -1 to 1 each; both are 0 where a graph does not say. The tick thread
 * owns the values. Most graphs say nothing at all: their arrays are empty.
 */
public final class Emotions {
    /** [nodes] or empty. */
    public final double[] nodeValence;

    /** [nodes] or empty. */
    public final double[] nodeArousal;

    /** [links] or empty. */
    public final double[] linkValence;

    /** [links] or empty. */
    public final double[] linkArousal;

    Emotions(int nodes, int links) {
        nodeValence = new double[nodes];
        nodeArousal = new double[nodes];
        linkValence = new double[links];
        linkArousal = new double[links];
    }

    /** Whether a graph says anything of the kind. */
    public boolean present() {
        return nodeValence.length > 0;
    }
}
