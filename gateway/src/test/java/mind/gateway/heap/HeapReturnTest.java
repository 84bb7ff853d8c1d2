package mind.gateway.heap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeapReturnTest {
    private static final long MIB = 1 << 20;

    private long heapMiB = 24;
    private long heldMiB;
    private long liveMiB = 24;
    private long second;
    private final HeapReturn heap = new HeapReturn(() -> heapMiB * MIB, () -> heldMiB * MIB, () -> heapMiB = liveMiB);

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            heap.second(TimeUnit.SECONDS.toNanos(++second));
        }
    }

    @Test
    void a_heap_that_grew_is_given_back_once_it_is_quiet() {
        pass(60);
        heapMiB = 90;
        pass(15);
        assertEquals(90, heapMiB, "who fetches a graph now may fetch the next");
        pass(10);
        assertEquals(24, heapMiB);
        assertEquals(1, heap.times());
    }

    @Test
    void a_heap_that_stays_as_it_is_or_cannot_shrink_is_not_collected_again() {
        pass(600);
        assertEquals(0, heap.times());
        heapMiB = 90;
        liveMiB = 90;
        pass(3_600);
        assertEquals(1, heap.times());
    }

    @Test
    void what_graphs_took_is_given_back_when_they_have_gone_though_the_heap_has_not_grown_since() {
        pass(1);
        heapMiB = 90;
        liveMiB = 80;
        heldMiB = 50;
        pass(400);
        assertEquals(80, heapMiB);
        liveMiB = 30;
        heldMiB = 0;
        pass(30);
        assertEquals(30, heapMiB);
    }

    @Test
    void bursts_that_follow_one_another_are_collected_at_most_every_two_minutes() {
        pass(1);
        for (int i = 0; i < 20; i++) {
            heapMiB = 90;
            pass(60);
        }
        assertEquals(10, heap.times());
    }
}
