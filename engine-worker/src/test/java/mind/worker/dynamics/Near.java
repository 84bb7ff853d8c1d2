package mind.worker.dynamics;

import static org.junit.jupiter.api.Assertions.fail;

/** Equality of figures as the reference vectors mean it: 1e-12 apart, or a billionth of the expected. */
final class Near {
    private Near() {}

    static void near(double expected, double actual, String what) {
        if (!(Math.abs(expected - actual) <= Math.max(1e-12, 1e-9 * Math.abs(expected)))) {
            fail(what + ": expected " + expected + " but was " + actual);
        }
    }
}
