package mind.supervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mind.protocol.FalkorDb;
import mind.protocol.State;
import mind.supervisor.process.PortOwner;
import mind.supervisor.process.Proc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stop means gone: cases S1, S2, S7 and S9, with real processes. */
class StopIT {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(trap '' TERM; sleep 600) & trap 'exit 0' TERM; wait",
                "trap '' TERM; (trap '' TERM; sleep 600) & while :; do wait; done",
                "setsid sleep 600 & trap 'exit 0' TERM; while :; do sleep 0.1; done",
                "(trap '' TERM; setsid bash -c 'trap \"\" TERM; while :; do sleep 1; done') & wait"
            })
    void s1_a_stop_ends_the_whole_group_and_what_left_it(String script) {
        try (var kept = Kept.of(
                "services:\n  - {id: a, cmd: [bash, -c, '" + script.replace("'", "''") + "'], stop_timeout_s: 1}\n")) {
            kept.up();
            Kept.soon("its children").until(() -> kept.marked().size() >= 2);
            long group = kept.pid("a");

            Outcome outcome = kept.stop("a");

            assertEquals(0, outcome.exitCode(), outcome.toString());
            assertEquals(List.of(), Kept.alive(group));
            assertEquals(List.of(), kept.marked());
            assertEquals(State.STOPPED, kept.stateOf("a"));
        }
    }

    @Test
    void a_stop_returns_as_soon_as_the_group_is_empty_and_does_not_use_up_its_timeout() {
        try (var kept = Kept.of("services:\n  - {id: a, cmd: [sleep, 600], stop_timeout_s: 1000}\n")) {
            kept.up();
            assertEquals(0, kept.stop("a").exitCode()); // the harness waits far less than the timeout
        }
    }

    @Test
    void s2_restarts_at_the_same_time_give_one_new_process() {
        try (var kept = Kept.of("services:\n  - {id: iris, cmd: [sleep, 600]}\n  - {id: felix, cmd: [sleep, 600]}\n")) {
            kept.up();
            long felix = kept.pid("felix");
            for (int round = 0; round < 50; round++) {
                long before = kept.pid("iris");
                var all = new CountDownLatch(1);
                kept.keeper().loop().run(() -> Kept.await(all)); // or the first could be over before the last is asked
                var answers = IntStream.range(0, 4)
                        .mapToObj(i -> kept.submit(new Command.Restart(List.of("iris"), Kept.PATIENCE)))
                        .toList();
                all.countDown();
                for (var answer : answers) {
                    Outcome outcome = answer.join();
                    assertEquals(0, outcome.exitCode(), outcome.toString());
                    assertTrue(outcome.lines().get(0).endsWith("pid " + kept.pid("iris")), outcome.toString());
                }
                Kept.settles("processes of iris in round " + round, 1, () -> kept.leaders("iris"));
                assertTrue(kept.pid("iris") != before, "a new process in round " + round);
                assertEquals(felix, kept.pid("felix"));
            }
        }
    }

    @Test
    void s2_starts_and_stops_among_restarts_never_make_two() {
        try (var kept = Kept.of("services:\n  - {id: iris, cmd: [sleep, 600]}\n")) {
            kept.up();
            var random = new java.util.Random(6);
            for (int round = 0; round < 100; round++) {
                List<Command> commands = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    List<String> iris = List.of("iris");
                    commands.add(
                            switch (random.nextInt(3)) {
                                case 0 -> new Command.Stop(iris);
                                case 1 -> new Command.Start(iris, Kept.PATIENCE);
                                default -> new Command.Restart(iris, Kept.PATIENCE);
                            });
                }
                commands.stream().map(kept::submit).toList().forEach(answer -> answer.join());
                assertTrue(kept.leaders("iris").size() <= 1, "round " + round);
            }
            assertEquals(
                    0,
                    kept.ask(new Command.Start(List.of("iris"), Kept.PATIENCE)).exitCode());
            Kept.settles("processes of iris", 1, () -> kept.leaders("iris"));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 100, 1_000})
    void s7_a_shutdown_while_everything_starts_leaves_nothing_and_starts_nothing(long afterMillis) throws Exception {
        var yaml = new StringBuilder("services:\n");
        for (int i = 0; i < 8; i++) {
            yaml.append("  - {id: s").append(i).append(", cmd: [sleep, 600], stop_timeout_s: 1, ");
            yaml.append(i == 0 ? "" : "requires: [s" + (i - 1) + "], ");
            yaml.append("readiness: {script: {cmd: 'sleep 0.4'}}}\n");
        }
        try (var kept = Kept.of(yaml.toString())) {
            var up = kept.submit(new Command.Up(List.of(), Kept.PATIENCE));
            java.util.concurrent.TimeUnit.MILLISECONDS.sleep(afterMillis); // the moment is the case

            Outcome down = kept.ask(new Command.Shutdown(false));
            long started = kept.keeper().events().stream()
                    .filter(event -> event.type().equals("started"))
                    .count();

            assertEquals(0, down.exitCode(), down.toString());
            assertFalse(up.join().ok());
            assertEquals(List.of(), kept.marked());
            assertEquals(
                    started,
                    kept.keeper().events().stream()
                            .filter(event -> event.type().equals("started"))
                            .count());
        }
    }

    @Test
    void r14_a_shutdown_ends_dependants_first_and_a_second_one_kills() throws IOException {
        String note =
                "trap 'sleep 0.2; echo $MIND_SERVICE >> $NOTES; exit 0' TERM; touch $NOTES.$MIND_SERVICE; while :; do sleep 0.05; done";
        try (var kept = Kept.of("env: {NOTES: '${MIND_STATE}/notes'}\nservices:\n"
                + "  - {id: database, cmd: [bash, -c, \"" + note + "\"]}\n"
                + "  - {id: hub, cmd: [bash, -c, \"" + note + "\"], requires: [database]}\n"
                + "  - {id: page, cmd: [bash, -c, \"" + note + "\"], requires: [hub]}\n")) {
            kept.up();
            Kept.soon("all to listen for the signal").until(() -> Stream.of("page", "hub", "database")
                    .allMatch(name -> Files.exists(kept.state.resolve("notes." + name))));
            kept.ask(new Command.Shutdown(false));
            assertEquals(List.of("page", "hub", "database"), Files.readAllLines(kept.state.resolve("notes")));
        }
        try (var kept = Kept.of("env: {NOTES: '${MIND_STATE}/notes'}\nservices:\n"
                + "  - {id: a, cmd: [bash, -c, \"trap '' TERM; touch $NOTES; while :; do sleep 1; done\"], "
                + "stop_timeout_s: 1000}\nshutdown_timeout_s: 1000\n")) {
            kept.up();
            Kept.soon("it to pass over the signal").until(() -> Files.exists(kept.state.resolve("notes")));
            var first = kept.submit(new Command.Shutdown(false));
            kept.awaitState("a", State.STOPPING);
            kept.submit(new Command.Shutdown(true));
            assertEquals(0, first.join().exitCode());
            assertEquals(List.of(), kept.marked());
        }
    }

    @Test
    void r14_the_global_deadline_kills_what_is_slow() {
        try (var kept = Kept.of("services:\n  - {id: a, cmd: [bash, -c, \"trap '' TERM; while :; do sleep 1; done\"], "
                + "stop_timeout_s: 1000}\nshutdown_timeout_s: 0.5\n")) {
            kept.up();
            assertEquals(0, kept.ask(new Command.Shutdown(false)).exitCode());
        }
    }

    private static final String LISTEN =
            "import socket,time; s=socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); "
                    + "s.bind(('127.0.0.1', %d)); s.listen(); time.sleep(600)";

    @Test
    void s9_a_worker_that_keeps_the_port_is_ended_with_its_launcher() throws IOException {
        int port = FalkorDb.freePort();
        String script = "python3 -c \\\"" + LISTEN.formatted(port) + "\\\" & trap 'exit 0' TERM; wait";
        try (var kept = Kept.of("services:\n  - {id: web, cmd: [bash, -c, \"" + script
                + "\"], stop_timeout_s: 2, readiness: {tcp: {port: " + port + "}}}\n")) {
            for (int round = 0; round < 10; round++) {
                Outcome started = kept.ask(new Command.Start(List.of("web"), Kept.PATIENCE));
                assertEquals(0, started.exitCode(), started + kept.log("web"));
                assertEquals(0, kept.stop("web").exitCode());
                assertTrue(PortOwner.of(port).isEmpty(), "the port is free in round " + round);
            }
        }
    }

    @Test
    void s9_a_port_somebody_else_has_blocks_until_it_is_free() throws Exception {
        int port = FalkorDb.freePort();
        Process stranger = new ProcessBuilder("python3", "-c", LISTEN.formatted(port)).start();
        Kept.soon("the stranger to listen").until(() -> PortOwner.of(port).isPresent());
        long pid = PortOwner.of(port).flatMap(PortOwner::process).map(Proc::pid).orElse(0L);
        try (var kept = Kept.of("services:\n  - {id: web, cmd: [python3, -c, \"" + LISTEN.formatted(port)
                + "\"], readiness: {tcp: {port: " + port + "}}}\n")) {
            Outcome up = kept.up();
            assertEquals(6, up.exitCode(), up.toString());
            ServiceView web = kept.view("web");
            assertEquals(State.BLOCKED, web.state());
            assertTrue(web.reason().contains("port " + port + " is taken by pid " + pid + " ("), web.reason());
            assertTrue(web.reason().contains("user " + Proc.user(pid)), web.reason());
            assertTrue(stranger.isAlive());
            assertEquals(0, web.restarts());

            stranger.destroyForcibly().waitFor();

            kept.awaitState("web", State.RUNNING);
            assertTrue(kept.told("[web] ✅ Ready after 1 attempts (TCP 127.0.0.1:" + port + " succeeded)"));
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void r16_a_stop_while_starting_works_and_later_restarts_are_forgotten() {
        try (var kept = Kept.of("services:\n"
                + "  - {id: slow, cmd: [sleep, 600], readiness: {script: {cmd: 'false'}}}\n"
                + "  - {id: crash, cmd: [bash, -c, 'exit 7'], restart: {backoff: {base_ms: 600000}}}\n")) {
            kept.ask(new Command.Up(List.of(), Duration.ZERO));
            kept.awaitState("slow", State.STARTING);
            kept.awaitState("crash", State.BACKOFF);
            assertEquals(0, kept.stop("slow").exitCode());
            assertEquals(0, kept.stop("crash").exitCode());
            assertEquals(Map.of("slow", 0L, "crash", 0L), kept.pids());
            assertEquals(State.STOPPED, kept.stateOf("crash"));
            assertTrue(kept.view("crash").nextTry().isEmpty());
        }
    }
}
