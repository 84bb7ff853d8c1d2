package mind.worker.graph;

/**
 * The ordinary nodes of a graph as parallel arrays, one place a node. A node's index is its place; it follows the memory
 * layout, not the order of loading: where a rule of the model goes by order, {@link #rank} is that order.
 *
 * <p>Identity and thresholds are fixed once built; {@link #energy}, {@link #logWeight} and the averages belong to the
 * tick thread, which keeps them unsettled (decay is applied when a node is touched). Other threads ask the engine for
 * settled copies.
 */
public final class Nodes {
    /** How many nodes there are. */
    public final int count;

    /** [count] Place in the order of loading, 0 to count - 1, each once. */
    public final int[] rank;

    /** [count] Index of the node with that rank: the inverse of {@link #rank}. */
    public final int[] byRank;

    /** [count] FalkorDB's internal id. */
    public final long[] internalId;

    /** [count] The application's id, distinct. */
    public final Texts id;

    /** [count] What people call it; the id where it has no name. */
    public final Texts name;

    /** [count] Longer text, may be empty. */
    public final Texts description;

    /** [count] Number of the type (the first label) in {@link MindGraph#nodeTypes}. */
    public final int[] type;

    /** [count] Number of the scope in {@link MindGraph#scopes}. */
    public final int[] scope;

    /** [count] Energy, dimensionless, finite, at least 0; as of the node's last touch. */
    public final double[] energy;

    /** [count] Threshold, dimensionless, at least 0.001. */
    public final double[] theta;

    /** [count] Natural log of the node's weight, -5 to 2, plus the decay its type had when it was stored. */
    public final double[] logWeight;

    /** [count] Moving average of being a member of working memory, 0 to 1, as of its last change. */
    public final double[] emaWm;

    /** [count] Moving average of reinforcement seats. */
    public final double[] emaSeats;

    /** [count] Moving average of formation quality. */
    public final double[] emaFormation;

    /** [count] Confidence as stored, 0.5 where the graph has none. */
    public final float[] confidence;

    /** [count] When it was created, epoch milliseconds; {@link #NEVER} where the graph does not say. */
    public final long[] createdMs;

    /** [count] When learning last touched it, epoch milliseconds; {@link #NEVER} before the first time. */
    public final long[] updatedMs;

    /** Stands for a time that is not known. */
    public static final long NEVER = Long.MIN_VALUE;

    Nodes(Texts id, Texts name, Texts description) {
        this.count = id.count();
        rank = new int[count];
        byRank = new int[count];
        internalId = new long[count];
        this.id = id;
        this.name = name;
        this.description = description;
        type = new int[count];
        scope = new int[count];
        energy = new double[count];
        theta = new double[count];
        logWeight = new double[count];
        emaWm = new double[count];
        emaSeats = new double[count];
        emaFormation = new double[count];
        confidence = new float[count];
        createdMs = new long[count];
        updatedMs = new long[count];
    }
}
