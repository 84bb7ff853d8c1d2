package mind.supervisor.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import mind.protocol.ServiceStatus;
import mind.protocol.WireJson;

/** Who is not started again until somebody asks: a file a service in the state directory, so that it outlives us. */
final class Quarantine {
    private static final Logger LOG = Logger.getLogger("mind.supervisor.fleet");
    private static final int LINES = 20;

    private final Path folder;

    /**
     * @param reason   why
     * @param sinceMs  epoch milliseconds
     * @param lastExit how its last process ended
     * @param lines    the last lines of its log
     */
    record Entry(String reason, long sinceMs, String lastExit, List<String> lines) {}

    Quarantine(Path state) {
        this.folder = state.resolve("quarantine");
    }

    Entry enter(String service, String reason, String lastExit, Path log) throws IOException {
        var entry = new Entry(reason, System.currentTimeMillis(), lastExit, LogTail.of(log, LINES));
        Files.createDirectories(folder);
        ServiceStatus.AtomicFile.write(file(service), WireJson.MAPPER.writeValueAsBytes(entry));
        return entry;
    }

    Optional<Entry> find(String service) {
        try {
            return Optional.of(WireJson.MAPPER.readValue(Files.readAllBytes(file(service)), Entry.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the quarantine of " + service + " cannot be read and no longer holds", e);
            return Optional.empty();
        }
    }

    void lift(String service) {
        try {
            Files.deleteIfExists(file(service));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the quarantine of " + service + " cannot be lifted on disk", e);
        }
    }

    private Path file(String service) {
        return folder.resolve(service + ".json");
    }
}
