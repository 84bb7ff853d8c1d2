package mind.supervisor.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import mind.protocol.FileTrouble;
import mind.protocol.ServiceStatus;
import mind.protocol.WireJson;

/** Who is not started again until somebody asks: a file a service in the state directory, so that it outlives us. */
final class Quarantine {
    private static final Logger LOG = Logger.getLogger("mind.supervisor.fleet");
    private static final int LINES = 20;

    private final Path folder;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>(); // as on disk, by service

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
        write(service, entry);
        return entry;
    }

    private void write(String service, Entry entry) throws IOException {
        Files.createDirectories(folder);
        ServiceStatus.AtomicFile.write(file(service), WireJson.MAPPER.writeValueAsBytes(entry));
        entries.put(service, entry);
    }

    /** Whether somebody has deleted one of them. */
    boolean isGone() {
        return entries.keySet().stream().anyMatch(service -> !Files.exists(file(service)));
    }

    /** Writes again what is gone; answers which files that were. */
    List<Path> keep() throws IOException {
        List<Path> again = new ArrayList<>();
        for (Map.Entry<String, Entry> each : entries.entrySet()) {
            if (!Files.exists(file(each.getKey()))) {
                write(each.getKey(), each.getValue());
                again.add(file(each.getKey()));
            }
        }
        return again;
    }

    Optional<Entry> find(String service) {
        try {
            Entry entry = WireJson.MAPPER.readValue(Files.readAllBytes(file(service)), Entry.class);
            entries.put(service, entry);
            return Optional.of(entry);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warning(file(service) + " cannot be read (" + FileTrouble.why(e) + "): " + service
                    + " is no longer in quarantine; delete the file, or \"mind reset " + service + "\"");
            return Optional.empty();
        }
    }

    void lift(String service) {
        entries.remove(service);
        try {
            Files.deleteIfExists(file(service));
        } catch (IOException e) {
            LOG.warning("the quarantine of " + service + " cannot be lifted on disk: " + FileTrouble.of(e));
        }
    }

    private Path file(String service) {
        return folder.resolve(service + ".json");
    }
}
