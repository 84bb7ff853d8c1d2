package mind.gateway.feed;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import mind.gateway.feed.RelayLoop.BusMessage;
import org.junit.jupiter.api.Test;

class RelayLoopTest {
    private static final int MOST_BYTES = 100_000;

    private static boolean offer(RelayLoop loop, int bytes) {
        return loop.offer(new BusMessage("channel", new byte[bytes]), false);
    }

    @Test
    void messages_that_wait_take_no_more_than_the_most_and_one_alone_is_taken_however_long() {
        var taken = new AtomicInteger();
        try (var loop = new RelayLoop(1, MOST_BYTES)) {
            loop.handlers(message -> taken.incrementAndGet(), now -> {}, now -> {});
            int waiting = 0;
            while (waiting <= MOST_BYTES && offer(loop, 1_000)) {
                waiting += 1_000;
            }
            assertEquals(MOST_BYTES, waiting);
            assertFalse(offer(loop, 1), "there is no room for any more");
            loop.start();
            await().atMost(ofSeconds(20)).until(() -> taken.get() == MOST_BYTES / 1_000);
            assertTrue(offer(loop, 2 * MOST_BYTES));
            await().atMost(ofSeconds(20)).until(() -> taken.get() == MOST_BYTES / 1_000 + 1);
        }
    }
}
