package mind.gateway.client;

import java.util.concurrent.TimeUnit;

/**
 * How much time of a tick may go into folding events for clients that lag. Once it is spent, the rest of them are served at
 * the next tick: theirs is the only delay. The relay thread's.
 */
final class Folding {
    private static final long A_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

    private long spentNanos;

    /** A new tick. */
    void begin() {
        spentNanos = 0;
    }

    boolean isSpent() {
        return spentNanos > A_TICK_NANOS;
    }

    void spent(long nanos) {
        spentNanos += nanos;
    }
}
