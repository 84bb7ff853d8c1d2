package mind.worker.graph;

/**
 * The distinct subentities of a graph as parallel arrays, in the order of the lowest internal id of each. Identity is
 * fixed once built; energy, threshold and the averages belong to the tick thread.
 */
public final class Subentities {
    /** Value of the stored property {@code origin} of those that emerged in a mind. */
    public static final String EMERGED = "emergence";

    /** How many distinct subentities there are. */
    public final int count;

    /** [count] FalkorDB's internal id of the row that was kept. */
    public final long[] internalId;

    /** [count] Label of that row, in its own spelling. */
    public final String[] label;

    /** [count] The application's id, distinct. */
    public final String[] id;

    public final String[] name;
    public final String[] role;

    /** [count] {@code emergent} where the graph does not say. */
    public final String[] kind;

    public final String[] description;

    /** [count] CSS colour; empty where the graph has none. */
    public final String[] color;

    public final String[] scope;

    /** [count] Whether others put it into the database; only what emerged in a mind may be dissolved. */
    public final boolean[] stored;

    /** [count] When it was created, epoch milliseconds; {@link Nodes#NEVER} where the graph does not say. */
    public final long[] createdMs;

    /** [count] Energy: members' energy above their thresholds, weighted by share; at least 0. */
    public final double[] energy;

    /** [count] Threshold; 1 before the first tick. */
    public final double[] theta;

    /** [count] Stored log weight, -5 to 2. */
    public final double[] logWeight;

    /** [count] Quality, 0 to 4; above 1 only where a trace gave many seats. */
    public final double[] quality;

    public final double[] emaActive;
    public final double[] emaWm;
    public final double[] emaSeats;
    public final double[] emaFormation;
    public final double[] coherence;
    public final double[] arousalEma;
    public final double[] valenceEma;

    /** [count] How far it has grown up. */
    public final Stability[] stability;

    /** [count] Ticks lived, those before this worker included. */
    public final long[] age;

    public final int[] highStreak;
    public final int[] lowStreak;

    /** [count] How often each stimulus source spoke while it was in working memory; keys as stored. */
    public final Tally[] channels;

    /** [count] Share of each outcome, moving average. */
    public final Tally[] outcomes;

    /** How far a subentity has grown up. */
    public enum Stability {
        CANDIDATE,
        PROVISIONAL,
        MATURE;

        /** The word the graph and the wire use. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    Subentities(int count) {
        this.count = count;
        internalId = new long[count];
        label = new String[count];
        id = new String[count];
        name = new String[count];
        role = new String[count];
        kind = new String[count];
        description = new String[count];
        color = new String[count];
        scope = new String[count];
        stored = new boolean[count];
        createdMs = new long[count];
        energy = new double[count];
        theta = new double[count];
        logWeight = new double[count];
        quality = new double[count];
        emaActive = new double[count];
        emaWm = new double[count];
        emaSeats = new double[count];
        emaFormation = new double[count];
        coherence = new double[count];
        arousalEma = new double[count];
        valenceEma = new double[count];
        stability = new Stability[count];
        age = new long[count];
        highStreak = new int[count];
        lowStreak = new int[count];
        channels = new Tally[count];
        outcomes = new Tally[count];
    }
}
