package mind.supervisor.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mind.supervisor.config.ServiceSpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that was got ready for, and one that was not, come to the same. */
class PreforkIT {
    private static final Map<String, String> INHERITED =
            Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "MIND_START", "of a supervisor further up");

    @TempDir
    Path state;

    private Processes processes;

    @BeforeEach
    void open() throws IOException {
        processes = new Processes(state, INHERITED);
    }

    @AfterEach
    void endAll() throws IOException {
        processes.unprepare("a");
        assertEquals(List.of(), processes.endRemains(List.of()));
    }

    @Test
    void the_record_is_there_before_the_program_runs() throws Exception {
        Launch launch = launch("cat children/a.next children/a.json; echo \"pid $$ $MIND_START $MIND_SERVICE\"");
        for (boolean prepared : new boolean[] {false, true}) {
            if (prepared) {
                processes.prepare(launch);
            }
            Child child = processes.start(launch);
            assertEquals(0, child.exit().get());
            String said = Files.readString(launch.log());
            assertTrue(said.contains("\"pid\":" + child.pid() + ","), said);
            assertTrue(said.contains("pid " + child.pid() + " " + child.record().token() + " a\n"), said);
            Files.delete(launch.log());
        }
    }

    @Test
    void what_waits_becomes_the_program_and_leads_its_session() throws Exception {
        Launch launch = launch("exec sleep 600");
        processes.prepare(launch);
        assertEquals(List.of(), processes.marked(), "what only waits is no process of a service");
        long waiting = waiting().pid();
        Child child = processes.start(launch);
        assertEquals(waiting, child.pid(), "nothing was started anew");
        soon().until(() -> processes.marked().size() == 1);
        Proc marked = processes.marked().get(0);
        assertEquals(List.of(child.pid(), child.pid()), List.of(marked.session(), marked.group()));
    }

    @Test
    void what_had_gone_when_the_supervisor_died_is_found_by_its_record_and_what_waited_is_not() throws Exception {
        Path ahead = state.resolve("children/a.next");
        Path lasting = state.resolve("children/a.json");
        try (var waiting = Prefork.begin(launch("exec sleep 600"), processes.mark(), INHERITED)) {
            waiting.record().write(ahead);
            waiting.close(); // as the end of its supervisor does
            assertEquals(List.of(), processes.survivors());
            assertFalse(Files.exists(ahead));
            assertFalse(Files.exists(lasting));
        }
        Launch launch = launch("exec sleep 600");
        Files.createDirectories(launch.log().getParent());
        var gone = Prefork.begin(launch, processes.mark(), INHERITED);
        gone.record().write(ahead);
        gone.go();
        assertEquals(
                List.of(gone.record().pid()),
                new Processes(state, INHERITED)
                        .survivors().stream().map(Child::pid).toList());
        assertFalse(Files.exists(ahead));
        assertTrue(Files.exists(lasting));
    }

    @Test
    void another_start_than_the_one_prepared_for_is_made_anew() throws Exception {
        processes.prepare(launch("exec sleep 600"));
        ProcessId waiting = waiting();
        Child child = processes.start(launch("exec sleep 601"));
        assertFalse(child.pid() == waiting.pid());
        soon().until(() -> !waiting.alive());
        soon().until(() -> Proc.commandLine(Proc.of(child.pid()).orElseThrow()).equals("sleep 601"));
    }

    /** Many times: the system knows of its end before the JDK does. */
    @Test
    void one_that_was_killed_while_it_waited_is_replaced() throws Exception {
        Launch launch = launch("exec sleep 600");
        for (int time = 0; time < 20; time++) {
            processes.prepare(launch);
            ProcessId waiting = waiting();
            Signals.send("KILL", List.of(waiting.pid()));
            while (waiting.alive()) {
                Thread.onSpinWait();
            }
            Child child = processes.start(launch);
            assertTrue(child.find().isPresent());
            Signals.send("KILL", List.of(child.pid()));
        }
    }

    @Test
    void what_no_longer_is_wanted_ends() throws Exception {
        processes.prepare(launch("exec sleep 600"));
        ProcessId waiting = waiting();
        processes.unprepare("a");
        soon().until(() -> !waiting.alive());
        assertFalse(Files.exists(state.resolve("logs/a.log")));
    }

    @Test
    void it_runs_where_its_folder_is_when_it_goes_and_not_where_that_was_when_it_was_prepared() throws Exception {
        Path old = Files.createDirectory(state.resolve("old"));
        Path current = Files.createSymbolicLink(state.resolve("current"), old);
        Launch launch = launch("pwd -P; echo \"$PWD ${MIND_CWD-none}\"", current);
        processes.prepare(launch);
        Files.delete(current);
        Files.createSymbolicLink(current, Files.createDirectory(state.resolve("new")));
        assertEquals(0, processes.start(launch).exit().get());
        assertEquals(state.toRealPath().resolve("new") + "\n" + current + " none\n", Files.readString(launch.log()));
    }

    @Test
    void a_folder_that_is_gone_is_named() throws Exception {
        Path gone = Files.createDirectory(state.resolve("gone"));
        Launch launch = launch("echo ran", gone);
        processes.prepare(launch);
        Files.delete(gone);
        IOException fault = assertThrows(IOException.class, () -> processes.start(launch));
        assertTrue(fault.getMessage().contains(gone.toString()), fault.getMessage());
        assertFalse(Files.exists(launch.log()));
    }

    @Test
    void a_folder_that_goes_at_the_last_moment_ends_the_start_and_is_named_in_the_log() throws Exception {
        Path gone = Files.createDirectory(state.resolve("gone"));
        Launch launch = launch("echo ran", gone);
        Files.createDirectories(launch.log().getParent());
        try (var prefork = Prefork.begin(launch, processes.mark(), INHERITED)) {
            Files.delete(gone);
            prefork.go();
            assertEquals(1, prefork.exit().get());
        }
        assertEquals(
                "[mind] it cannot run in " + gone + ", which is no folder it may enter\n",
                Files.readString(launch.log()));
    }

    @Test
    void one_that_cannot_be_made_is_said_without_its_environment() {
        Launch launch = launch("echo ran", state, Map.of("SECRET", "secretpw", "LONG", "x".repeat(1 << 20)));
        IOException fault = assertThrows(IOException.class, () -> processes.start(launch));
        assertFalse(fault.toString().contains("secretpw"), "a secret is told");
        assertTrue(fault.getMessage().contains("Argument list too long"), fault.getMessage());
        for (Throwable cause = fault.getCause(); cause != null; cause = cause.getCause()) {
            assertFalse(cause.toString().contains("secretpw"), "a secret is told by a cause");
        }
    }

    private Launch launch(String script) {
        return launch(script, state);
    }

    private Launch launch(String script, Path folder) {
        return launch(script, folder, Map.of());
    }

    private Launch launch(String script, Path folder, Map<String, String> environment) {
        return new Launch(
                "a",
                List.of("sh", "-c", script),
                environment,
                true,
                Optional.of(folder),
                state.resolve("logs/a.log"),
                "print",
                "",
                ServiceSpec.Limits.NONE);
    }

    /** What was made ahead, by its record. */
    private ProcessId waiting() throws IOException {
        return ChildRecord.read(state.resolve("children/a.next")).orElseThrow().id();
    }

    private static org.awaitility.core.ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }
}
