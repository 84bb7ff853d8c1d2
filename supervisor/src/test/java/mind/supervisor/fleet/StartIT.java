package mind.supervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mind.protocol.ExitCodes;
import mind.protocol.State;
import org.junit.jupiter.api.Test;

/** What a start brings up, and what it says at once where it cannot. */
class StartIT {
    /** A server that ends in order upon TERM; it is ready once it would. */
    private static String server() throws IOException {
        Path up = Files.createTempDirectory("mind-server").resolve("up");
        return "{id: server, cmd: [bash, -c, 'trap \"rm -f " + up + "; exit 0\" TERM; touch " + up
                + "; while :; do sleep 0.05; done'], readiness: {script: {cmd: 'test -e " + up + "'}}}";
    }

    @Test
    void what_was_killed_by_command_comes_back_though_it_ended_in_order() throws IOException {
        try (var kept = Kept.of("services:\n  - " + server() + "\n")) {
            kept.up();
            long first = kept.pid("server");
            assertTrue(kept.ask(new Command.Signal("server", "TERM")).ok());
            Kept.soon("a new process")
                    .until(() -> kept.pid("server") != 0
                            && kept.pid("server") != first
                            && kept.stateOf("server") == State.RUNNING);
            assertEquals("exit 0 after SIGTERM", kept.view("server").lastExit());
            assertEquals(1, kept.view("server").failures(), "it counts as a crash does");
        }
    }

    @Test
    void a_start_brings_up_what_it_needs_though_that_had_ended_by_itself() throws IOException {
        try (var kept = Kept.of("services:\n  - " + server() + "\n"
                + "  - {id: page, cmd: [sleep, 600], requires: [server]}\n"
                + "  - {id: job, cmd: [bash, -c, 'echo ran; exit 0']}\n")) {
            kept.up();
            kept.stop("page");
            Kept.signal("TERM", kept.pid("server"));
            kept.awaitState("server", State.EXITED);
            assertEquals(
                    ExitCodes.OK,
                    kept.ask(new Command.Start(List.of("page"), Kept.PATIENCE)).exitCode());
            assertEquals(State.RUNNING, kept.stateOf("server"));

            Kept.signal("TERM", kept.pid("server"));
            kept.awaitState("server", State.EXITED);
            kept.ask(new Command.StartAll(Kept.PATIENCE));
            assertEquals(State.RUNNING, kept.stateOf("server"));
            assertEquals(State.EXITED, kept.stateOf("job"));
            assertEquals("ran\n", kept.log("job"), "a job that is done is not done again");
        }
    }

    @Test
    void a_start_that_waits_for_what_stays_down_says_so_at_once() {
        try (var kept = Kept.of("services:\n"
                + "  - {id: base, cmd: [bash, -c, 'exit 1'], readiness: {script: {cmd: 'false'}},"
                + " restart: {policy: never}}\n"
                + "  - {id: middle, cmd: [sleep, 600], requires: [base]}\n"
                + "  - {id: page, cmd: [sleep, 600], requires: [middle]}\n")) {
            Outcome start = kept.ask(new Command.Start(List.of("page"), Kept.PATIENCE));
            assertEquals(ExitCodes.NOT_READY, start.exitCode(), start::toString);
            assertTrue(
                    start.lines()
                            .get(0)
                            .startsWith("page: blocked: waits for middle, which is blocked: waits for base"),
                    start::toString);
        }
    }

    @Test
    void a_probe_that_is_a_script_runs_where_its_service_does() throws IOException {
        Path state = Kept.newState();
        Files.createFile(Files.createDirectories(state.resolve("home")).resolve("here"));
        Files.writeString(
                state.resolve("mind.yaml"),
                "services:\n  - id: a\n    cmd: [sleep, 600]\n    cwd: " + state.resolve("home")
                        + "\n    readiness: {script: {cmd: 'test -e here'}, attempts: 2}\n");
        try (var kept = Kept.in(state)) {
            assertEquals(0, kept.up().exitCode());
        }
    }

    @Test
    void a_program_that_is_not_there_is_named_and_never_ready() throws IOException {
        Path state = Kept.newState();
        Path plain = Files.writeString(state.resolve("plain"), "no program");
        Files.writeString(
                state.resolve("mind.yaml"),
                "services:\n"
                        + "  - {id: a, cmd: [/no/such/prog], max_retries: 0}\n"
                        + "  - {id: b, cmd: [" + plain + "], max_retries: 0}\n"
                        + "  - {id: c, cmd: [no-such-prog-anywhere], env: {PATH: /usr/bin}, max_retries: 0}\n"
                        + "  - {id: d, cmd: [./here], cwd: " + state + "}\n");
        Path here = Files.writeString(state.resolve("here"), "#!/bin/sh\nexec sleep 600\n");
        assertTrue(here.toFile().setExecutable(true));
        try (var kept = Kept.in(state)) {
            kept.up();
            assertEquals(
                    "could not be started: program not found: /no/such/prog; correct its cmd, or install it",
                    kept.view("a").lastExit());
            assertEquals(
                    "could not be started: program not executable: " + plain + "; chmod +x it, or correct its cmd",
                    kept.view("b").lastExit());
            assertEquals(
                    "could not be started: program not found: no-such-prog-anywhere is in no folder of PATH (/usr/bin);"
                            + " correct its cmd, or install it",
                    kept.view("c").lastExit());
            assertEquals(State.RUNNING, kept.stateOf("d"));
            assertEquals(State.QUARANTINED, kept.stateOf("a"));
            for (String name : List.of("a", "b", "c")) {
                assertTrue(
                        kept.keeper().events().stream()
                                .noneMatch(event -> event.service().equals(name)
                                        && event.type().equals("ready")),
                        name);
            }
        }
    }

    @Test
    void a_script_whose_interpreter_is_not_there_is_named_with_it() throws IOException {
        Path state = Kept.newState();
        script(state, "gone", "#!/no/such/interpreter -x\n");
        script(state, "by-env", "#!/usr/bin/env -S no-such-interpreter --x\n");
        script(state, "dos", "#!/bin/sh\r\nexec sleep 600\r\n");
        script(state, "fine", "#! /usr/bin/env sh\nexec sleep 600\n");
        var yaml = new StringBuilder("services:\n");
        for (String name : List.of("gone", "by-env", "dos", "fine")) {
            yaml.append("  - {id: " + name + ", cmd: [./" + name + "], cwd: " + state + ", max_retries: 0}\n");
        }
        Files.writeString(state.resolve("mind.yaml"), yaml);
        try (var kept = Kept.in(state)) {
            kept.up();
            assertEquals(
                    "could not be started: program not found: /no/such/interpreter, which ./gone names in its first"
                            + " line; install it, or correct that line",
                    kept.view("gone").lastExit());
            assertEquals(
                    "could not be started: program not found: no-such-interpreter, which ./by-env names in its first"
                            + " line; install it, or correct that line",
                    kept.view("by-env").lastExit());
            assertEquals(
                    "could not be started: ./dos has lines that end as on Windows, so that its interpreter is not"
                            + " found; write it with Unix line ends",
                    kept.view("dos").lastExit());
            assertEquals(State.RUNNING, kept.stateOf("fine"));
        }
    }

    private static void script(Path folder, String name, String text) throws IOException {
        assertTrue(Files.writeString(folder.resolve(name), text).toFile().setExecutable(true));
    }

    @Test
    void a_program_that_a_service_itself_does_not_find_is_named() {
        try (var kept = Kept.of("services:\n"
                + "  - {id: a, cmd: [sh, -c, 'no-such-prog-anywhere'], max_retries: 0}\n"
                + "  - {id: b, cmd: [sh, -c, '/etc/passwd'], restart: {policy: never}}\n")) {
            kept.up();
            kept.awaitState("a", State.QUARANTINED);
            kept.awaitState("b", State.EXITED);
            assertEquals("exit 127 (a program was not found)", kept.view("a").lastExit());
            assertEquals("exit 126 (a program may not be run)", kept.view("b").lastExit());
            Kept.soon("its name")
                    .until(() -> kept.told("[a] A program it runs was not found: sh: 1: no-such-prog-anywhere"));
            Kept.soon("what to do").until(() -> kept.told("install it, or correct what names it"));
            Kept.soon("the other's name")
                    .until(() -> kept.told("[b] A program it runs may not be run: sh: 1: /etc/passwd"));
        }
    }

    @Test
    void a_database_that_is_being_fetched_says_so() throws IOException {
        Path state = Kept.newState();
        Path script = Files.createDirectories(state.resolve("scripts")).resolve("falkordb");
        Files.writeString(script, """
                #!/usr/bin/env bash
                echo "falkordb: fetching @falkordblite/linux-x64@1 into /cache" >&2
                echo "npm warn about something" >&2
                until [ -e "$(dirname "$0")/fetched" ]; do sleep 0.05; done
                exec sleep 600
                """);
        assertTrue(script.toFile().setExecutable(true));
        Files.writeString(state.resolve("mind.yaml"), "builtin: true\n");
        try (var kept = Kept.in(state)) {
            kept.submit(new Command.Start(List.of("falkordb"), Kept.PATIENCE));
            Kept.soon("it to say so")
                    .until(() -> kept.view("falkordb").reason().startsWith("it is being fetched first"));
            assertEquals(
                    "it is being fetched first: fetching @falkordblite/linux-x64@1 into /cache",
                    kept.view("falkordb").reason());
            Kept.soon("an event").until(() -> kept.told("[falkordb] It is being fetched first: fetching"));
            Files.writeString(script.resolveSibling("fetched"), "");
            Kept.soon("the end of that")
                    .until(() -> kept.view("falkordb").reason().isEmpty());
        }
    }
}
