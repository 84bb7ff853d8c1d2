package mind.supervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import mind.protocol.ServiceStatus;
import mind.protocol.State;
import mind.supervisor.config.Kind;
import mind.supervisor.config.ServiceSpec;
import org.junit.jupiter.api.Test;

class DecisionsTest {
    private static ServiceSpec spec(String name, List<String> command, int retries, String... requires) {
        ServiceSpec blank = ServiceSpec.unknown(name);
        ServiceSpec.RestartRule rule = blank.restart();
        return new ServiceSpec(
                name,
                Kind.COMMAND,
                Optional.empty(),
                command,
                Optional.empty(),
                Map.of(),
                true,
                Optional.empty(),
                Stream.of(requires)
                        .map(other -> new ServiceSpec.Requirement(other, ServiceSpec.Condition.READY))
                        .toList(),
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                blank.startup(),
                new ServiceSpec.RestartRule(
                        rule.policy(), rule.base(), rule.max(), rule.jitter(), rule.stable(), retries, rule.window()),
                Optional.empty(),
                "TERM",
                blank.stopTimeout(),
                List.of(),
                blank.logs(),
                blank.limits(),
                false);
    }

    private static Map<String, ServiceSpec> byName(ServiceSpec... specs) {
        Map<String, ServiceSpec> map = new LinkedHashMap<>();
        for (ServiceSpec spec : specs) {
            map.put(spec.name(), spec);
        }
        return map;
    }

    @Test
    void a_diff_names_what_is_new_gone_other_and_only_ruled_otherwise() {
        var before = byName(
                spec("same", List.of("x"), 5),
                spec("gone", List.of("x"), 5),
                spec("other", List.of("x"), 5),
                spec("rules", List.of("x"), 5));
        var now = byName(
                spec("rules", List.of("x"), 6),
                spec("other", List.of("x", "y"), 6),
                spec("new", List.of("x"), 5),
                spec("same", List.of("x"), 5));
        Diff diff = Diff.of(before, now);
        assertEquals(List.of(now.get("new")), diff.added());
        assertEquals(List.of("gone"), diff.removed());
        assertEquals(List.of(now.get("other")), diff.changed());
        assertEquals(List.of(now.get("rules")), diff.adjusted());
        assertTrue(Diff.of(now, now).nothing());
    }

    @Test
    void requirements_are_followed_to_the_end_and_dependants_are_found() {
        var specs = byName(
                spec("db", List.of("x"), 5),
                spec("hub", List.of("x"), 5, "db"),
                spec("page", List.of("x"), 5, "hub", "nobody"),
                spec("alone", List.of("x"), 5));
        assertEquals(Set.of("page", "hub", "db"), Order.withRequirements(List.of("page"), specs));
        assertEquals(Set.of("hub"), Order.dependants("db", specs.values()));
        assertEquals(Set.of(), Order.dependants("page", specs.values()));
    }

    @Test
    void a_beat_is_no_progress_and_progress_is_seen_in_percent_state_and_reason() {
        var report = new Report(0);
        assertTrue(report.take(status(State.LOADING, 1, 5), 10));
        assertFalse(report.take(status(State.LOADING, 2, 5), 20));
        assertEquals(20, report.beatNanos());
        assertEquals(10, report.progressNanos());
        assertFalse(report.take(status(State.LOADING, 2, 5), 30));
        assertEquals(20, report.beatNanos());
        assertTrue(report.take(status(State.LOADING, 3, 6), 40));
        assertEquals(40, report.progressNanos());
        assertTrue(report.take(status(State.RUNNING, 4, null), 50));
    }

    private static ServiceStatus status(State state, long beat, Integer percent) {
        return new ServiceStatus("a", 1, state, "", beat, percent, null);
    }

    @Test
    void durations_are_told_as_people_say_them() {
        assertEquals("350 ms", Words.of(Duration.ofMillis(350)));
        assertEquals("2 s", Words.of(Duration.ofSeconds(2)));
        assertEquals("1.9 s", Words.of(Duration.ofMillis(1_923)));
        assertEquals("10 min", Words.of(Duration.ofMinutes(10)));
        assertEquals("10,180", Words.of(10_180));
    }
}
