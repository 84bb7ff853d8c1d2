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
 * What is known on disk of a service's process, so that the next supervisor finds it. Written once before the process is
 * started, without its number, and again as soon as the number is known.
 *
 * @param service     its name
 * @param token       unique to this start; the process has it in its environment as {@code MIND_START}
 * @param pid         its number and process group; 0 while it is being started
 * @param startTicks  when it began; 0 while it is being started
 * @param bootId      on which start of the machine
 * @param fingerprint of what it was started with
 * @param startedMs   epoch milliseconds
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

    static ChildRecord intent(String service, String fingerprint, String graph) {
        return new ChildRecord(
                service,
                UUID.randomUUID().toString(),
                0,
                0,
                Proc.bootId(),
                fingerprint,
                System.currentTimeMillis(),
                false,
                graph);
    }

    ChildRecord started(ProcessId id) {
        return new ChildRecord(
                service, token, id.pid(), id.startTicks(), id.bootId(), fingerprint, startedMs, wasReady, graph);
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

    static Optional<ChildRecord> read(Path file) throws IOException {
        try {
            return Optional.of(WireJson.MAPPER.readValue(Files.readAllBytes(file), ChildRecord.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
