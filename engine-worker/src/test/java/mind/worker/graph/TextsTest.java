package mind.worker.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextsTest {
    private final long seed = System.nanoTime();

    /** Lengths around those at which a text's length takes a byte more, and at which it gets a chunk of its own. */
    private String text(Random random, int number) {
        int[] lengths = {0, 1, 20, 126, 127, 128, 4_080, 4_090, 4_096, 16_384, 40_000};
        String letters = "aZ9 é€😀";
        int[] points = letters.codePoints().toArray();
        int length = lengths[random.nextInt(lengths.length)];
        var text = new StringBuilder();
        random.ints(length, 0, points.length).forEach(i -> text.appendCodePoint(points[i]));
        // no letter is drawn that parts them, so no two texts are equal
        return text.append('#').append(number).toString();
    }

    @Test
    void texts_of_every_length_come_back_and_are_found() {
        System.out.println("seed " + seed);
        var random = new Random(seed);
        String[] written = IntStream.range(0, 600)
                .mapToObj(number -> number == 0 ? "" : text(random, number))
                .toArray(String[]::new);
        Texts texts = Texts.of(written);
        IdIndex index = IdIndex.of(texts);
        for (int i = 0; i < written.length; i++) {
            assertEquals(written[i], texts.get(i), "seed " + seed);
            assertEquals(i, index.find(written[i]), "seed " + seed);
            assertEquals(-1, index.find(written[i] + "x"), "seed " + seed);
        }
    }

    @Test
    void of_equal_texts_the_first_is_found() {
        Texts texts = Texts.of(new String[] {"a", "b", "a"});
        IdIndex index = IdIndex.growing(texts);
        assertEquals(0, index.add(0));
        assertEquals(1, index.add(1));
        assertEquals(0, index.add(2));
    }
}
