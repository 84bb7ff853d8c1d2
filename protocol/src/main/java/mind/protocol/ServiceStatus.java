package mind.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * What a service tells its supervisor, in a small file renamed into place each second and at each change.
 *
 * @param service its name
 * @param pid     its process
 * @param state   what it is doing
 * @param reason  why, where the state needs one; else empty
 * @param beat    rises by one each time it is written; a beat that stands still means a process that is stuck
 * @param percent of its start, 0 to 100; null when it is not starting
 * @param engine  the engine's own status; null for other services
 */
public record ServiceStatus(
        String service, long pid, State state, String reason, long beat, Integer percent, EngineStatus engine) {
    /** A service that gives no reason has none. */
    public ServiceStatus {
        reason = reason == null ? "" : reason;
    }

    /** Replaces {@code file} as a whole, so that a reader sees the old or the new, never a part. */
    public void write(Path file) throws IOException {
        AtomicFile.write(file, WireJson.MAPPER.writeValueAsBytes(this));
    }

    /** The status in {@code file}, or empty where there is none. */
    public static Optional<ServiceStatus> read(Path file) throws IOException {
        try {
            return Optional.ofNullable(WireJson.MAPPER.readValue(Files.readAllBytes(file), ServiceStatus.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Files that readers see whole or not at all. */
    public static final class AtomicFile {
        private AtomicFile() {}

        /** Writes beside {@code file} and renames into place; no fsync: a reader is another process, not a reboot. */
        public static void write(Path file, byte[] bytes) throws IOException {
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.write(part, bytes);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
