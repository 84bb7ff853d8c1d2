package mind.supervisor.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mind.supervisor.process.Lease;
import mind.supervisor.process.Mark;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Case S7 with the command itself: a supervisor is told to end at any moment of its start. */
class ShutdownIT {
    /** How it is told, and how long after its first service began; the longest only where there is time for it. */
    static List<Object[]> moments() {
        List<Object[]> moments = new ArrayList<>();
        for (String how : List.of("TERM", "INT", "down")) {
            for (long millis : Boolean.getBoolean("mind.long")
                    ? new long[] {100, 1_000, 5_000, 25_000}
                    : new long[] {100, 1_000}) {
                moments.add(new Object[] {how, millis});
            }
        }
        return moments;
    }

    private static String chain(int count, String command, int stopTimeoutSeconds) {
        var yaml = new StringBuilder("shutdown_timeout_s: 60\nservices:\n");
        for (int i = 0; i < count; i++) {
            yaml.append("  - {id: s" + i + ", cmd: " + command + ", stop_timeout_s: " + stopTimeoutSeconds + ", ")
                    .append(i == 0 ? "" : "requires: [s" + (i - 1) + "], ")
                    .append("readiness: {script: {cmd: 'sleep 20', timeout_s: 60}}}\n");
        }
        return yaml.toString();
    }

    @ParameterizedTest
    @MethodSource("moments")
    void s7_an_end_during_the_start_leaves_nothing_and_exits_with_0(String how, long afterMillis, @TempDir Path folder)
            throws Exception {
        try (var mind = new MindCli()) {
            Path file = Files.writeString(folder.resolve("mind.yaml"), chain(8, "[sleep, 600]", 1));
            Process up = start(mind, folder, file);
            TimeUnit.MILLISECONDS.sleep(afterMillis); // the moment is the case

            if (how.equals("down")) {
                assertEquals(0, mind.run("down").exitCode());
            } else {
                signal(how, mind);
            }

            assertEnded(up, mind, folder);
        }
    }

    @Test
    void s7_a_second_signal_kills_what_takes_its_time(@TempDir Path folder) throws Exception {
        try (var mind = new MindCli()) {
            Path deaf = folder.resolve("deaf");
            String stubborn = "[bash, -c, \"trap '' TERM; touch " + deaf + "; while :; do sleep 1; done\"]";
            Process up = start(mind, folder, Files.writeString(folder.resolve("mind.yaml"), chain(1, stubborn, 1_000)));
            Awaitility.await("it to pass over the signal")
                    .atMost(MindCli.PATIENCE)
                    .until(() -> Files.exists(deaf));
            signal("TERM", mind);
            Awaitility.await("the first signal to be taken")
                    .atMost(MindCli.PATIENCE)
                    .until(() -> mind.run("status", "--json").out().contains("stopping"));
            signal("TERM", mind);
            assertEnded(up, mind, folder); // far sooner than its thousand seconds
        }
    }

    @Test
    void a_supervisor_whose_socket_or_state_directory_is_deleted_still_answers_and_ends(@TempDir Path folder)
            throws Exception {
        try (var mind = new MindCli()) {
            Path file = Files.writeString(folder.resolve("mind.yaml"), "services:\n  - {id: a, cmd: [sleep, 600]}\n");
            Process up = start(mind, folder, file);
            var mark = new Mark(MindCli.read(mind.state().resolve("instance")).trim());
            Awaitility.await("a supervisor that answers")
                    .atMost(MindCli.PATIENCE)
                    .until(() -> mind.run("status").exitCode() == 0);
            for (Path deleted : List.of(mind.state().resolve("control.sock"), mind.state())) {
                new ProcessBuilder("rm", "-rf", deleted.toString()).start().waitFor();
                Awaitility.await("it to answer again")
                        .atMost(MindCli.PATIENCE)
                        .until(() -> mind.run("status").exitCode() == 0);
            }
            assertEquals(0, mind.run("down").exitCode());
            assertTrue(up.waitFor(60, TimeUnit.SECONDS));
            assertEquals(List.of(), mark.find());
        }
    }

    private static Process start(MindCli mind, Path folder, Path file) throws IOException {
        Process up = mind.start(folder.resolve("out"), folder.resolve("err"), "up", "--config", file.toString());
        Awaitility.await("the first service").atMost(MindCli.PATIENCE).until(() -> events(mind)
                .contains("Started, pid"));
        return up;
    }

    private static String events(MindCli mind) throws IOException {
        Path events = mind.state().resolve("logs/events.jsonl");
        return Files.exists(events) ? MindCli.read(events) : "";
    }

    private static void signal(String name, MindCli mind) throws Exception {
        MindCli.kill(name, Lease.holder(mind.state()).orElseThrow().pid());
    }

    private static void assertEnded(Process up, MindCli mind, Path folder) throws Exception {
        assertTrue(up.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, up.exitValue(), MindCli.read(folder.resolve("err")));
        assertTrue(Lease.holder(mind.state()).isEmpty(), "the lease is free");
        var mark = new Mark(MindCli.read(mind.state().resolve("instance")).trim());
        assertEquals(List.of(), mark.find());
    }
}
