package mind.supervisor.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of logs and events: all of it, in the memory a supervisor has, and where it can still be found. */
class LogsCommandIT {
    private static final String TALKER = """
            services:
              - id: talker
                cmd: [bash, -c, 'echo first; until [ -e %1$s ]; do sleep 0.05; done; echo second; exec sleep 100000']
            """;

    @TempDir
    private Path folder;

    @Test
    void as_many_lines_as_were_asked_for_are_shown_of_more_logs_than_memory_holds() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, "services:\n  - {id: a, cmd: [sleep, 100000]}\n");
            assertEquals(0, mind.run("up", "-d").exitCode());
            String line = " INFO  a line of a service that says much: " + "x".repeat(180) + "\n";
            for (int log = 0; log < 8; log++) {
                try (var out = Files.newBufferedWriter(mind.state().resolve("logs/big" + log + ".log"))) {
                    for (int i = 0; i < 21_000; i++) {
                        out.write("2026-01-01T00:" + (10 + i / 1_000) + ":00." + (100_000 + i) + "Z" + line);
                    }
                }
            }
            MindCli.Answer logs =
                    mind.run("logs", "-n", "20990", "big0", "big1", "big2", "big3", "big4", "big5", "big6", "big7");
            assertEquals(0, logs.exitCode());
            assertEquals("", logs.err());
            List<String> lines = logs.out().lines().toList();
            assertEquals(8 * 20_990, lines.size());
            assertTrue(lines.get(0).startsWith("big0 | 2026-01-01T00:10:00.100010Z"), lines.get(0));
            assertTrue(lines.get(1).startsWith("big1 | 2026-01-01T00:10:00.100010Z"), lines.get(1));
            assertEquals(0, mind.run("status").exitCode());
        }
    }

    @Test
    void a_log_that_is_deleted_is_shown_as_long_as_its_service_has_it_open() throws Exception {
        Path go = folder.resolve("go");
        try (var mind = new MindCli()) {
            mind.services(folder, TALKER.formatted(go));
            assertEquals(0, mind.run("up", "-d").exitCode());
            Path log = mind.state().resolve("logs/talker.log");
            MindCli.soon()
                    .until(() -> Files.exists(log) && Files.readString(log).equals("first\n"));
            Files.delete(log);
            assertEquals("first\n", mind.run("logs", "talker").out());
            Path out = folder.resolve("out");
            Process follower = mind.start(out, folder.resolve("err"), "logs", "--follow", "talker");
            MindCli.soon().until(() -> MindCli.read(out).equals("first\n"));
            Files.createFile(go);
            MindCli.soon().until(() -> MindCli.read(out).equals("first\nsecond\n"));
            assertEquals(0, mind.run("restart", "talker").exitCode());
            MindCli.soon().until(() -> MindCli.read(out).equals("first\nsecond\nfirst\nsecond\n"));
            assertEquals(0, mind.run("down").exitCode());
            assertTrue(follower.waitFor(MindCli.PATIENCE.toSeconds(), TimeUnit.SECONDS), "it ends with the supervisor");
            assertEquals(0, follower.exitValue());
            assertEquals("first\nsecond\n", mind.run("logs", "talker").out(), "its file is a new one");
        }
    }

    @Test
    void a_log_that_is_nowhere_any_more_is_said() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, "services:\n  - {id: mute, cmd: [bash, -c, 'exec sleep 100000 >/dev/null 2>&1']}\n");
            assertEquals(0, mind.run("up", "-d").exitCode());
            MindCli.soon().until(() -> Files.exists(mind.state().resolve("logs/mute.log")));
            Files.delete(mind.state().resolve("logs/mute.log"));
            MindCli.Answer logs = mind.run("logs", "mute");
            assertEquals(0, logs.exitCode(), logs.toString());
            assertEquals(1, logs.err().lines().count(), logs.toString());
            assertTrue(logs.err().contains("mute.log was deleted"), logs.toString());
        }
    }

    @Test
    void the_events_of_a_service_that_was_removed_are_shown_still() throws Exception {
        try (var mind = new MindCli()) {
            String stays = "services:\n  - {id: stays, cmd: [sleep, \"100000\"]}\n";
            mind.services(
                    folder,
                    stays + "  - {id: goes, cmd: [sleep, \"100000\"]}\n"
                            + "  - {id: engine_old, cmd: [sleep, \"100000\"]}\n");
            assertEquals(0, mind.run("up", "-d").exitCode());
            mind.services(folder, stays);
            assertEquals(0, mind.run("reload").exitCode());
            MindCli.soon().until(() -> mind.pids().size() == 1);
            for (boolean runs : new boolean[] {true, false}) {
                MindCli.soon()
                        .untilAsserted(() -> assertTrue(
                                mind.run("events", "goes").out().contains("[goes] Stopped"), "running: " + runs));
                MindCli.Answer goes = mind.run("events", "goes");
                assertEquals(0, goes.exitCode(), goes.toString());
                assertFalse(goes.out().contains("[stays]"), goes.toString());
                for (String name : List.of("engine_old", "engine_goes", "engine_stays")) {
                    MindCli.Answer events = mind.run("events", name);
                    assertEquals(0, events.exitCode(), events.toString());
                    assertEquals(0, mind.run("logs", name).exitCode(), name);
                }
                MindCli.Answer unknown = mind.run("events", "gose");
                assertEquals(4, unknown.exitCode(), unknown.toString());
                assertTrue(unknown.err().contains("did you mean goes?"), unknown.toString());
                assertEquals(1, mind.run("events", "--lines", "1").out().lines().count());
                if (runs) {
                    assertEquals(0, mind.run("down").exitCode());
                }
            }
        }
    }

    @Test
    void a_terminal_obeys_nothing_that_a_service_said_before_it_was_given_up() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(
                    folder,
                    "services:\n  - {id: picky, cmd: [bash, -c, 'printf \"\\033[31mred\\n\"; exit 78'],"
                            + " readiness: {script: {cmd: 'false'}}}\n");
            MindCli.Answer up = mind.run("up", "-d");
            assertEquals(6, up.exitCode(), up.toString());
            MindCli.soon().until(() -> mind.run("status", "picky").out().contains("red"));
            assertFalse(mind.run("status", "picky").out().contains("\u001b"));
            assertFalse(up.toString().contains("\u001b"), up.toString());
        }
    }
}
