package mind.worker.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import mind.protocol.GraphName;
import mind.worker.dynamics.Engine;
import mind.worker.dynamics.EngineSettings;
import mind.worker.graph.MindGraph;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
    private final AtomicLong now = new AtomicLong();
    private final Snapshots snapshots = new Snapshots(now::get);

    private static SnapshotParts parts() {
        var graph = MindGraph.empty();
        var engine = new Engine(graph, EngineSettings.with(java.util.Map.of()));
        return new SnapshotParts(
                new SnapshotCopy(engine), new SnapshotPlan(graph), GraphName.of("iris"), "mind-protocol_iris", 100);
    }

    @Test
    void a_copy_is_kept_for_thirty_seconds_after_it_was_last_asked_for() {
        String name = snapshots.keep(parts());
        now.addAndGet(29_000_000_000L);
        assertTrue(snapshots.find(name).isPresent());
        now.addAndGet(29_000_000_000L);
        assertTrue(snapshots.find(name).isPresent());
        now.addAndGet(31_000_000_000L);
        assertTrue(snapshots.find(name).isEmpty());
    }

    @Test
    void a_fifth_copy_takes_the_place_of_the_one_asked_for_longest_ago() {
        String[] names = new String[5];
        for (int k = 0; k < 4; k++) {
            names[k] = snapshots.keep(parts());
        }
        snapshots.find(names[0]);
        names[4] = snapshots.keep(parts());
        assertTrue(snapshots.find(names[1]).isEmpty());
        for (int k : new int[] {0, 2, 3, 4}) {
            assertTrue(snapshots.find(names[k]).isPresent(), names[k]);
        }
    }

    @Test
    void a_graph_of_nothing_is_one_part() throws java.io.IOException {
        assertEquals(1, parts().count());
        assertTrue(new String(parts().part("s1", 0), java.nio.charset.StandardCharsets.UTF_8).contains("\"nodes\":0"));
    }
}
