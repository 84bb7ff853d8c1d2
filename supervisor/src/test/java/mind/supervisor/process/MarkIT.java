package mind.supervisor.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import mind.protocol.FalkorDb;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we started is found by its mark, at whichever moment it is looked for. */
class MarkIT {
    @Test
    void a_process_is_found_while_it_becomes_another_program(@TempDir Path folder) throws Exception {
        Path restless = folder.resolve("restless");
        Files.writeString(restless, "[ $1 = 0 ] && exec sleep 600\nexec sh $0 $(($1 - 1))\n");
        var mark = new Mark(UUID.randomUUID().toString());
        var builder = new ProcessBuilder("sh", restless.toString(), "2000");
        builder.environment().put(Mark.INSTANCE, mark.instance());
        Process process = builder.start();
        try {
            while (mark.find().isEmpty()) {
                Thread.onSpinWait(); // not yet a program of its own
            }
            int looks = 0;
            while (!Proc.commandLine(Proc.of(process.pid()).orElseThrow()).startsWith("sleep")) {
                List<Long> found = mark.find().stream().map(Proc::pid).toList();
                assertEquals(List.of(process.pid()), found, "look " + looks++);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void a_falkordb_is_found_that_has_become_one(@TempDir Path folder) throws Exception {
        var mark = new Mark(UUID.randomUUID().toString());
        int port = FalkorDb.freePort();
        var builder = new ProcessBuilder(
                FalkorDb.root().resolve("scripts/falkordb").toString(),
                "run",
                "--port",
                Integer.toString(port),
                "--dir",
                folder.toString());
        builder.environment().put(Mark.INSTANCE, mark.instance());
        Process server = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Awaitility.await("its port").atMost(Duration.ofSeconds(60)).until(() -> PortOwner.of(port)
                    .isPresent());
            assertEquals(
                    List.of(server.pid()), mark.find().stream().map(Proc::pid).toList());
        } finally {
            server.destroyForcibly().waitFor();
        }
    }
}
