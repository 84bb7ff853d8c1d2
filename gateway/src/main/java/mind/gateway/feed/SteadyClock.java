package mind.gateway.feed;

import java.util.concurrent.TimeUnit;

/**
 * Tells how long things took and were silent: the system's time when the process started, and from then on by a clock that
 * nobody sets, so that a jump of the system's neither hurries nor holds up anything.
 */
public final class SteadyClock {
    private static final long START_MILLIS = System.currentTimeMillis() - nanosAsMillis();

    private SteadyClock() {}

    /** Milliseconds, near those since the epoch. */
    public static long millis() {
        return START_MILLIS + nanosAsMillis();
    }

    private static long nanosAsMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
