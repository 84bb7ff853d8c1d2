package mind.worker.life;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import mind.protocol.EngineStatus;
import mind.protocol.GraphName;
import mind.protocol.State;
import mind.worker.lease.Lease;
import mind.worker.lease.Tenure;
import mind.worker.link.CitizenLog;
import mind.worker.link.Retry;
import mind.worker.load.GraphLoader;
import mind.worker.publish.Feed;
import mind.worker.publish.Speaker;
import mind.worker.publish.StatusBoard;

/**
 * What a worker does all its life: get the lease, load the graph, run the engine, and begin again when the lease is lost
 * or the graph is gone. No trouble ends it; only {@link #stop} does.
 */
public final class CitizenLife {
    private static final Duration TELL_LIMIT = Duration.ofMillis(500);
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final Duration RELOAD_FLUSH = Duration.ofSeconds(5);
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    private final GraphName name;
    private final EngineParts parts;
    private final Lease lease;
    private final GraphLoader loader;
    private final Speaker speaker;
    private final CitizenLog log;
    private final StatusBoard board;
    private final BlockingQueue<Call> calls = new ArrayBlockingQueue<>(16);
    private volatile Session session;
    private volatile boolean stopping;
    private volatile Thread thread;

    /** What others may call out to this life. */
    private enum Call {
        LEASE_LOST,
        GRAPH_GONE,
        RELOAD,
        STOP
    }

    public CitizenLife(EngineParts parts, Lease lease, GraphLoader loader, StatusBoard board) {
        this.parts = parts;
        this.name = parts.name();
        this.speaker = parts.speaker();
        this.log = parts.log();
        this.lease = lease;
        this.loader = loader;
        this.board = board;
    }

    /** Lives, on the calling thread, until stopped. */
    public void run() {
        thread = Thread.currentThread();
        var faults = new Retry(log, "The worker has recovered", FIRST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
        while (!stopping) {
            try {
                oneTenure();
                faults.worked();
            } catch (InterruptedException e) {
                // stopping, as the loop's condition says
            } catch (RuntimeException | ExecutionException e) {
                log.fault("a fault of the worker's own", e);
                end();
                lease.release();
                board.state(State.BACKOFF, "a fault of the worker's own: " + e);
                pause(faults.failed("The worker begins anew after a fault"));
            }
        }
    }

    private void oneTenure() throws InterruptedException, ExecutionException {
        board.state(State.STARTING, "");
        Tenure tenure = lease.obtain(wait -> board.state(wait.held() ? State.BLOCKED : State.STARTING, wait.reason()));
        calls.clear();
        speaker.begin(tenure);
        while (!stopping && !tenure.over()) {
            Optional<GraphLoader.Loaded> loaded = load(tenure);
            if (loaded.isPresent()) {
                runEngine(tenure, loaded.get());
            }
        }
        if (!stopping) {
            board.state(State.BLOCKED, "lost the lease; waiting to get it again");
        }
    }

    /** Loads the graph, however long it takes to come; empty if the tenure ended meanwhile. */
    private Optional<GraphLoader.Loaded> load(Tenure tenure) throws InterruptedException {
        var failures = new Retry(log, "FalkorDB answers again", FIRST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
        var nothing = new Retry(log, "There is a graph now", FIRST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
        while (!stopping && !tenure.over()) {
            long pause;
            try {
                if (board.state() != State.EMPTY) {
                    board.progress(new EngineStatus.Progress("connecting", 0, 0, 0));
                }
                GraphLoader.Loaded loaded =
                        loader.load(name, board.state() == State.EMPTY ? progress -> {} : board::progress);
                failures.worked();
                if (loaded.graph().nodes.count > 0) {
                    nothing.worked();
                    return Optional.of(loaded);
                }
                String reason = loaded.exists()
                        ? "graph \"" + loaded.source() + "\" has no nodes; seed or import it, it is loaded when it has"
                        : "no graph \"" + name.graph()
                                + "\"; seed or import it, or correct the name, it is loaded when it comes";
                board.state(State.EMPTY, reason);
                pause = nothing.failed(reason);
            } catch (IOException e) {
                board.state(State.LOADING, e.getMessage());
                pause = failures.failed(e.getMessage());
            }
            calls.poll(pause, TimeUnit.MILLISECONDS); // whatever is called, looking again is the answer
        }
        return Optional.empty();
    }

    private void runEngine(Tenure tenure, GraphLoader.Loaded loaded) throws InterruptedException, ExecutionException {
        if (!loaded.source().equals(name.graph())) {
            log.info("Uses the graph \"" + loaded.source() + "\", because there is no \"" + name.graph() + "\"");
        }
        log.info("Loaded " + loaded.graph().subentities.count + " subentities from FalkorDB");
        var next = new Session(parts, tenure, loaded, () -> calls.offer(Call.GRAPH_GONE));
        giveBack();
        next.start();
        session = next;
        board.engine(next::status);
        log.info("Engine created");
        board.state(State.RUNNING, "");
        try {
            while (!stopping && !tenure.over()) {
                Call call = calls.poll(1, TimeUnit.SECONDS);
                if (call == Call.RELOAD && !reload(next)) {
                    return;
                }
                if (call == Call.GRAPH_GONE) {
                    speaker.reset("the graph is gone", Feed.SILENT);
                    return;
                }
            }
        } finally {
            if (!stopping) {
                end();
            }
        }
    }

    /** Loads the graph anew under the running engine; false if there is none any more. */
    private boolean reload(Session running) throws InterruptedException, ExecutionException {
        try {
            running.mind().writeback().flush(RELOAD_FLUSH); // so that what is loaded is what it has come to
            GraphLoader.Loaded loaded = loader.load(name, progress -> {});
            if (loaded.graph().nodes.count == 0) {
                speaker.reset("the graph is gone", Feed.SILENT);
                return false;
            }
            running.replace(loaded);
            giveBack();
            log.info("Loaded " + loaded.graph().subentities.count + " subentities from FalkorDB");
        } catch (IOException e) {
            log.warn("The graph was not loaded anew, the engine goes on as it is: " + e.getMessage());
        }
        return true;
    }

    /** What loading needed goes back to the machine: a heap shrinks only where it is collected whole, which is rare. */
    private static void giveBack() {
        System.gc();
    }

    private void end() {
        Session ended = session;
        session = null;
        board.noEngine();
        if (ended != null) {
            ended.close();
        }
    }

    private void pause(long millis) {
        try {
            calls.poll(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // stopping, as the loop's condition says
        }
    }

    /** The engine that runs, if one does. */
    public Optional<Session> session() {
        return Optional.ofNullable(session);
    }

    /** The lease has gone to another worker. */
    public void leaseLost() {
        calls.offer(Call.LEASE_LOST);
    }

    /** Loads the graph anew, or looks for it at once where there was none. */
    public void reload() {
        calls.offer(Call.RELOAD);
    }

    /** Ends everything in order, within {@code limit}; called by another thread. */
    public void stop(Duration limit) {
        stopping = true;
        board.state(State.STOPPING, "");
        calls.offer(Call.STOP);
        try {
            speaker.drain(TELL_LIMIT);
            Session running = session;
            if (running != null && !running.finish(limit.minus(TELL_LIMIT.multipliedBy(2)))) {
                EngineStatus.Persistence left = running.mind().writeback().status();
                log.warn("Stops with changes that could not be written: " + left.lastError());
            }
            board.state(State.STOPPED, "");
            speaker.drain(TELL_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.info("Stopped");
        Thread own = thread;
        if (own != null) {
            own.interrupt();
        }
        lease.release();
    }
}
