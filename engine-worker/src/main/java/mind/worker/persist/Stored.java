package mind.worker.persist;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Numbers as the store keeps them. FalkorDB answers with 15 significant digits, so a value is rounded to those before it
 * is written: what is written is then what is read, and reading it again changes nothing.
 */
final class Stored {
    /** Below this a value is written as 0: a denormal fails the whole batch. */
    private static final double LEAST = 1e-300;
    /** Two values this close, relatively, may still be equal at 15 digits, or not. */
    private static final double DOUBT = 2e-14;

    private static final MathContext DIGITS = new MathContext(15, RoundingMode.HALF_EVEN);

    private Stored() {}

    /** What is read back after {@code x} was written. {@code x} is finite. */
    static double value(double x) {
        return Math.abs(x) < LEAST ? 0 : Double.parseDouble(text(x));
    }

    /** {@code x} as it is written in a query. */
    static String text(double x) {
        if (Math.abs(x) < LEAST) {
            return "0.0";
        }
        String shortest = Double.toString(x);
        return shortest.length() <= 16
                ? shortest
                : new BigDecimal(x).round(DIGITS).toString();
    }

    /** Whether writing {@code now} would change what is stored, {@code stored}; NaN stands for not known. */
    static boolean differs(double now, double stored) {
        if (now == stored) {
            return false;
        }
        double distance = Math.abs(now - stored);
        if (distance <= DOUBT * Math.max(Math.abs(now), Math.abs(stored))) {
            return value(now) != stored;
        }
        return !(Math.abs(now) < LEAST && stored == 0);
    }
}
