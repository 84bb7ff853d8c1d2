package mind.supervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mind.supervisor.config.ServiceSpec.Watch;
import org.junit.jupiter.api.Test;

class DebounceTest {
    private static final Watch RULE =
            new Watch(List.of(), Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(25));
    private static final long STARTED = -Duration.ofHours(1).toNanos();

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    private static Optional<Duration> in(long seconds) {
        return Optional.of(Duration.ofSeconds(seconds));
    }

    @Test
    void a_restart_is_due_once_nothing_has_changed_for_two_seconds() {
        var debounce = new Debounce();
        assertEquals(Optional.empty(), debounce.due(0, RULE, STARTED));
        debounce.changed(seconds(0), "a");
        assertEquals(in(2), debounce.due(seconds(0), RULE, STARTED));
        debounce.changed(seconds(1), "b");
        assertEquals(in(1), debounce.due(seconds(2), RULE, STARTED));
        assertEquals(in(0), debounce.due(seconds(3), RULE, STARTED));
        assertEquals("a", debounce.file());
    }

    @Test
    void changes_without_end_hold_it_up_for_ten_seconds_only() {
        var debounce = new Debounce();
        for (int i = 0; i <= 10; i++) {
            debounce.changed(seconds(i), "a");
        }
        assertEquals(in(0), debounce.due(seconds(10), RULE, STARTED));
    }

    @Test
    void soon_after_a_start_it_waits_until_the_service_has_settled() {
        var debounce = new Debounce();
        debounce.changed(seconds(1), "a");
        debounce.changed(seconds(12), "a");
        assertEquals(in(13), debounce.due(seconds(12), RULE, 0));
        debounce.forget();
        assertEquals(Optional.empty(), debounce.due(seconds(30), RULE, 0));
    }

    @Test
    void a_rule_matches_prefixes_and_globs_and_leaves_out_what_editors_and_the_supervisor_write() {
        var rule = new WatchRule(List.of("/app/src", "/app/*.yaml", "!/app/src/generated"), Path.of("/app/src/.mind"));
        assertTrue(rule.matches(Path.of("/app/src/a/b.js")));
        assertTrue(rule.matches(Path.of("/app/mind.yaml")));
        assertFalse(rule.matches(Path.of("/app/src2/a.js")));
        assertFalse(rule.matches(Path.of("/app/deep/mind.yaml")));
        assertFalse(rule.matches(Path.of("/app/src/generated/a.js")));
        assertFalse(rule.matches(Path.of("/app/src/.mind/run/a.json")));
        assertFalse(rule.matches(Path.of("/app/src/a.js~")));
        assertFalse(rule.matches(Path.of("/app/src/node_modules/x/y.js")));
    }
}
