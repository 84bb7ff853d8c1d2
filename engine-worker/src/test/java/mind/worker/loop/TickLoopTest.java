package mind.worker.loop;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import mind.worker.dynamics.Engine;
import mind.worker.dynamics.EngineSettings;
import mind.worker.dynamics.Stimulus;
import mind.worker.graph.GraphBuilder;
import mind.worker.graph.MindGraph;
import mind.worker.graph.NodeRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TickLoopTest {
    private final TickLoop loop =
            new TickLoop("test", new Engine(graph(), EngineSettings.with(Map.of("ENGINE_TICK_MS", "50"))));

    private static MindGraph graph() {
        GraphBuilder builder = new GraphBuilder();
        NodeRow row = new NodeRow().reset(0);
        row.id = "a";
        row.name = "alpha";
        row.energy = 1;
        builder.node(row);
        return builder.build();
    }

    @AfterEach
    void end() {
        loop.close();
    }

    @Test
    void it_ticks_and_tells_how() {
        loop.start();
        await().until(() -> loop.stats().ticks() >= 5);
        assertEquals("running", loop.stats().runningState());
        assertEquals(50, loop.stats().intervalMs());
        assertTrue(loop.stats().measuredHz() > 0);
        assertTrue(loop.stats().p99Ms() >= loop.stats().p50Ms());
    }

    @Test
    void tasks_run_on_the_tick_thread_and_answer() throws Exception {
        loop.start();
        String thread = loop.submit(engine -> Thread.currentThread().getName()).get();
        assertEquals("tick-test", thread);
        CompletableFuture<Void> failing = loop.submit(engine -> {
            throw new IllegalStateException("this task fails");
        });
        assertThrows(ExecutionException.class, failing::get);
        long ticks = loop.stats().ticks();
        await().until(() -> loop.stats().ticks() > ticks);
    }

    @Test
    void frozen_it_answers_keeps_its_stimuli_and_changes_nothing() throws Exception {
        loop.start();
        await().until(() -> loop.stats().ticks() > 0);
        loop.pause();
        double energy = loop.submit(engine -> engine.energy(0)).get();
        long ticks = loop.submit(Engine::ticks).get();
        loop.inject(Stimulus.of("alpha"));
        for (int task = 0; task < 100; task++) {
            assertEquals(energy, loop.submit(engine -> engine.energy(0)).get());
        }
        assertEquals(ticks, loop.submit(Engine::ticks).get());
        assertEquals("frozen", loop.stats().runningState());
        long late = loop.stats().lateSlots();
        long since = System.nanoTime();
        double slotNanos = loop.stats().intervalMs() * 1e6;
        await().until(() -> System.nanoTime() - since > 40 * slotNanos);
        assertEquals(late, loop.stats().lateSlots(), "no slot is missed while frozen");
        long resumed = System.nanoTime();
        loop.resume();
        await().until(() -> loop.submit(engine -> engine.energy(0)).get() > energy);
        assertMissedSince(resumed, loop.stats().lateSlots() - late);
    }

    /** Slots of 50 ms may be missed on a busy machine, but no more than there were since {@code nanos}. */
    private static void assertMissedSince(long nanos, long missed) {
        long slots = (System.nanoTime() - nanos) / 50_000_000L;
        assertTrue(missed <= slots + 1, missed + " missed, where there were " + slots);
    }

    @Test
    void the_multiplier_is_bounded_and_freezes_from_a_billion_on() {
        loop.start();
        assertEquals(0.1, loop.speed(0.0001));
        assertEquals(50, loop.stats().intervalMs(), "never under 50 ms");
        assertEquals(1e9, loop.speed(1e12));
        assertTrue(loop.stats().frozen());
        assertEquals(2, loop.speed(2));
        assertFalse(loop.stats().frozen());
        assertEquals("slow_motion", loop.stats().runningState());
    }

    @Test
    void slots_of_a_faster_time_are_not_missed_in_a_slower_one() {
        loop.start();
        await().until(() -> loop.stats().ticks() > 0);
        loop.speed(1_000);
        long since = System.nanoTime();
        await().until(() -> System.nanoTime() - since > 2_000_000_000L);
        long late = loop.stats().lateSlots();
        long ticks = loop.stats().ticks();
        long faster = System.nanoTime();
        loop.speed(1);
        await().until(() -> loop.stats().ticks() > ticks);
        assertMissedSince(faster, loop.stats().lateSlots() - late);
    }

    @Test
    void a_stimulus_finds_the_engine_that_took_over_meanwhile() throws Exception {
        loop.start();
        loop.pause();
        Engine before = loop.submit(engine -> engine).get();
        loop.replace(engine -> new Engine(graph(), EngineSettings.with(Map.of("ENGINE_TICK_MS", "50"))))
                .get();
        assertEquals(Engine.REPLACED, before.inject(Stimulus.of("alpha")), "the old one takes nothing more");
        assertEquals(1, loop.inject(Stimulus.of("alpha")));
    }

    @Test
    void slots_missed_by_slow_work_are_skipped_and_counted() throws Exception {
        loop.start();
        await().until(() -> loop.stats().ticks() > 0);
        CountDownLatch enough = new CountDownLatch(1);
        long before = loop.stats().ticks();
        CompletableFuture<Void> slow = loop.submit(engine -> {
            await().until(() -> System.nanoTime() - start(enough) > 300_000_000L);
            return null;
        });
        slow.get();
        await().until(() -> loop.stats().ticks() > before + 1);
        assertTrue(loop.stats().lateSlots() >= 4, "skipped " + loop.stats().lateSlots());
    }

    private long began;

    private long start(CountDownLatch once) {
        if (once.getCount() > 0) {
            once.countDown();
            began = System.nanoTime();
        }
        return began;
    }

    @Test
    void an_observer_that_fails_is_counted_and_stops_nobody() {
        int[] seen = new int[1];
        loop.observe(engine -> {
            throw new IllegalStateException("this observer fails");
        });
        loop.observe(engine -> {
            throw new NoClassDefFoundError("nor does this one find a class");
        });
        loop.observe(engine -> seen[0]++);
        loop.start();
        await().until(() -> loop.stats().ticks() >= 3);
        assertTrue(loop.stats().failedObservers() >= 4);
        assertTrue(seen[0] >= 2);
        assertEquals(0, loop.stats().failedTicks());
    }

    @Test
    void more_tasks_than_may_wait_are_turned_away() {
        int refused = 0;
        for (int task = 0; task < 300; task++) {
            refused += loop.submit(engine -> null).isCompletedExceptionally() ? 1 : 0;
        }
        assertEquals(300 - 256, refused);
        assertEquals(refused, loop.stats().rejectedTasks());
    }

    @Test
    void closed_twice_it_has_stopped_and_takes_no_tasks() {
        loop.start();
        loop.close();
        loop.close();
        CompletableFuture<Long> late = loop.submit(Engine::ticks);
        ExecutionException e = assertThrows(ExecutionException.class, late::get);
        assertTrue(e.getCause() instanceof RejectedExecutionException);
    }

    @Test
    void another_engine_takes_the_place_of_one_with_what_waits() throws Exception {
        loop.start();
        await().until(() -> loop.stats().ticks() > 2);
        loop.pause();
        loop.inject(Stimulus.of("alpha"));
        long ticks = loop.submit(Engine::ticks).get();
        Engine next = new Engine(graph(), EngineSettings.with(Map.of("ENGINE_TICK_MS", "50")));
        loop.replace(old -> next).get();
        assertEquals(ticks, loop.submit(Engine::ticks).get(), "tick numbers go on");
        loop.resume();
        await().until(() ->
                loop.submit(engine -> engine == next && engine.energy(0) > 1).get());
    }

    @Test
    void no_tick_lies_between_what_a_successor_is_made_of_and_its_own_first() throws Exception {
        var last = new AtomicLong();
        var madeAfter = new AtomicLong();
        var first = new AtomicLong(-1);
        Engine next = new Engine(graph(), EngineSettings.with(Map.of("ENGINE_TICK_MS", "50")));
        loop.observe(engine -> {
            if (engine != next) {
                last.set(engine.ticks());
            } else {
                first.compareAndSet(-1, engine.ticks());
            }
        });
        loop.start();
        await().until(() -> loop.stats().ticks() > 2);
        loop.replace(old -> {
                    madeAfter.set(old.ticks());
                    return next;
                })
                .get();
        await().until(() -> first.get() > 0);
        assertEquals(madeAfter.get(), last.get(), "the last tick of the old engine");
        assertEquals(madeAfter.get() + 1, first.get());
    }
}
