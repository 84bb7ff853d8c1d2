package mind.supervisor.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import mind.protocol.ServiceStatus;
import mind.protocol.WireJson;

/**
 * What is known on disk of a service's process, so that the next supervisor finds it. Written before its program runs, and
 * again when it has become ready.
 *
 * @param service     its name
 * @param token       unique to this start; the process has it in its environment as {@code MIND_START}
 * @param pid         its number and process group
 * @param startTicks  when it began
 * @param bootId      on which start of the machine
 * @param fingerprint of what it was started with
 * @param startedMs   when its process was made, epoch milliseconds
 * @param wasReady    whether it had become ready
 * @param graph       an engine's graph; empty for others
 */
public record ChildRecord(
        String service,
        String token,
        long pid,
        long startTicks,
        String bootId,
        String fingerprint,
        long startedMs,
        boolean wasReady,
        String graph) {

    /** A new start of {@code service} by the process {@code id}. */
    static ChildRecord of(String service, String fingerprint, String graph, ProcessId id) {
        return new ChildRecord(
                service,
                UUID.randomUUID().toString(),
                id.pid(),
                id.startTicks(),
                id.bootId(),
                fingerprint,
                System.currentTimeMillis(),
                false,
                graph);
    }

    public ChildRecord ready() {
        return new ChildRecord(service, token, pid, startTicks, bootId, fingerprint, startedMs, true, graph);
    }

    public ProcessId id() {
        return new ProcessId(pid, startTicks, bootId);
    }

    public void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        ServiceStatus.AtomicFile.write(file, WireJson.MAPPER.writeValueAsBytes(this));
    }

    /** The record in {@code file}; one that cannot be read, or is gone meanwhile, tells nothing. */
    public static Optional<ChildRecord> find(Path file) {
        try {
            return read(file);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Optional<ChildRecord> read(Path file) throws IOException {
        try {
            return Optional.ofNullable(WireJson.MAPPER.readValue(Files.readAllBytes(file), ChildRecord.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
