package mind.gateway;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Logger;
import mind.gateway.feed.RelayLoop;
import mind.protocol.ServiceStatus;
import mind.protocol.State;

/** Tells the supervisor once a second how we are. The beat is the relay loop's, so one that is stuck shows. */
final class StatusFile implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("mind.gateway");

    private final String service;
    private final Optional<Path> file;
    private final RelayLoop loop;
    private final Supplier<Optional<String>> notReady;
    private ScheduledExecutorService timer;
    private volatile boolean stopping;
    private boolean complained;

    /** @param file where; nothing is told where there is no supervisor */
    StatusFile(String service, Optional<Path> file, RelayLoop loop, Supplier<Optional<String>> notReady) {
        this.service = service;
        this.file = file;
        this.loop = loop;
        this.notReady = notReady;
    }

    void start() {
        if (file.isPresent()) {
            timer = Executors.newSingleThreadScheduledExecutor(task -> {
                var thread = new Thread(task, "status-file");
                thread.setDaemon(true);
                return thread;
            });
            timer.scheduleAtFixedRate(this::write, 0, 1, TimeUnit.SECONDS);
        }
    }

    void stopping() {
        stopping = true;
        if (timer != null) {
            write();
        }
    }

    private synchronized void write() {
        Optional<String> reason = notReady.get();
        State state = stopping ? State.STOPPING : reason.isEmpty() ? State.RUNNING : State.DEGRADED;
        try {
            new ServiceStatus(service, ProcessHandle.current().pid(), state, reason.orElse(""), loop.beat(), null, null)
                    .write(file.orElseThrow());
            complained = false;
        } catch (IOException e) {
            if (!complained) {
                complained = true;
                LOG.warning("The status file (MIND_STATUS_FILE) cannot be written: " + e);
            }
        }
    }

    @Override
    public void close() {
        if (timer != null) {
            timer.shutdownNow();
        }
    }
}
