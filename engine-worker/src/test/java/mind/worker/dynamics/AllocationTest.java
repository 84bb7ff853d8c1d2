package mind.worker.dynamics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A steady tick takes no memory: the JVM's own counter of what a thread allocated stands still. */
class AllocationTest {
    @Test
    void a_steady_tick_allocates_nothing() {
        for (int nodes : new int[] {2_000, 6_000}) {
            Engine engine = new Engine(
                    Graphs.random(new Random(1), nodes, 3 * nodes, 100, 0.2).build(), EngineSettings.with(Map.of()));
            for (int tick = 0; tick < 3_000; tick++) {
                engine.step(0.1);
            }
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long thread = Thread.currentThread().getId();
            threads.getThreadAllocatedBytes(thread);
            long before = threads.getThreadAllocatedBytes(thread);
            for (int tick = 0; tick < 200; tick++) {
                engine.step(0.1);
            }
            long after = threads.getThreadAllocatedBytes(thread);
            assertTrue(engine.report().strides > nodes / 20, "the tick had something to do");
            assertEquals(0, after - before, "bytes in 200 ticks of " + nodes + " nodes");
        }
    }
}
