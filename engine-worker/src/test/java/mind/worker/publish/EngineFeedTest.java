package mind.worker.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import mind.protocol.GraphName;
import mind.protocol.WireJson;
import mind.worker.dynamics.Engine;
import mind.worker.dynamics.EngineSettings;
import mind.worker.graph.GraphBuilder;
import mind.worker.graph.NodeRow;
import mind.worker.loop.LoopStats;
import org.junit.jupiter.api.Test;

class EngineFeedTest {
    private static final LoopStats STATS = new LoopStats(1, 1, false, 100, 10, 1, 1, 1, 0, 0, 0, 0, 0);

    private final EngineSettings settings = EngineSettings.with(Map.of());
    private final Engine engine = engine(settings);
    private final Gatherer gatherer = new Gatherer(engine, () -> true, () -> {});
    private final Written sink = new Written();
    private boolean noStats;
    private final EngineFeed feed = new EngineFeed(gatherer, GraphName.of("iris"), this::stats, settings);

    private static Engine engine(EngineSettings settings) {
        var builder = new GraphBuilder();
        var node = new NodeRow();
        node.reset(0);
        node.energy = 1;
        node.theta = 0.5;
        builder.node(node);
        return new Engine(builder.build(), settings);
    }

    private LoopStats stats() {
        if (noStats) {
            throw new IllegalStateException("no figures");
        }
        return STATS;
    }

    /** Numbers events and writes them, but for those of one type, which it can't write. */
    private static final class Written implements EventSink {
        String unwritable = "";
        long seq;

        @Override
        public void event(String type, long frame, BodyWriter writer) throws IOException {
            if (type.equals(unwritable)) {
                throw new IOException(type + " can't be written");
            }
            seq++;
            try (JsonGenerator json = WireJson.MAPPER.getFactory().createGenerator(new ByteArrayOutputStream())) {
                writer.write(json);
            }
        }

        @Override
        public long seq() {
            return seq;
        }

        @Override
        public long epoch() {
            return 7;
        }

        @Override
        public boolean listened() {
            return true;
        }
    }

    private CompletableFuture<SnapshotCopy> copyAfterATick() {
        gatherer.batch().full = true; // the tick waits for the next batch, the one with the copy
        engine.step(0.1);
        gatherer.tick(engine);
        gatherer.batch().full = false;
        return gatherer.snapshot(engine);
    }

    @Test
    void who_waits_for_a_copy_is_told_when_the_events_it_comes_between_cannot_be() throws Exception {
        sink.unwritable = "frame";
        CompletableFuture<SnapshotCopy> copy = copyAfterATick();
        assertThrows(IOException.class, () -> feed.tell(sink));
        assertTrue(copy.isCompletedExceptionally());
        assertInstanceOf(
                RejectedExecutionException.class,
                copy.handle((value, failure) -> failure).join());
    }

    @Test
    void a_feed_that_failed_tells_the_next_batch() throws Exception {
        noStats = true;
        CompletableFuture<SnapshotCopy> failed = copyAfterATick();
        assertThrows(IllegalStateException.class, () -> feed.tell(sink));
        assertTrue(failed.isCompletedExceptionally());
        assertFalse(feed.ready());
        noStats = false;
        CompletableFuture<SnapshotCopy> copy = gatherer.snapshot(engine);
        feed.tell(sink);
        assertEquals(sink.seq, copy.get().seq());
        assertEquals(7, copy.get().epoch());
    }
}
