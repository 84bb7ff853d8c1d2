package mind.supervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopTest {
    @Test
    void an_error_ends_neither_the_loop_nor_what_it_does_again_and_again() throws Exception {
        try (var loop = new Loop()) {
            var ticks = new AtomicInteger();
            var third = new CountDownLatch(3);
            loop.every(Duration.ofMillis(1), () -> {
                third.countDown();
                if (ticks.incrementAndGet() == 1) {
                    throw new OutOfMemoryError("made by a test");
                }
            });
            assertTrue(third.await(30, TimeUnit.SECONDS), "ticks: " + ticks);
        }
    }

    @Test
    void work_that_finds_no_thread_is_done_once_there_is_one() throws Exception {
        var missing = new AtomicInteger(3);
        try (var loop = new Loop(task -> {
            if (missing.getAndDecrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            var thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        })) {
            var done = new CompletableFuture<String>();
            loop.run(() -> loop.beside(() -> "done", done::complete, done::completeExceptionally));
            assertEquals("done", done.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void an_error_beside_the_loop_is_an_answer_too() throws Exception {
        try (var loop = new Loop()) {
            var fault = new CompletableFuture<Exception>();
            loop.beside(
                    () -> {
                        throw new StackOverflowError("made by a test");
                    },
                    done -> {},
                    fault::complete);
            assertTrue(fault.get(30, TimeUnit.SECONDS).getMessage().contains("made by a test"));
        }
    }
}
