package mind.supervisor.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Logger;
import mind.protocol.FileTrouble;
import mind.protocol.Fleet;
import mind.protocol.GraphName;
import mind.protocol.ServiceStatus;
import mind.protocol.WireJson;

/**
 * Keeps {@code fleet.json} as the citizens are, for the gateway and for the next supervisor. Changes within a few
 * milliseconds are written once.
 */
final class FleetWriter {
    private static final Logger LOG = Logger.getLogger("mind.supervisor.fleet");
    private static final Duration TOGETHER = Duration.ofMillis(20);

    private final Loop loop;
    private final Path file;
    private final Supplier<Fleet> fleet;
    private boolean due;
    private boolean failed;
    private List<Fleet.Citizen> written;
    private String writtenHead = "";

    FleetWriter(Loop loop, Path state, Supplier<Fleet> fleet) {
        this.loop = loop;
        this.file = state.resolve(Fleet.FILE);
        this.fleet = fleet;
    }

    /** The citizens the last supervisor knew. */
    List<Fleet.Citizen> lastKnown() {
        try {
            Fleet known = WireJson.MAPPER.readValue(Files.readAllBytes(file), Fleet.class);
            return known == null || known.citizens() == null ? List.of() : known.citizens();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            LOG.warning(file + " cannot be read; citizens are looked for anew: " + FileTrouble.of(e));
            return List.of();
        }
    }

    static Fleet.Citizen citizen(ServiceView view) {
        GraphName graph = view.graph().orElseThrow();
        Long nextTryMs = view.nextTry()
                .map(wait -> (System.currentTimeMillis() + wait.toMillis()) / 100 * 100)
                .orElse(null);
        Integer percent = view.percent().isPresent() ? view.percent().getAsInt() : null;
        return new Fleet.Citizen(
                graph.citizen(),
                graph.graph(),
                graph.level().name(),
                view.state(),
                view.reason(),
                percent,
                view.restarts(),
                nextTryMs);
    }

    void changed() {
        if (!due) {
            due = true;
            loop.after(TOGETHER, this::write);
        }
    }

    /** Its file is gone: it is written though nothing has changed. */
    void again() {
        writtenHead = "";
        changed();
    }

    void write() {
        due = false;
        Fleet now = fleet.get();
        String head = now.pid() + "/" + now.looking() + "/" + now.reason();
        if (now.citizens().equals(written) && head.equals(writtenHead)) {
            return;
        }
        try {
            ServiceStatus.AtomicFile.write(file, WireJson.MAPPER.writeValueAsBytes(now));
            written = now.citizens();
            writtenHead = head;
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                LOG.warning(file + " cannot be written; the gateway does not see changes: " + FileTrouble.of(e));
            }
            failed = true;
        }
    }
}
