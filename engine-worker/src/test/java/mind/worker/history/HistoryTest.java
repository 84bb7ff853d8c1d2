package mind.worker.history;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HistoryTest {
    private final History history = new History();

    private void sample(long second) {
        history.sample(second * 1_000, second, 2, 3, 4, 5, 6);
    }

    @Test
    void the_asked_stretch_comes_oldest_first() {
        for (int second = 1; second <= 10; second++) {
            sample(second);
        }
        History.Series series = history.since(History.Metric.ENERGY, 8_000);
        assertArrayEquals(new long[] {8_000, 9_000, 10_000}, series.tMs());
        assertArrayEquals(new float[] {8, 9, 10}, series.v());
        assertArrayEquals(
                new float[] {6, 6}, history.since(History.Metric.ACTIVE, 9_000).v());
    }

    @Test
    void an_hour_is_kept_and_no_more() {
        for (int second = 1; second <= 2 * History.SAMPLES + 7; second++) {
            sample(second);
        }
        History.Series all = history.since(History.Metric.ENERGY, 0);
        assertEquals(History.SAMPLES, all.v().length);
        assertEquals(History.SAMPLES + 8, all.v()[0]);
        assertEquals(2 * History.SAMPLES + 7, all.v()[History.SAMPLES - 1]);
    }

    @Test
    void nothing_sampled_is_nothing_told() {
        assertEquals(0, history.since(History.Metric.SIGMA, 0).v().length);
    }
}
