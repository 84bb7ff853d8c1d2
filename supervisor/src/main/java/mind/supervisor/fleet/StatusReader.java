package mind.supervisor.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import mind.protocol.ServiceStatus;

/** Looks at the status files of the services that run, often, and hands on each that is not as it was. */
final class StatusReader implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("mind.supervisor.fleet");
    private static final long LOOK_MILLIS = 50;

    private final Path folder;
    private final BiConsumer<String, ServiceStatus> news;
    private final Map<String, Seen> seen = new HashMap<>();
    private final Thread thread = new Thread(this::run, "keeper-reports");
    private volatile List<String> services = List.of();
    private volatile boolean closed;

    /** One state of a file: two may follow each other within one tick of the system's clock. */
    private record Seen(FileTime time, Object key) {}

    StatusReader(Path folder, BiConsumer<String, ServiceStatus> news) {
        this.folder = folder;
        this.news = news;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Whose files to look at from now on. */
    void watch(List<String> names) {
        services = names;
    }

    private void run() {
        while (!closed) {
            for (String service : services) {
                look(service);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void look(String service) {
        Path file = folder.resolve(service + ".json");
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            var now = new Seen(attributes.lastModifiedTime(), attributes.fileKey());
            if (!now.equals(seen.get(service))) {
                Optional<ServiceStatus> status = ServiceStatus.read(file);
                seen.put(service, now);
                status.ifPresent(told -> news.accept(service, told));
            }
        } catch (NoSuchFileException e) {
            seen.remove(service);
        } catch (IOException | RuntimeException e) { // whatever one of them writes, the others are to be heard
            LOG.log(Level.FINE, "the status of " + service + " cannot be read", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
