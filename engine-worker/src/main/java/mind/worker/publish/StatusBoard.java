package mind.worker.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import mind.protocol.EngineStatus;
import mind.protocol.GraphName;
import mind.protocol.ServiceStatus;
import mind.protocol.State;
import mind.worker.link.CitizenLog;

/**
 * How this worker is, for everyone who asks: written to the status file each second and at each change, and said on the
 * lifecycle channel as often. Any thread may use it.
 */
public final class StatusBoard implements AutoCloseable {
    private static final long PERIOD_NANOS = 1_000_000_000;
    private static final long PROGRESS_NANOS = 250_000_000; // between two reports of progress

    private final GraphName name;
    private final String service;
    private final Optional<Path> file;
    private final EngineStatus.Persistence idle;
    private final CitizenLog log;
    private final Thread thread = new Thread(this::beat, "status");

    private State state = State.STARTING; // these are guarded by this
    private String reason = "";
    private EngineStatus.Progress progress;
    private long progressNanos;

    private final Object writing = new Object(); // so that whoever changes something does not wait for a file
    private long beat; // these are guarded by it
    private boolean fileFailed;

    private volatile boolean due; // something has changed since it was told last
    private volatile boolean closed;
    private volatile UnaryOperator<EngineStatus> engine = UnaryOperator.identity();
    private volatile Supplier<Map<String, Long>> counters = Map::of;
    private volatile Runnable onChange = () -> {};
    private volatile Runnable onBeat = () -> {};

    /** @param idle what is said of writing back while there is nothing to write */
    public StatusBoard(
            GraphName name, String service, Optional<Path> file, EngineStatus.Persistence idle, CitizenLog log) {
        this.name = name;
        this.service = service;
        this.file = file;
        this.idle = idle;
        this.log = log;
        thread.setDaemon(true);
    }

    /**
     * Begins to beat.
     *
     * @param change run at each change and each second, soon after the file is written
     * @param second run once a second, for whatever must be looked after that often
     */
    public void start(Runnable change, Runnable second) {
        onChange = change;
        onBeat = second;
        thread.start();
    }

    /** Sets what this worker is doing, and why where that needs a reason. Once it stops, only that it has stopped. */
    public void state(State newState, String newReason) {
        synchronized (this) {
            if (state == newState && reason.equals(newReason) || ending() && newState != State.STOPPED) {
                return;
            }
            state = newState;
            reason = newReason;
            if (newState != State.LOADING) {
                progress = null;
            }
        }
        changed(newState);
    }

    /** Sets how far loading is, and that it is loading. Told at most four times a second. */
    public void progress(EngineStatus.Progress newProgress) {
        synchronized (this) {
            if (ending()) {
                return; // a load that goes on until its process ends
            }
            boolean first = state != State.LOADING || progress == null;
            state = State.LOADING;
            reason = "";
            boolean phase = first || !progress.phase().equals(newProgress.phase());
            progress = newProgress;
            long now = System.nanoTime();
            if (!phase && now - progressNanos < PROGRESS_NANOS) {
                return;
            }
            progressNanos = now;
        }
        changed(State.LOADING);
    }

    private boolean ending() {
        return state == State.STOPPING || state == State.STOPPED;
    }

    /** Who completes the status while an engine runs. */
    public void engine(UnaryOperator<EngineStatus> completes) {
        engine = completes;
    }

    /** What is counted whether or not an engine runs. */
    public void counters(Supplier<Map<String, Long>> counted) {
        counters = counted;
    }

    /** No engine runs any more. */
    public void noEngine() {
        engine = UnaryOperator.identity();
    }

    public synchronized State state() {
        return state;
    }

    /** State and reason as one line for someone who was refused. */
    public synchronized String why() {
        String what = progress == null ? state.word() : state.word() + " " + progress.percent() + " %";
        return name.citizen() + " is " + what + (reason.isEmpty() ? "" : ": " + reason);
    }

    /** The whole status at this moment. */
    public EngineStatus status() {
        EngineStatus base;
        synchronized (this) {
            base = new EngineStatus(
                    name.citizen(),
                    name.graph(),
                    name.level().name(),
                    state,
                    reason,
                    progress,
                    runningState(),
                    0,
                    0,
                    0,
                    List.of(),
                    counters.get(),
                    0,
                    0,
                    1,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    "dormant",
                    null,
                    idle,
                    0);
        }
        return engine.apply(base);
    }

    private String runningState() {
        return switch (state) {
            case LOADING -> reason.isEmpty() ? "loading" : "load_failed";
            case RUNNING, DEGRADED -> "running";
            case STARTING, BLOCKED, STOPPING, STOPPED, BACKOFF, QUARANTINED, EXITED, EMPTY, UNKNOWN -> "stopped";
        };
    }

    /**
     * Whoever changes something goes on at once, for the first status costs a cold JVM a tenth of a second; but what a
     * stopping worker says last is told before it ends.
     */
    private void changed(State now) {
        if (now == State.STOPPING || now == State.STOPPED || !thread.isAlive()) {
            tell();
        } else {
            due = true;
            LockSupport.unpark(thread);
        }
    }

    private void tell() {
        write();
        onChange.run();
    }

    private void beat() {
        long next = System.nanoTime();
        while (!closed) {
            boolean second = System.nanoTime() - next >= 0;
            try {
                due = false;
                tell();
                if (second) {
                    onBeat.run();
                }
            } catch (RuntimeException e) {
                log.fault("the status could not be told", e);
            }
            if (second) {
                next = Math.max(next, System.nanoTime() - PERIOD_NANOS) + PERIOD_NANOS; // late ones are left out
            }
            for (long pause = next - System.nanoTime();
                    pause > 0 && !due && !closed;
                    pause = next - System.nanoTime()) {
                LockSupport.parkNanos(pause);
            }
        }
    }

    private void write() {
        if (file.isEmpty()) {
            return;
        }
        synchronized (writing) {
            EngineStatus status = status();
            Integer percent =
                    status.progress() == null ? null : status.progress().percent();
            var whole = new ServiceStatus(
                    service, ProcessHandle.current().pid(), status.state(), status.reason(), ++beat, percent, status);
            try {
                whole.write(file.get());
                fileFailed = false;
            } catch (IOException e) {
                if (!fileFailed) {
                    log.warn("Status file " + file.get() + " can't be written: " + e.getMessage()
                            + "; going on without it (MIND_STATUS_FILE)");
                }
                fileFailed = true;
            }
        }
    }

    /** Stops the beat; what was written last stays. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
