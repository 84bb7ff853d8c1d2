package mind.worker.persist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StoredTest {
    /** What FalkorDB answers for a stored double. */
    private static double answered(double stored) {
        return new BigDecimal(stored).round(new MathContext(15)).doubleValue();
    }

    @Test
    void what_is_written_is_what_is_read_and_reading_it_again_changes_nothing() {
        long seed = System.nanoTime();
        System.out.println("StoredTest seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            double x = Double.longBitsToDouble(random.nextLong());
            if (!Double.isFinite(x)) {
                continue;
            }
            double value = Stored.value(x);
            assertEquals(value, Double.parseDouble(Stored.text(x)));
            assertEquals(value, answered(value), "read back, of " + x);
            assertEquals(value, Stored.value(value), "written again, of " + x);
            assertFalse(Stored.differs(x, value), x + " is stored as " + value);
        }
    }

    @Test
    void a_difference_in_the_fifteenth_digit_is_one_and_beyond_it_is_none() {
        assertTrue(Stored.differs(1.00000000000001, 1.0));
        assertFalse(Stored.differs(1.000000000000004, 1.0));
        assertTrue(Stored.differs(9.99999999999999, 9.99999999999998));
        assertTrue(Stored.differs(1, Double.NaN));
        assertTrue(Stored.differs(0, Double.NaN));
        assertFalse(Stored.differs(1e-305, 0));
        assertEquals("0.0", Stored.text(Double.MIN_VALUE));
    }
}
