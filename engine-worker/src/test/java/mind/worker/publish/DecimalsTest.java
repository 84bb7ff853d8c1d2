package mind.worker.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecimalsTest {
    @Test
    void four_digits_are_kept_and_no_more() {
        long seed = System.nanoTime();
        System.out.println("DecimalsTest seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            double x = (random.nextBoolean() ? 1 : -1)
                    * Math.pow(10, -18 + random.nextInt(31))
                    * (1 + 9 * random.nextDouble());
            double rounded = Decimals.four(x);
            assertEquals(x, rounded, 0.0006 * Math.abs(x), "of " + x);
            assertTrue(
                    new BigDecimal(Double.toString(rounded))
                                    .stripTrailingZeros()
                                    .precision()
                            <= 4,
                    x + " → " + rounded);
            assertEquals(new BigDecimal(x).round(new MathContext(4)).doubleValue(), rounded, 0.0011 * Math.abs(x));
        }
    }

    @Test
    void what_has_no_value_or_next_to_none_is_zero() {
        for (double x :
                new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, -0.0, 1e-310, -2.69e-21
                }) {
            assertEquals(0, Decimals.four(x), 0);
        }
    }
}
