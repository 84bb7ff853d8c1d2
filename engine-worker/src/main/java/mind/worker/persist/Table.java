package mind.worker.persist;

import java.util.BitSet;
import mind.worker.dynamics.Engine;

/**
 * One kind of thing that is written back, with the values last stored and a buffer of rows on their way. The writing thread
 * owns it, and lends it to the tick thread for {@link #scan}.
 */
abstract class Table {
    /** Most rows in one query. */
    static final int ROWS = 500;
    /** Most places looked at in one go on the tick thread. */
    static final int PLACES = 8_192;

    /** Places of the rows in the buffer. */
    final int[] place = new int[ROWS];

    private final BitSet gone = new BitSet();

    int rows;

    /** How many places there were at the last scan. */
    int places;

    /** What a row is, in the plural, for messages. */
    abstract String what();

    /** How many places there are; may grow. On the tick thread. */
    abstract int size(Engine engine);

    /** What a query does with what it found; answers one number: how many rows it found. */
    abstract String set();

    /** What a person calls place {@code i}. */
    abstract String name(int i);

    /** FalkorDB's internal id of place {@code i}. */
    abstract long internalId(int i);

    /** The field of a row that holds that id. */
    String key() {
        return "s";
    }

    /** How a query finds what row {@code r} is about, as {@code n} where it is a node, {@code r} still in sight. */
    String match() {
        return "WITH r.s AS s, r AS r MATCH (n) WHERE id(n) = s AND " + NodeRef.is("n", "r.k");
    }

    /** Whether place {@code i} has to be written: anything stored otherwise ({@code all}), or moved enough to matter. */
    abstract boolean due(Engine engine, int i, boolean all);

    /** Copies place {@code i} into row {@code row} of the buffer, as it is: rounding is the writing thread's work. */
    abstract void copy(Engine engine, int i, int row);

    /** Appends row {@code row} as a Cypher map. */
    abstract void append(StringBuilder text, int row);

    /** Notes that row {@code row} is stored. */
    abstract void stored(int row);

    /** Notes that it is not known what is stored at place {@code i}. */
    abstract void forget(int i);

    /** Notes that nothing is there to be written at place {@code i}, now or later. */
    final void drop(int i) {
        gone.set(i);
    }

    /**
     * Counts into {@link #rows} what is due from place {@code from} on, until enough was looked at. On the tick thread.
     *
     * @return the place to go on from
     */
    final int count(Engine engine, int from) {
        rows = 0;
        places = size(engine);
        int end = Math.min(places, from + PLACES);
        for (int i = from; i < end; i++) {
            rows += !gone.get(i) && due(engine, i, false) ? 1 : 0;
        }
        return end;
    }

    /**
     * Fills the buffer with what is due from place {@code from} on, until it is full or enough was looked at. On the tick
     * thread.
     *
     * @return the place to go on from
     */
    final int scan(Engine engine, int from, boolean all) {
        rows = 0;
        places = size(engine);
        int end = Math.min(places, from + PLACES);
        int i = from;
        while (i < end && rows < ROWS) {
            if (!gone.get(i) && due(engine, i, all)) {
                copy(engine, i, rows);
                place[rows++] = i;
            }
            i++;
        }
        return i;
    }

    /** The query that writes the rows in the buffer. */
    final String statement() {
        return parameters() + "UNWIND $rows AS r " + match() + " " + set();
    }

    /** The query that answers the internal ids of those rows of the buffer that have something in the graph. */
    final String presence() {
        return parameters() + "UNWIND $rows AS r " + match() + " RETURN r." + key();
    }

    private String parameters() {
        var text = new StringBuilder(64 * rows + 300).append("CYPHER rows=[");
        for (int row = 0; row < rows; row++) {
            if (row > 0) {
                text.append(',');
            }
            append(text, row);
        }
        return text.append("] ").toString();
    }
}
