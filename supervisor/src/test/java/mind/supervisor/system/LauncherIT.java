package mind.supervisor.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import mind.supervisor.process.Lease;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts/mind itself has to bear: settings of the shell and of curl, parents that do not look, supervisors that die. */
class LauncherIT {
    @TempDir
    private Path folder;

    @Test
    void services_get_the_locale_of_whoever_started_them() throws Exception {
        try (var mind = new MindCli()) {
            mind.set("LC_ALL", "C.UTF-8");
            mind.services(folder, """
                    services:
                      - id: a
                        cmd: [bash, -c, 'echo "locale $LC_ALL tty ${MIND_TTY-none}"; exec sleep 100000']
                    """);
            assertEquals(0, mind.run("up", "-d").exitCode());
            MindCli.soon().until(() -> mind.run("logs", "a").out().equals("locale C.UTF-8 tty none\n"));
        }
    }

    @Test
    void settings_of_curl_change_no_answer() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, "services:\n  - {id: a, cmd: [sleep, 100000]}\n");
            assertEquals(0, mind.run("up", "-d").exitCode());
            Files.writeString(folder.resolve(".curlrc"), "write-out = \"junk\\n\"\n");
            mind.set("HOME", folder.toString());
            MindCli.Answer status = mind.run("status");
            assertEquals(0, status.exitCode(), status.toString());
            assertFalse(status.out().contains("junk"), status.toString());
        }
    }

    @Test
    void a_supervisor_that_nobody_collects_has_ended_all_the_same() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, "services:\n  - {id: a, cmd: [sleep, 100000]}\n");
            // becomes a program that has a child it knows nothing of
            Process parent = new ProcessBuilder(
                            "bash",
                            "-c",
                            "\"$0\" up --state \"$1\" --config \"$2\" </dev/null >/dev/null 2>&1 & exec sleep 100000",
                            mind.script(),
                            mind.state().toString(),
                            folder.resolve("mind.yaml").toString())
                    .start();
            try {
                MindCli.soon().until(() -> mind.run("status").exitCode() == 0);
                long supervisor = mind.supervisor();
                MindCli.Answer down = mind.run("down");
                assertEquals(0, down.exitCode(), down.toString());
                assertFalse(MindCli.alive(supervisor));
                assertTrue(Files.exists(Path.of("/proc/" + supervisor)), "it is still to be collected");
            } finally {
                parent.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void a_supervisor_that_is_killed_while_its_start_is_reported_is_said_to_run_no_more() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, """
                    services:
                      - id: deaf
                        cmd: [sleep, "100000"]
                        readiness: {script: {cmd: [/bin/false]}, attempts: 100000}
                    """);
            Path err = folder.resolve("err");
            Process up = mind.start(folder.resolve("out"), err, "up", "-d");
            MindCli.soon()
                    .until(() ->
                            mind.run("status").exitCode() == 6 && !mind.pids().isEmpty());
            Awaitility.await("its report")
                    .atMost(MindCli.PATIENCE)
                    .until(() -> Files.exists(mind.state().resolve("logs/supervisor.out")));
            long supervisor = Lease.holder(mind.state()).orElseThrow().pid();
            MindCli.kill("KILL", supervisor);
            assertTrue(up.waitFor(MindCli.PATIENCE.toSeconds(), TimeUnit.SECONDS));
            assertEquals(3, up.exitValue(), MindCli.read(err));
            assertTrue(MindCli.read(err).contains("1 of its services still runs (deaf)"), MindCli.read(err));
        }
    }
}
