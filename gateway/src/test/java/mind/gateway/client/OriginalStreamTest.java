package mind.gateway.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import mind.gateway.feed.Feed;
import mind.gateway.feed.FeedCounters;
import mind.gateway.feed.RelayLoop;
import mind.gateway.heap.HeapBudget;
import mind.protocol.ServerAddress;
import org.junit.jupiter.api.Test;

class OriginalStreamTest {
    private static final int MESSAGE_BYTES = 200 << 10;

    private final RelayLoop loop = new RelayLoop(33, 1 << 20);
    private final HeapBudget heap = new HeapBudget();
    private final ClientCounters counters = new ClientCounters();
    private final Feed feed = new Feed(
            ServerAddress.of(URI.create("redis://localhost:1")),
            Optional.empty(),
            Duration.ofSeconds(5),
            loop,
            new FeedCounters(),
            heap);
    private final OriginalStream stream = new OriginalStream(feed, loop, counters, new GraphRoom(heap));

    private void change(int node) {
        stream.tellDurably("g", "node " + node, "graph.delta.node.upsert", ByteBuffer.allocate(MESSAGE_BYTES));
    }

    @Test
    void changes_kept_for_who_stalls_take_so_much_memory_and_no_more_and_what_is_dropped_is_counted() {
        for (int i = 0; i < 200; i++) {
            change(i);
        }
        assertTrue(stream.keptBytes() <= 8 << 20, stream.keptBytes() + " bytes");
        long kept = stream.keptBytes() / MESSAGE_BYTES;
        assertEquals(200 - kept, counters.dropped.sum());
    }

    @Test
    void later_changes_of_the_same_things_drop_none() {
        for (int i = 0; i < 200; i++) {
            change(i % 10);
        }
        assertEquals(10L * MESSAGE_BYTES, stream.keptBytes());
        assertEquals(0, counters.dropped.sum());
    }
}
