package mind.supervisor.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
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
}
