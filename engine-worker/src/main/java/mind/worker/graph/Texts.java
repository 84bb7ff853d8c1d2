package mind.worker.graph;

import java.util.Arrays;
import java.util.zip.Checksum;

/** One text for each node, such as its id; what it costs is said at {@link TextPool}. Never changes once built. */
public final class Texts {
    private final TextPool pool;
    private final int[] at; // [count]

    Texts(TextPool pool, int[] at) {
        this.pool = pool;
        this.at = at;
    }

    /** Texts of a pool of their own. */
    static Texts of(String[] texts) {
        var pool = new TextPool();
        return new Texts(pool, Arrays.stream(texts).mapToInt(pool::add).toArray());
    }

    public int count() {
        return at.length;
    }

    /** The text of {@code i}, made a String anew each time. */
    public String get(int i) {
        return pool.get(at[i]);
    }

    boolean same(int one, int other) {
        return pool.same(at[one], at[other]);
    }

    void update(Checksum sum, int i) {
        pool.update(sum, at[i]);
    }
}
