package mind.worker.persist;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * What was written in the last moments. The server's log on disk may lag two seconds behind what it has answered, so after
 * an outage these are written again.
 */
final class Recent {
    private static final long KEPT_NANOS = 2_000_000_000L;

    private final Deque<Rows> rows = new ArrayDeque<>();
    private long lastAnswerNanos;

    private record Rows(Table table, int[] places, long nanos) {}

    /** Notes that the buffer of {@code table} is stored. */
    void wrote(Table table, long now) {
        rows.addLast(new Rows(table, Arrays.copyOf(table.place, table.rows), now));
        answered(now);
    }

    /** Notes that the server has just answered. */
    void answered(long now) {
        lastAnswerNanos = now;
        while (!rows.isEmpty() && now - rows.getFirst().nanos > KEPT_NANOS) {
            rows.removeFirst();
        }
    }

    /** After an outage: forgets that what was written within two seconds of the server's last answer is stored. */
    int forget() {
        int forgotten = 0;
        for (Rows some : rows) {
            if (lastAnswerNanos - some.nanos <= KEPT_NANOS) {
                for (int place : some.places) {
                    some.table.forget(place);
                }
                forgotten += some.places.length;
            }
        }
        rows.clear();
        return forgotten;
    }
}
