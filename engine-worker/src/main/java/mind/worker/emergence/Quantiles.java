package mind.worker.emergence;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** What a figure has been lately: the last 500 values of it, and its quantiles once there are 30. One thread uses it. */
final class Quantiles {
    private static final int WINDOW = 500;
    private static final int ENOUGH = 30;

    private final double[] values = new double[WINDOW];
    private long seen;

    void add(double value) {
        values[(int) (seen++ % WINDOW)] = value;
    }

    /** Whether there are values enough for a quantile to mean something. */
    boolean known() {
        return seen >= ENOUGH;
    }

    /** The value below which a share {@code q} of all lies, linear between neighbours; only where {@link #known}. */
    double at(double q) {
        double[] sorted = kept().sorted().toArray();
        double place = q * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /** Which share of all lies below {@code value}, those equal to it by half; {@code value} itself where not known. */
    double rank(double value) {
        if (!known()) {
            return Math.max(0, Math.min(1, value));
        }
        return kept().map(kept -> kept < value ? 1 : kept == value ? 0.5 : 0)
                .average()
                .orElseThrow();
    }

    private DoubleStream kept() {
        return Arrays.stream(values, 0, (int) Math.min(seen, WINDOW));
    }
}
