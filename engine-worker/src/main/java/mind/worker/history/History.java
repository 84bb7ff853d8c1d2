package mind.worker.history;

import java.util.Arrays;
import java.util.List;

/** The last hour of a few figures, one sample a second, in rings of fixed size. Any thread may use it. */
public final class History {
    /** Most samples that are kept. */
    public static final int SAMPLES = 3_600;

    /** What is kept. */
    public enum Metric {
        /** Sum of node energies. */
        ENERGY,
        /** Branching ratio, mean of the last ten ticks. */
        SIGMA,
        /** Arousal, 0 to 1. */
        AROUSAL,
        /** Threshold crossings a second. */
        FLIPS,
        /** Median work of a tick, milliseconds. */
        TICK_MS,
        /** Nodes at or above their threshold. */
        ACTIVE;

        /** The word on the wire. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        public static List<String> words() {
            return Arrays.stream(values()).map(Metric::word).toList();
        }

        public static Metric of(String word) {
            return valueOf(word.toUpperCase(java.util.Locale.ROOT));
        }
    }

    /** A stretch of one metric: when, epoch milliseconds, and how much, oldest first. */
    public record Series(long[] tMs, float[] v) {}

    private final long[] time = new long[SAMPLES];
    private final float[][] values = new float[Metric.values().length][SAMPLES];
    private int next;
    private int count;

    /**
     * Keeps one sample of everything.
     *
     * @param figures in the order of {@link Metric}
     */
    public synchronized void sample(long timeMillis, double... figures) {
        if (figures.length != values.length) {
            throw new IllegalArgumentException(figures.length + " figures for " + values.length + " metrics");
        }
        time[next] = timeMillis;
        for (int metric = 0; metric < values.length; metric++) {
            values[metric][next] = (float) figures[metric];
        }
        next = (next + 1) % SAMPLES;
        count = Math.min(SAMPLES, count + 1);
    }

    /** The samples of {@code metric} that are not older than {@code sinceMillis}. */
    public synchronized Series since(Metric metric, long sinceMillis) {
        int first = (next - count + SAMPLES) % SAMPLES;
        int skip = 0;
        while (skip < count && time[(first + skip) % SAMPLES] < sinceMillis) {
            skip++;
        }
        long[] tMs = new long[count - skip];
        float[] v = new float[count - skip];
        for (int k = 0; k < tMs.length; k++) {
            int at = (first + skip + k) % SAMPLES;
            tMs[k] = time[at];
            v[k] = values[metric.ordinal()][at];
        }
        return new Series(tMs, v);
    }
}
