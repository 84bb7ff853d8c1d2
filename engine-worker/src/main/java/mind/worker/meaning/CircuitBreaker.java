package mind.worker.meaning;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Lets nobody through for a while once several tries in a row have failed; then one try decides. Thread-safe. */
final class CircuitBreaker {
    private final int failuresToOpen;
    private final long openNanos;
    private final LongSupplier nanoTime;
    private int failuresInARow;
    private long closedAgainNanos;

    CircuitBreaker(int failuresToOpen, Duration open, LongSupplier nanoTime) {
        this.failuresToOpen = failuresToOpen;
        this.openNanos = open.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Whether a try may be made now; where it is the one that decides, others wait for it as if it had failed. */
    synchronized boolean allows() {
        if (failuresInARow < failuresToOpen) {
            return true;
        }
        if (nanoTime.getAsLong() - closedAgainNanos < 0) {
            return false;
        }
        closedAgainNanos = nanoTime.getAsLong() + openNanos;
        return true;
    }

    /** A try has worked; answers whether the ones before had been failing. */
    synchronized boolean worked() {
        boolean recovered = failuresInARow >= failuresToOpen;
        failuresInARow = 0;
        return recovered;
    }

    /** A try has failed; answers whether that keeps others out from now on. */
    synchronized boolean failed() {
        failuresInARow++;
        if (failuresInARow >= failuresToOpen) {
            closedAgainNanos = nanoTime.getAsLong() + openNanos;
        }
        return failuresInARow == failuresToOpen;
    }
}
