package mind.worker.loop;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/** When the last ticks began and how long they took; written by the tick thread, read by anybody. */
final class TickTimes {
    private static final int DURATIONS = 600;
    private static final int STARTS = 256;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final long RATE_WINDOW_NANOS = 10_000_000_000L;

    private final AtomicLongArray durations = new AtomicLongArray(DURATIONS);
    private final AtomicLongArray starts = new AtomicLongArray(STARTS);
    private volatile long ticks;

    void record(long startNanos, long nanos) {
        long tick = ticks;
        durations.lazySet((int) (tick % DURATIONS), nanos);
        starts.lazySet((int) (tick % STARTS), startNanos);
        ticks = tick + 1;
    }

    double lastMillis() {
        long done = ticks;
        return done == 0 ? 0 : durations.get((int) ((done - 1) % DURATIONS)) / NANOS_PER_MILLI;
    }

    /** Durations of the last 600 ticks at each of {@code shares} (0 to 1) of them, milliseconds. */
    double[] percentileMillis(double... shares) {
        int known = (int) Math.min(ticks, DURATIONS);
        long[] sorted = new long[known];
        Arrays.setAll(sorted, durations::get);
        Arrays.sort(sorted);
        double[] millis = new double[shares.length];
        for (int i = 0; i < shares.length && known > 0; i++) {
            millis[i] = sorted[(int) Math.min(known - 1, Math.floor(shares[i] * known))] / NANOS_PER_MILLI;
        }
        return millis;
    }

    /** Ticks a second over those of the last ten seconds; 0 where fewer than two began in them. */
    double hertz(long nowNanos) {
        long done = ticks;
        if (done < 2) {
            return 0;
        }
        long last = starts.get((int) ((done - 1) % STARTS));
        if (nowNanos - last > RATE_WINDOW_NANOS) {
            return 0;
        }
        int back = 1;
        int most = (int) Math.min(done, STARTS - 1);
        while (back < most && nowNanos - starts.get((int) ((done - 1 - back) % STARTS)) <= RATE_WINDOW_NANOS) {
            back++;
        }
        long first = starts.get((int) ((done - back) % STARTS));
        return last > first ? (back - 1) * 1e9 / (last - first) : 0;
    }
}
