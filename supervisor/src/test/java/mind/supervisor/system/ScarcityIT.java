package mind.supervisor.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mind.protocol.FalkorDb;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of services and of the command where descriptors, memory or the disk run out. */
class ScarcityIT {
    @TempDir
    private Path folder;

    @Test
    void a_supervisor_that_may_open_nothing_says_so_once_and_answers_again_later() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, OperatorIT.SLEEPER);
            assertEquals(0, mind.run("up", "-d").exitCode());
            long supervisor = mind.supervisor();
            Path log = mind.state().resolve("logs/supervisor.log");
            long before = sockets(supervisor);
            openFiles(supervisor, 3); // all it has open already are more
            Process status = mind.start(folder.resolve("out"), folder.resolve("err"), "status");
            try {
                MindCli.soon().until(() -> MindCli.read(log).contains("could not be accepted"));
            } finally {
                openFiles(supervisor, 4_096);
            }
            assertTrue(status.waitFor(MindCli.PATIENCE.toSeconds(), TimeUnit.SECONDS));
            assertEquals(0, mind.run("status").exitCode());
            MindCli.soon().until(() -> sockets(supervisor) <= before); // nobody is kept waiting for ever
            assertEquals(
                    1,
                    MindCli.read(log)
                            .lines()
                            .filter(line -> line.contains("could not be accepted"))
                            .count());
        }
    }

    @Test
    void what_was_adopted_is_not_taken_for_gone_while_nothing_can_be_looked_at() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, OperatorIT.SLEEPER + """
                      - id: watched
                        cmd: [sleep, "100000"]
                        liveness: {script: {cmd: "true"}, interval_s: 1, failures: 3}
                    """);
            assertEquals(0, mind.run("up", "-d").exitCode());
            long sleeper = mind.pids().get("sleeper");
            long first = mind.supervisor();
            MindCli.kill("KILL", first);
            MindCli.soon().until(() -> !MindCli.alive(first));
            assertEquals(0, mind.run("up", "-d").exitCode());
            long second = mind.supervisor();
            Path log = mind.state().resolve("logs/supervisor.log");
            openFiles(second, 3);
            try {
                MindCli.soon().until(() -> MindCli.read(log).contains("could not be asked"));
                // meanwhile the processes are looked at some ten times
                Awaitility.await()
                        .during(Duration.ofSeconds(2))
                        .atMost(MindCli.PATIENCE)
                        .until(() -> !MindCli.read(log).contains("Exited"));
            } finally {
                openFiles(second, 4_096);
            }
            MindCli.soon()
                    .until(() -> mind.service("watched").get("state").asText().equals("running"));
            assertEquals(sleeper, mind.pids().get("sleeper"));
            assertFalse(MindCli.read(log).contains("Exited"), MindCli.read(log));
        }
    }

    @Test
    void a_supervisor_without_free_descriptors_takes_no_service_for_ill() throws Exception {
        int port = FalkorDb.freePort();
        try (var mind = new MindCli()) {
            mind.services(folder, """
                    services:
                      - id: web
                        cmd: [python3, -m, http.server, "%1$d", --bind, 127.0.0.1]
                        readiness: {tcp: {port: %1$d}}
                        liveness: {tcp: {port: %1$d}, interval_s: 0.1, failures: 1}
                      - id: asked
                        cmd: [sleep, "100000"]
                        liveness: {script: {cmd: [test, -d, /], timeout_s: 5}, interval_s: 0.1, failures: 1}
                    """.formatted(port));
            assertEquals(0, mind.run("up", "-d").exitCode());
            Map<String, Long> before = mind.pids();
            long supervisor = mind.supervisor();
            openFiles(supervisor, 8);
            Path log = mind.state().resolve("logs/supervisor.log");
            for (String name : List.of("web", "asked")) {
                Awaitility.await(name + " not to be asked")
                        .atMost(MindCli.PATIENCE)
                        .until(() -> MindCli.read(log)
                                .lines()
                                .anyMatch(line ->
                                        line.contains("[" + name + "]") && line.contains("could not be asked: ")));
            }
            openFiles(supervisor, 1_024);
            Awaitility.await("an answer")
                    .atMost(MindCli.PATIENCE)
                    .until(() -> mind.run("status").exitCode() == 0);
            assertEquals(before, mind.pids());
            assertFalse(MindCli.read(log).contains("Liveness check failed"), MindCli.read(log));
        }
    }

    private static long sockets(long pid) throws IOException {
        long sockets = 0;
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    sockets += Files.readSymbolicLink(descriptor).toString().startsWith("socket:") ? 1 : 0;
                } catch (NoSuchFileException e) {
                    // closed meanwhile
                }
            }
        }
        return sockets;
    }

    private static void openFiles(long pid, int most) throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder("prlimit", "--pid", Long.toString(pid), "--nofile=" + most + ":")
                        .start()
                        .waitFor());
    }

    @Test
    void a_probe_that_says_more_than_memory_holds_is_heard_out() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, """
                    services:
                      - id: web
                        cmd: [sleep, "100000"]
                        readiness: {script: {cmd: 'head -c 200000000 /dev/zero', timeout_s: 60}, attempts: 1}
                    """);
            MindCli.Answer up = mind.run("up", "-d");
            assertEquals(0, up.exitCode(), up.toString());
        }
    }

    @Test
    void a_full_disk_is_said_and_down_finds_nothing_to_stop() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        boolean mounted = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString())
                        .start()
                        .waitFor()
                == 0;
        assertTrue(mounted, "a full disk is one that is mounted here: run this as root, in a container with SYS_ADMIN");
        try (var mind = new MindCli()) {
            Path state = Files.createDirectories(disk.resolve("state/logs")).getParent();
            fill(disk.resolve("filler"));
            mind.set("MIND_STATE", state.toString());
            mind.services(folder, OperatorIT.SLEEPER);
            mind.run("up", "-d").assertLine(78, "no space left");
            mind.run("up").assertLine(78, "no space left");
            mind.run("down").assertLine(3, "no supervisor runs");
            MindCli.Answer doctor = mind.run("doctor");
            assertEquals(1, doctor.exitCode(), doctor.toString());
            assertFalse(doctor.out().contains("can be written"), doctor.toString());
            mind.set("MIND_STATE", mind.state().toString());
        } finally {
            assertEquals(
                    0, new ProcessBuilder("umount", disk.toString()).start().waitFor());
        }
    }

    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < 1_000; i++) {
                out.write(new byte[1_024]);
            }
            throw new AssertionError("the disk was never full");
        } catch (IOException e) {
            assertTrue(e.getMessage().contains("No space"), e.toString());
        }
    }
}
