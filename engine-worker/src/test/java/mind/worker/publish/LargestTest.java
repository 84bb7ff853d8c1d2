package mind.worker.publish;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LargestTest {
    @Test
    void the_largest_come_first_whatever_their_order() {
        long seed = System.nanoTime();
        System.out.println("LargestTest seed " + seed);
        var random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            double[] values = random.doubles(random.nextInt(60)).toArray();
            var largest = new Largest(1 + random.nextInt(20));
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            for (int again = 0; again < 2; again++) {
                int count = largest.of(values.length, k -> values[k]);
                double[] found = new double[count];
                double[] expected = new double[count];
                for (int k = 0; k < count; k++) {
                    found[k] = values[largest.place(k)];
                    expected[k] = sorted[sorted.length - 1 - k];
                }
                assertArrayEquals(expected, found);
            }
        }
        assertEquals(0, new Largest(3).of(0, k -> 0));
    }
}
