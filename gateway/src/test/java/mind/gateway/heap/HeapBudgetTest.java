package mind.gateway.heap;

import static mind.gateway.heap.HeapBudget.Use.ANSWERS;
import static mind.gateway.heap.HeapBudget.Use.ORIGINALS;
import static mind.gateway.heap.HeapBudget.Use.SNAPSHOTS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HeapBudgetTest {
    private final HeapBudget heap = new HeapBudget(1_600);

    @Test
    void all_uses_together_leave_a_quarter_of_the_heap() {
        for (HeapBudget.Use use : HeapBudget.Use.values()) {
            heap.take(use, heap.free(use));
            assertTrue(heap.taken(use) <= heap.most(use));
        }
        assertEquals(1_200, heap.bytes());
        assertFalse(heap.take(SNAPSHOTS, 1));
        heap.giveBack(ORIGINALS, 100);
        assertTrue(heap.take(ANSWERS, 100));
    }

    @Test
    void however_much_the_others_take_the_largest_snapshot_has_room() {
        assertTrue(heap.take(ORIGINALS, heap.free(ORIGINALS)));
        assertTrue(heap.take(ANSWERS, heap.free(ANSWERS)));
        assertTrue(heap.take(SNAPSHOTS, heap.mostOfOneSnapshot()));
    }
}
