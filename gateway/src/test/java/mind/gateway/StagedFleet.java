package mind.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import mind.protocol.Fleet;
import mind.protocol.State;
import mind.protocol.WireJson;

/** A fleet file as a supervisor keeps it, in a folder of the test's own. */
final class StagedFleet implements AutoCloseable {
    private final Path folder;
    private final List<Fleet.Citizen> citizens = new ArrayList<>();

    StagedFleet(String... names) {
        try {
            folder = Files.createTempDirectory("mind-fleet");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String name : names) {
            citizens.add(citizen(name, State.STARTING, "", null));
        }
        write();
    }

    private static Fleet.Citizen citizen(String name, State state, String reason, Long nextTryMs) {
        return new Fleet.Citizen(
                name, "mind-protocol_" + name, "N1", state, reason, null, nextTryMs == null ? 0 : 2, nextTryMs);
    }

    Path file() {
        return folder.resolve(Fleet.FILE);
    }

    void set(String name, State state, String reason) {
        set(name, citizen(name, state, reason, null));
    }

    void backoff(String name, String reason, long nextTryMs) {
        set(name, citizen(name, State.BACKOFF, reason, nextTryMs));
    }

    private void set(String name, Fleet.Citizen now) {
        citizens.replaceAll(c -> c.citizen().equals(name) ? now : c);
        write();
    }

    private void write() {
        try {
            var fleet = new Fleet(
                    ProcessHandle.current().pid(), false, "", System.currentTimeMillis(), List.copyOf(citizens));
            Path fresh = folder.resolve("fresh");
            Files.write(fresh, WireJson.MAPPER.writeValueAsBytes(fleet));
            Files.move(fresh, file(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file());
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
