package mind.supervisor.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import mind.protocol.FileTrouble;
import mind.protocol.ServiceStatus;
import mind.supervisor.process.ChildRecord;
import mind.supervisor.process.Lease;

/**
 * The records in the state directory that must not go while services run: without them nobody finds the services again. What
 * somebody deletes is written again from what is known here. Whether something is gone is looked for beside the loop, as a disk
 * may take its time; what is to be done about it, which is seldom, is done on the loop, which alone knows what runs.
 */
final class StateFolder {
    private static final Logger LOG = Logger.getLogger("mind.supervisor.fleet");

    /** Written once, for all supervisors of this directory: its mark, what it was started with, its FalkorDB's port. */
    private static final List<String> LASTING = List.of("instance", "instance.json", "falkordb.port");

    private static final List<String> FOLDERS = List.of("run", "logs", "children"); // of what others write

    private final Path state;
    private final Lease lease;
    private final Quarantine quarantine;
    private final Map<String, byte[]> lasting = new ConcurrentHashMap<>();
    private boolean failed;

    StateFolder(Path state, Lease lease, Quarantine quarantine) {
        this.state = state;
        this.lease = lease;
        this.quarantine = quarantine;
    }

    /** Whether {@code name} would be written again. */
    boolean remembers(String name) {
        return lasting.containsKey(name);
    }

    /**
     * Whether something is gone; remembers the lasting files as they are now. Any thread may look.
     *
     * @param running the services that have a record
     */
    boolean isGone(List<String> running) throws IOException {
        boolean gone = FOLDERS.stream().anyMatch(folder -> !Files.isDirectory(state.resolve(folder)))
                || lease.isGone()
                || running.stream().anyMatch(service -> !Files.exists(record(service)))
                || quarantine.isGone();
        for (String name : LASTING) {
            gone |= !remember(name) && lasting.containsKey(name);
        }
        return gone;
    }

    /** Answers whether it is there. */
    private boolean remember(String name) throws IOException {
        try {
            lasting.put(name, Files.readAllBytes(state.resolve(name)));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Path record(String service) {
        return state.resolve("children").resolve(service + ".json");
    }

    /** Writes again what is gone; answers which files that were. On the loop. */
    List<Path> keep(Iterable<Service> services) {
        List<Path> again = new ArrayList<>();
        try {
            for (String folder : FOLDERS) {
                Files.createDirectories(state.resolve(folder));
            }
            if (lease.keep()) {
                again.add(state.resolve("supervisor.json"));
            }
            for (String name : LASTING) {
                if (!remember(name) && lasting.containsKey(name)) {
                    Path file = state.resolve(name);
                    ServiceStatus.AtomicFile.write(file, lasting.get(name));
                    again.add(file);
                }
            }
            for (Service service : services) {
                keep(service, again);
            }
            again.addAll(quarantine.keep());
            failed = false;
        } catch (IOException e) {
            if (!failed) { // once, until it can be written again
                LOG.warning("what is gone from " + state + " cannot be written again: " + FileTrouble.of(e));
            }
            failed = true;
        }
        return again;
    }

    private void keep(Service service, List<Path> again) throws IOException {
        if (service.child().isPresent()) {
            Path file = record(service.name());
            if (!Files.exists(file)) {
                ChildRecord record = service.child().get().record();
                (service.isReady() ? record.ready() : record).write(file);
                again.add(file);
            }
        }
    }
}
