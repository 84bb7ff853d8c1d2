package mind.worker.dynamics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowMaximaTest {
    @Test
    void findsTheFirstLargestOfEachRowHoweverRowsLie() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            int[] lengths = random.ints(300, 0, round % 20 + 1).toArray();
            if (round % 2 == 0) {
                Arrays.sort(lengths);
            }
            check(lengths, random);
        }
    }

    private static void check(int[] lengths, Random random) {
        int[] from = new int[lengths.length];
        int[] to = new int[lengths.length];
        int at = 0;
        for (int i = 0; i < lengths.length; i++) {
            from[i] = at + random.nextInt(2);
            to[i] = from[i] + lengths[i];
            at = to[i];
        }
        // few values, so that many are equal
        double[] weights =
                random.ints(at, -3, 3).mapToDouble(value -> value / 2.0).toArray();
        int[] best = new int[lengths.length];
        RowMaxima.find(weights, from, to, best);
        for (int i = 0; i < lengths.length; i++) {
            int expected = -1;
            for (int l = from[i]; l < to[i]; l++) {
                expected = expected < 0 || weights[l] > weights[expected] ? l : expected;
            }
            assertEquals(expected, best[i], "row " + i + " of " + lengths[i]);
        }
    }
}
