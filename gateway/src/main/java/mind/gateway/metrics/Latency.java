package mind.gateway.metrics;

import java.util.concurrent.atomic.LongAdder;

/** A histogram of durations with fixed bounds; adding takes no lock and allocates nothing. */
public final class Latency {
    /** Upper bounds of the buckets, milliseconds; the last bucket has none. */
    static final double[] BOUNDS_MILLIS = {1, 2, 4, 8, 16, 33, 66, 125, 250, 500, 1_000, 2_000, 5_000, 10_000};

    private final LongAdder[] buckets = new LongAdder[BOUNDS_MILLIS.length + 1];
    private final LongAdder sumMicros = new LongAdder();

    public Latency() {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new LongAdder();
        }
    }

    /** Takes one duration; a negative one (clocks of two machines) counts as 0. */
    public void add(double millis) {
        double seen = Math.max(0, millis);
        int bucket = 0;
        while (bucket < BOUNDS_MILLIS.length && seen > BOUNDS_MILLIS[bucket]) {
            bucket++;
        }
        buckets[bucket].increment();
        sumMicros.add(Math.round(seen * 1_000));
    }

    /** How many durations fell into each bucket. */
    long[] counts() {
        long[] counts = new long[buckets.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = buckets[i].sum();
        }
        return counts;
    }

    double sumSeconds() {
        return sumMicros.sum() / 1e6;
    }
}
