package mind.supervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import mind.protocol.FalkorDb;
import mind.protocol.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows the end of a process: R3 to R7 and case S8, with real processes. */
class RestartIT {
    private static final String FAST = "restart: {backoff: {base_ms: 10, max_ms: 20}, max_retries: 2, policy: %s}";

    @ParameterizedTest
    @CsvSource({
        "0, on-failure, EXITED",
        "0, never, EXITED",
        "0, always, RUNNING",
        "1, never, EXITED",
        "1, on-failure, QUARANTINED",
        "78, always, QUARANTINED",
        "78, never, QUARANTINED",
        "99, never, EXITED",
        "99, on-failure, QUARANTINED"
    })
    void r4_the_exit_code_and_the_policy_decide(int code, String policy, State expected) {
        // one that ends well under "always" goes on for ever: its second run stays
        String script = code == 0 && policy.equals("always")
                ? "if [ -e $MIND_OUT.2 ]; then sleep 600; fi; touch $MIND_OUT.2; exit 0"
                : "exit " + code;
        try (var kept = Kept.of(
                "services:\n  - {id: a, cmd: [bash, -c, '" + script + "'], " + FAST.formatted(policy) + "}\n")) {
            kept.ask(new Command.Up(List.of(), Duration.ZERO));
            if (expected == State.RUNNING) {
                Kept.soon("a second run").until(() -> kept.view("a").restarts() == 1);
            }
            kept.awaitState("a", expected);
            if (code == 99 && policy.equals("on-failure")) {
                assertEquals(5 + 2, kept.view("a").restarts(), "five for the asking, two after crashes");
            }
            if (expected != State.RUNNING) {
                assertEquals("exit " + code, kept.view("a").lastExit());
            }
        }
    }

    @Test
    void r5_a_stable_run_is_credited_when_a_probe_ends_it() {
        try (var kept = Kept.of("services:\n  - {id: a, cmd: [sleep, 600], restart: {stable_s: 0, max_retries: 1},"
                + " liveness: {script: {cmd: 'false'}, interval_s: 0.05, failures: 1}}\n")) {
            kept.ask(new Command.Up(List.of(), Duration.ZERO));
            Kept.soon("more restarts than retries").until(() -> {
                assertFalse(kept.stateOf("a") == State.QUARANTINED, "its run was stable");
                return kept.view("a").restarts() > 3;
            });
        }
    }

    @Test
    void r4_death_by_a_signal_is_told_by_its_name_and_a_death_asked_for_is_not_counted() {
        try (var kept = Kept.of("services:\n  - {id: a, cmd: [sleep, 600], restart: {stable_s: 0}}\n")) {
            kept.up();
            long first = kept.pid("a");
            Kept.signal("KILL", first);
            Kept.soon("a new process").until(() -> kept.pid("a") != first && kept.stateOf("a") == State.RUNNING);
            assertEquals("SIGKILL", kept.view("a").lastExit());
            assertEquals(1, kept.view("a").restarts());

            kept.restart("a");
            kept.stop("a");
            assertEquals(1, kept.view("a").restarts());
            assertEquals(State.STOPPED, kept.stateOf("a"));
        }
    }

    @Test
    void r6_quarantine_says_why_outlives_the_supervisor_and_is_left_when_asked() {
        String yaml = "services:\n  - {id: a, cmd: [bash, -c, 'for i in {1..30}; do echo line $i; done; exit 78']}\n";
        var first = Kept.of(yaml);
        first.ask(new Command.Up(List.of(), Kept.PATIENCE));
        Kept.soon("its last lines").until(() -> first.view("a").lastLines().size() == 20);
        assertEquals("line 30", first.view("a").lastLines().get(19));
        assertTrue(first.view("a").reason().contains("78"), first.view("a").reason());
        assertEquals(
                1,
                first.keeper().events().stream()
                        .filter(event -> event.type().equals("quarantined"))
                        .count());
        first.abandon();

        try (var second = Kept.in(first.state)) {
            assertEquals(6, second.up().exitCode());
            assertEquals(State.QUARANTINED, second.stateOf("a"));
            assertEquals("exit 78", second.view("a").lastExit());
            assertEquals(20, second.view("a").lastLines().size());

            second.write("services:\n  - {id: a, cmd: [sleep, 600]}\n");
            second.ask(new Command.Reload());
            assertEquals(
                    0,
                    second.ask(new Command.Start(List.of("a"), Kept.PATIENCE)).exitCode());
            assertEquals(State.RUNNING, second.stateOf("a"));
        }
    }

    @Test
    void r3_who_needs_another_waits_for_it_and_says_so() {
        try (var kept = Kept.of("services:\n"
                + "  - {id: database, cmd: [bash, -c, 'exit 78'], readiness: {script: {cmd: 'false'}}}\n"
                + "  - {id: job, cmd: [bash, -c, 'exit 0']}\n"
                + "  - {id: page, cmd: [sleep, 600], requires: [database]}\n"
                + "  - {id: after, cmd: [sleep, 600], requires: {job: completed}}\n")) {
            Outcome up = kept.up();
            assertEquals(6, up.exitCode());
            assertEquals(State.BLOCKED, kept.stateOf("page"));
            assertTrue(kept.view("page").reason().startsWith("waits for database, which is quarantined"));
            assertEquals(State.RUNNING, kept.stateOf("after"));
            assertEquals(0, kept.view("page").restarts());

            kept.write("services:\n"
                    + "  - {id: database, cmd: [sleep, 600]}\n"
                    + "  - {id: job, cmd: [bash, -c, 'exit 0']}\n"
                    + "  - {id: page, cmd: [sleep, 600], requires: [database]}\n"
                    + "  - {id: after, cmd: [sleep, 600], requires: {job: completed}}\n");
            kept.ask(new Command.Reload());
            kept.awaitState("page", State.RUNNING);
        }
    }

    @Test
    void r7_a_start_without_readiness_is_ended_told_to_the_letter_and_counted() {
        int port = FalkorDb.freePort();
        try (var kept = Kept.of("services:\n  - {id: web, cmd: [sleep, 600], readiness: {tcp: {port: " + port
                + "}, interval_s: 0.05, attempts: 3}, " + FAST.formatted("on-failure") + "}\n")) {
            assertEquals(6, kept.up().exitCode());
            assertEquals(State.QUARANTINED, kept.stateOf("web"));
            assertTrue(kept.told("[web] ❌ Failed readiness after 3 attempts: TCP 127.0.0.1:" + port + " failed"));
            assertEquals(List.of(), kept.marked());
        }
    }

    private static String slowWeb(int port, String delay) {
        return "import http.server,time; time.sleep(" + delay + "); "
                + "http.server.ThreadingHTTPServer((\\\"127.0.0.1\\\", " + port
                + "), http.server.SimpleHTTPRequestHandler).serve_forever()";
    }

    @Test
    void s8_a_slow_starter_is_not_judged_as_alive_before_it_was_ready_and_a_hang_restarts_it_once() {
        int port = FalkorDb.freePort();
        try (var kept = Kept.of("services:\n  - id: web\n    cmd: [python3, -c, \"" + slowWeb(port, "3") + "\"]\n"
                + "    ports: [" + port + "]\n"
                + "    stop_timeout_s: 1\n"
                + "    readiness: {http_get: {url: 'http://127.0.0.1:" + port
                + "/', timeout_s: 1}, interval_s: 0.2, attempts: 800}\n"
                + "    liveness: {http_get: {url: 'http://127.0.0.1:" + port
                + "/', timeout_s: 20}, interval_s: 0.2, failures: 3}\n"
                + "    restart: {backoff: {base_ms: 10}}\n")) {
            assertEquals(0, kept.up().exitCode());
            long first = kept.pid("web");
            assertEquals(0, kept.view("web").restarts());

            Kept.signal("STOP", first);

            Kept.soon("a second process that is ready")
                    .until(() -> kept.pid("web") != first && kept.stateOf("web") == State.RUNNING);
            assertEquals(1, kept.view("web").restarts());
            Kept.settles("processes of web", 1, () -> kept.leaders("web"));
        }
    }

    @Test
    void s8_a_start_that_is_slower_than_its_budget_ends_in_backoff_and_never_with_two() {
        int port = FalkorDb.freePort();
        try (var kept = Kept.of(
                "services:\n  - {id: web, cmd: [sleep, 600], readiness: {tcp: {port: " + port
                        + "}, interval_s: 0.1}, startup: {timeout_s: 0.5}, restart: {backoff: {base_ms: 600000, max_ms: 600000}}}\n")) {
            kept.ask(new Command.Up(List.of(), Duration.ZERO));
            kept.awaitState("web", State.BACKOFF);
            assertTrue(kept.told("attempts: TCP 127.0.0.1:" + port + " failed"));
            assertEquals(List.of(), kept.leaders("web"));
            assertTrue(kept.view("web").nextTry().orElseThrow().compareTo(Duration.ofMinutes(7)) > 0);
        }
    }

    private static final String REPORTER = """
            import json,os,time
            beat=0
            def tell(state, percent=None):
                global beat
                beat+=1
                path=os.environ['MIND_STATUS_FILE']
                with open(path+'.part','w') as f: json.dump(dict(service='w',pid=os.getpid(),state=state,reason='',beat=beat,percent=percent),f)
                os.rename(path+'.part',path)
            """;

    private static String python(String name, String body, String rules) {
        return "  - id: " + name + "\n    cmd:\n      - python3\n      - -c\n      - |\n" + (REPORTER + body).indent(8)
                + rules.indent(4);
    }

    @Test
    void a_worker_that_reports_progress_is_given_time_and_one_that_falls_silent_is_restarted() {
        // seven seconds of loading on budgets of five, in which even a busy machine starts Python
        String loading = "for i in range(140):\n  tell('loading', i*100//140)\n  time.sleep(0.05)\ntell('running')\n"
                + "while True:\n  time.sleep(0.1)\n  tell('running')\n";
        String silent = "tell('loading', 5)\ntime.sleep(600)\n";
        String rules = "readiness: {report: true, interval_s: 0.05, attempts: 80}\nstartup: {timeout_s: 5}\n"
                + "restart: {backoff: {base_ms: 600000}}\n";
        try (var kept = Kept.of("services:\n" + python("slow", loading, rules + "liveness: {beat_s: 600}\n")
                + python(
                        "stuck",
                        silent,
                        rules.replace("timeout_s: 5", "timeout_s: 600").replace("attempts: 80", "attempts: 1000000")
                                + "liveness: {beat_s: 1}\n"))) {
            kept.ask(new Command.Up(List.of(), Duration.ZERO));
            Kept.soon("its progress").until(() -> kept.view("slow").percent().orElse(0) > 0);
            kept.awaitState("slow", State.RUNNING);
            assertEquals(0, kept.view("slow").restarts());
            kept.awaitState("stuck", State.BACKOFF);
            assertTrue(
                    kept.view("stuck").reason().startsWith("stuck, silent for"),
                    kept.view("stuck").reason());
        }
    }

    @Test
    void r7_a_loss_of_readiness_is_degraded_and_not_death() {
        int port = FalkorDb.freePort();
        try (var kept = Kept.of("services:\n  - id: web\n    cmd: [python3, -c, \"" + slowWeb(port, "0") + "\"]\n"
                + "    readiness: {tcp: {port: " + port + "}}\n"
                + "    liveness: {script: {cmd: 'test ! -e $MIND_STATE_DIR/ill'}, interval_s: 0.1, failures: 1000000}\n"
                        .replace("$MIND_STATE_DIR", "${MIND_STATE}"))) {
            kept.up();
            long pid = kept.pid("web");
            try {
                java.nio.file.Files.createFile(kept.state.resolve("ill"));
                kept.awaitState("web", State.DEGRADED);
                String why = kept.view("web").reason();
                assertTrue(why.endsWith(" of 1000000 before it is restarted"), why);
                java.nio.file.Files.delete(kept.state.resolve("ill"));
                kept.awaitState("web", State.RUNNING);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            assertTrue(kept.told("[web] Recovered after"));
            assertEquals(Map.of("web", pid), kept.pids());
        }
    }
}
