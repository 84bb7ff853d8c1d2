package mind.supervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import mind.supervisor.config.ServiceSpec.Policy;
import mind.supervisor.config.ServiceSpec.RestartRule;
import org.junit.jupiter.api.Test;

class NextStepTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final double EVEN = 0.5; // no jitter

    private static RestartRule rule(int retries) {
        RestartRule rule = RestartRule.DEFAULT;
        return new RestartRule(
                Policy.ON_FAILURE, rule.base(), rule.max(), rule.jitter(), rule.stable(), retries, rule.window());
    }

    private static NextStep crash(Failures failures, RestartRule rule, boolean stable, long seconds) {
        return NextStep.after(
                Exit.of(1),
                rule,
                failures,
                LONG,
                stable,
                Duration.ofSeconds(seconds).toNanos(),
                EVEN);
    }

    private static Duration wait(NextStep step) {
        return assertInstanceOf(NextStep.Restart.class, step).after();
    }

    @Test
    void waits_double_from_one_second_to_sixty() {
        var failures = new Failures();
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            waits.add(wait(crash(failures, rule(100), false, i)).toSeconds());
        }
        assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L), waits);
    }

    @Test
    void chance_moves_a_wait_by_a_fifth_at_most_and_never_below_the_floor() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            int step = random.nextInt(50);
            long millis = NextStep.wait(RestartRule.DEFAULT, step, random.nextDouble())
                    .toMillis();
            double even = Math.min(60_000, 1_000 * Math.pow(2, step));
            assertTrue(
                    millis >= even * 0.8 - 1 && millis <= even * 1.2 + 1,
                    "seed " + seed + ", step " + step + ": " + millis);
        }
        var tiny = new RestartRule(Policy.ALWAYS, Duration.ZERO, LONG, 0.2, LONG, 5, LONG);
        assertEquals(NextStep.FLOOR, NextStep.wait(tiny, 3, 0));
    }

    @Test
    void a_stable_run_is_followed_by_a_start_at_once_and_forgives_what_was_before() {
        var failures = new Failures();
        for (int i = 0; i < 4; i++) {
            crash(failures, rule(5), false, i);
        }
        assertEquals(Duration.ZERO, wait(crash(failures, rule(5), true, 100)));
        assertEquals(1, failures.count());
        assertEquals(1, wait(crash(failures, rule(5), false, 101)).toSeconds());
    }

    @Test
    void what_ends_as_soon_as_it_starts_is_never_started_again_without_a_pause() {
        NextStep step = NextStep.after(Exit.of(1), rule(5), new Failures(), Duration.ofMillis(3), true, 0, EVEN);
        assertEquals(NextStep.FLOOR, wait(step));
    }

    @Test
    void too_many_crashes_within_the_window_end_in_quarantine_and_old_ones_do_not_count() {
        var failures = new Failures();
        for (int i = 0; i < 5; i++) {
            assertInstanceOf(NextStep.Restart.class, crash(failures, rule(5), false, i));
        }
        assertInstanceOf(NextStep.Quarantine.class, crash(failures, rule(5), false, 6));

        var slow = new Failures();
        for (int i = 0; i < 50; i++) {
            assertInstanceOf(NextStep.Restart.class, crash(slow, rule(5), false, i * 200L));
        }
    }

    @Test
    void an_asked_for_restart_is_at_once_five_times_a_minute_and_then_a_crash() {
        var failures = new Failures();
        for (int i = 0; i < 5; i++) {
            assertEquals(Duration.ZERO, wait(NextStep.after(Exit.of(99), rule(5), failures, LONG, false, i, EVEN)));
        }
        assertEquals(0, failures.count());
        assertEquals(
                1,
                wait(NextStep.after(Exit.of(99), rule(5), failures, LONG, false, 6, EVEN))
                        .toSeconds());
        assertEquals(1, failures.count());
        long later = Duration.ofSeconds(61).toNanos();
        assertEquals(Duration.ZERO, wait(NextStep.after(Exit.of(99), rule(5), failures, LONG, false, later, EVEN)));
    }

    @Test
    void an_end_without_fault_that_comes_again_and_again_waits_and_ends_in_quarantine_like_any_other() {
        RestartRule like = rule(5);
        var always =
                new RestartRule(Policy.ALWAYS, like.base(), like.max(), like.jitter(), like.stable(), 5, like.window());
        var failures = new Failures();
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waits.add(wait(NextStep.after(Exit.of(0), always, failures, LONG, false, i, EVEN))
                    .toSeconds());
        }
        assertEquals(List.of(1L, 2L, 4L, 8L, 16L), waits);
        assertInstanceOf(NextStep.Quarantine.class, NextStep.after(Exit.of(0), always, failures, LONG, false, 6, EVEN));
        assertEquals(Duration.ZERO, wait(NextStep.after(Exit.of(0), always, failures, LONG, true, 7, EVEN)));
    }

    @Test
    void ends_are_told_as_operators_say_them() {
        assertEquals("SIGKILL", Exit.of(137).toString());
        assertEquals("SIGTERM", Exit.of(143).toString());
        assertEquals("SIGSTKFLT", Exit.of(144).toString());
        assertEquals("SIGSYS", Exit.of(159).toString());
        assertEquals("exit 160", Exit.of(160).toString());
        assertEquals("exit 3", Exit.of(3).toString());
        assertEquals("exit 255", Exit.of(255).toString());
        assertEquals("exit code unknown", Exit.UNKNOWN.toString());
    }
}
