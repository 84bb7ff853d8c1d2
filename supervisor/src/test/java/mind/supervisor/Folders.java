package mind.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import org.awaitility.Awaitility;

/** Folders of tests, which others may write to while they are taken away. */
public final class Folders {
    private Folders() {}

    /** Deletes {@code folder} with all it holds, again while something is still being written there. */
    public static void delete(Path folder) {
        Awaitility.await(folder + " to be gone")
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .until(() -> deleted(folder));
    }

    private static boolean deleted(Path folder) {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // what has come or gone since it was listed
        }
        return !Files.exists(folder);
    }
}
