package mind.worker.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import mind.worker.dynamics.Engine;
import mind.worker.dynamics.EngineSettings;
import mind.worker.dynamics.TickReport;
import mind.worker.graph.GraphBuilder;
import mind.worker.graph.LinkRow;
import mind.worker.graph.MindGraph;
import mind.worker.graph.NodeRow;
import org.junit.jupiter.api.Test;

class GathererTest {
    private static final int NODES = 5_000;

    private final Random random = new Random(7);
    private final Engine engine =
            new Engine(graph(), EngineSettings.with(Map.of("ENGINE_DECAY", "off", "ENGINE_DIFFUSION", "0")));
    private final double[] energy = engine.graph().nodes.energy;
    private boolean listened = true;
    private int handed;
    private final Gatherer gatherer = new Gatherer(engine, () -> listened, () -> handed++);

    private MindGraph graph() {
        var builder = new GraphBuilder();
        var node = new NodeRow();
        for (int i = 0; i < NODES; i++) {
            node.reset(i);
            node.energy = 1;
            node.theta = 0.5;
            builder.node(node);
        }
        var link = new LinkRow();
        for (int l = 0; l < 2 * NODES; l++) {
            builder.link(link.reset(l, random.nextInt(NODES), random.nextInt(NODES), "ENABLES"));
        }
        return builder.build();
    }

    /** Moves some nodes as a tick would, and shows them to the gatherer. */
    private void tick(int moved) {
        TickReport report = engine.report();
        if (report.touchedNode.length < moved) {
            report.touchedNode = new int[moved];
        }
        report.touched = moved;
        for (int k = 0; k < moved; k++) {
            int i = random.nextInt(NODES);
            report.touchedNode[k] = i;
            energy[i] = random.nextDouble() * 2;
        }
        report.tick++;
        gatherer.tick(engine);
    }

    /** Applies and gives back the batch, as the speaker does. */
    private void tell(double[] picture) {
        EventBatch batch = gatherer.batch();
        assertTrue(batch.nodes <= EventBatch.NODES);
        for (int k = 0; k < batch.nodes; k++) {
            picture[batch.node[k]] = batch.energy[k];
        }
        batch.clear();
        batch.full = false;
    }

    private void assertShows(double[] picture) {
        for (int i = 0; i < NODES; i++) {
            assertEquals(energy[i], picture[i], 0.0051 * Math.max(energy[i], picture[i]), "node " + i);
        }
    }

    @Test
    void every_value_gets_told_however_slow_the_telling() {
        double[] picture = energy.clone();
        for (int round = 0; round < 300; round++) {
            tick(random.nextInt(2_500));
            if (gatherer.batch().full && random.nextInt(3) == 0) {
                tell(picture);
            }
        }
        for (int quiet = 0; quiet < 5; quiet++) {
            tick(0);
            tell(picture);
        }
        assertShows(picture);
    }

    @Test
    void what_moved_while_nobody_listened_is_told_to_who_comes_later() {
        double[] picture = energy.clone();
        listened = false;
        for (int round = 0; round < 20; round++) {
            tick(1_000);
            if (gatherer.batch().full) {
                assertEquals(0, gatherer.batch().nodes, "nobody listens");
                tell(picture);
            }
        }
        listened = true;
        for (int quiet = 0; quiet < 5; quiet++) {
            tick(0);
            tell(picture);
        }
        assertShows(picture);
    }

    @Test
    void values_that_only_fade_are_found_by_the_sweep() {
        double[] picture = energy.clone();
        tick(0);
        tell(picture);
        Arrays.setAll(energy, i -> energy[i] * 0.9);
        for (int quiet = 0; quiet < 70; quiet++) {
            tick(0);
            tell(picture);
        }
        assertShows(picture);
    }

    @Test
    void gathering_allocates_nothing() {
        double[] picture = energy.clone();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int warm = 0; warm < 2_000; warm++) {
            tick(500);
            tell(picture);
        }
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        for (int round = 0; round < 1_000; round++) {
            tick(500);
            tell(picture);
        }
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertTrue(allocated < 20_000, allocated + " bytes in 1000 ticks");
        assertTrue(handed > 2_000);
    }

    @Test
    void a_snapshot_tells_those_who_follow_what_moved_while_nobody_listened() {
        double[] picture = energy.clone();
        tick(10);
        tell(picture);
        listened = false;
        tick(50);
        tick(50);
        if (gatherer.batch().full) {
            tell(picture);
        }
        assertTrue(gatherer.snapshot(engine).isDone() == false, "to be numbered by the speaker");
        tell(picture);
        assertShows(picture);
    }
}
