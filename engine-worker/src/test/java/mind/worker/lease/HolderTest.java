package mind.worker.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HolderTest {
    private final Holder self = Holder.self();

    private Holder other(long pid, long start) {
        return new Holder(self.host(), pid, start, self.machine());
    }

    @Test
    void a_holder_is_known_by_a_start_that_no_change_of_the_clock_moves() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        assertTrue(stat.contains(" " + self.start() + " "), stat);
        assertFalse(Holder.parse(self.text()).orElseThrow().isDeadFor(self));
    }

    @Test
    void a_pid_that_is_used_again_is_another_process_and_one_that_is_not_is_dead() {
        assertTrue(other(self.pid(), self.start() - 1).isDeadFor(self));
        assertTrue(other(5_000_000, 1).isDeadFor(self), "no pid is as large");
        assertFalse(new Holder(self.host(), 5_000_000, 1, "elsewhere").isDeadFor(self), "it can't be told from here");
    }

    @Test
    void a_process_that_has_ended_is_dead_though_nobody_took_note() throws IOException {
        Process parent = new ProcessBuilder("sh", "-c", "sleep 0 & echo $!; exec sleep 60").start();
        try {
            long pid =
                    Long.parseLong(parent.inputReader(StandardCharsets.US_ASCII).readLine());
            Path stat = Path.of("/proc/" + pid + "/stat");
            Awaitility.await("it has ended").atMost(Duration.ofSeconds(20)).until(() -> Files.readString(stat)
                    .contains(") Z "));
            String[] fields = Files.readString(stat).replaceFirst(".*\\) ", "").split(" ");
            Holder ended = other(pid, Long.parseLong(fields[19]));
            assertEquals(pid, Holder.parse(ended.text()).orElseThrow().pid());
            assertTrue(ended.isDeadFor(self));
        } finally {
            parent.destroy();
        }
    }
}
