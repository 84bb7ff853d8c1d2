package mind.worker.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyOrderTest {
    private final long seed = System.nanoTime();

    @Test
    void equal_keys_stay_in_order() {
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int bits = 1; bits < Long.SIZE; bits++) {
            int shift = Long.SIZE - bits;
            long[] keys = random.longs(500).map(key -> key >>> shift).toArray();
            int count = random.nextInt(keys.length + 1); // the rest is room
            int[] expected = IntStream.range(0, count)
                    .boxed()
                    .sorted(Comparator.comparingLong(i -> keys[i]))
                    .mapToInt(i -> i)
                    .toArray();
            assertArrayEquals(expected, KeyOrder.of(keys, count), bits + " bits, seed " + seed);
        }
    }
}
