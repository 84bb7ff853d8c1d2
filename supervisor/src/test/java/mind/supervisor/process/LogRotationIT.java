package mind.supervisor.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRotationIT {
    @TempDir
    private Path folder;

    @Test
    void a_log_that_somebody_empties_while_it_is_copied_ends_the_copy_and_keeps_what_comes_then() throws Exception {
        Path log = folder.resolve("a.log");
        try (var file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(256 << 20); // sparse, and long enough to be caught half-way
        }
        var emptied = new CompletableFuture<Void>();
        new Thread(() -> {
                    try {
                        Path part = folder.resolve("a.log.part");
                        Awaitility.await()
                                .atMost(Duration.ofSeconds(30))
                                .pollDelay(Duration.ZERO)
                                .pollInterval(Duration.ofMillis(1))
                                .until(() -> Files.exists(part) && Files.size(part) > 0);
                        try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
                            file.truncate(0);
                        }
                        Files.writeString(log, "after\n", StandardOpenOption.APPEND);
                        emptied.complete(null);
                    } catch (Exception e) {
                        emptied.completeExceptionally(e);
                    }
                })
                .start();
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> new LogRotation().look(log, 1 << 20, 3));
        emptied.get(30, TimeUnit.SECONDS);
        assertEquals("after\n", Files.readString(log));
    }
}
