package mind.worker.persist;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToIntFunction;
import mind.protocol.EngineStatus;
import mind.worker.dynamics.Engine;
import mind.worker.graph.MindGraph;
import mind.worker.lease.Tenure;
import mind.worker.link.CitizenLog;
import mind.worker.link.Link;
import mind.worker.link.Retry;
import mind.worker.loop.TickLoop;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Writes a running mind back to its graph, on a thread of its own: what has moved enough at least once an interval, and
 * everything that differs when {@link #flush} is asked for. The tick thread only copies values out; no failure reaches it,
 * and what could not be written stays due.
 */
/*
 * Waiting: the thread looks each half interval. It writes when an interval has passed since it last did and there are rows
 * for a batch, or when rows were already held back once for a fuller one. So no row waits longer than an interval.
 */
public final class Writeback implements AutoCloseable {
    private static final long SCAN_SECONDS = 15; // longest wait for the tick thread
    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    private static final String OVER = "nothing is written any more";

    private final PersistSettings settings;
    private final MindGraph graph;
    private final TickLoop loop;
    private final GraphWriter writer;
    private final Tenure tenure;
    private final CitizenLog log;
    private final Runnable onGraphGone;
    private final List<Table> tables;
    private final Recent recent = new Recent();
    private final Retry retry;
    private final Thread thread = new Thread(this::work, "persist");

    private Optional<CompletableFuture<Flushed>> asked = Optional.empty(); // guarded by this; all who wait share it
    private boolean closed; // guarded by this
    private boolean outage; // whether the last attempt failed
    private boolean heldBack;
    private boolean allDue; // everything that differs was asked for and is not all written yet
    private long writtenNanos = System.nanoTime();

    private volatile int due;
    private volatile long written;
    private volatile long failures;
    private volatile long fenced;
    private volatile long missing;
    private volatile long lastMillis;
    private volatile String lastError = "";

    /** What a flush wrote. */
    public record Flushed(int nodes, int links, int others, long millis) {}

    /**
     * @param graph       as it was just loaded, before the first tick
     * @param link        a connection of its own to FalkorDB
     * @param source      the graph's name in FalkorDB
     * @param citizen     the name the lease goes by
     * @param onGraphGone run once if the graph does not exist any more
     */
    public Writeback(
            PersistSettings settings,
            MindGraph graph,
            TickLoop loop,
            Link link,
            String source,
            String citizen,
            Tenure tenure,
            CitizenLog log,
            Runnable onGraphGone) {
        this.settings = settings;
        this.graph = graph;
        this.loop = loop;
        this.writer = new GraphWriter(link, source, citizen, tenure);
        this.tenure = tenure;
        this.log = log;
        this.onGraphGone = onGraphGone;
        this.tables = tables(graph);
        this.retry = new Retry(log, "The mind is written back again", FIRST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
        thread.setDaemon(true);
    }

    /** What is written, in this order. */
    static List<Table> tables(MindGraph graph) {
        return List.of(
                new NodeTable(graph),
                new LinkTable(graph),
                new SubentityTable(graph),
                new CoactivationTable(graph),
                new LearningTable(graph),
                new LinkLearningTable(graph));
    }

    public void start() {
        thread.start();
    }

    /** Writes everything that differs; the outcome fails with the reason if it can't be written now. */
    public synchronized CompletableFuture<Flushed> flush() {
        var outcome = asked.orElseGet(CompletableFuture::new);
        if (closed || !thread.isAlive()) {
            outcome.completeExceptionally(new IllegalStateException(OVER));
        } else if (!settings.enabled()) {
            outcome.completeExceptionally(new IllegalStateException("writing back is off (MP_PERSIST_ENABLED)"));
        } else {
            asked = Optional.of(outcome);
            notifyAll();
        }
        return outcome;
    }

    /** Flushes, trying again until it is done or {@code limit} has passed; answers whether all is stored. */
    public boolean flush(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (settings.enabled() && !tenure.over()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            try {
                flush().get(left, TimeUnit.NANOSECONDS);
                return true;
            } catch (TimeoutException e) {
                return false;
            } catch (ExecutionException e) {
                Thread.sleep(Math.min(200, Math.max(1, left / 1_000_000)));
            }
        }
        return !settings.enabled();
    }

    /** Counts on where {@code other} ended, which this one takes over from. */
    public void follow(Writeback other) {
        written += other.written;
        failures += other.failures;
        fenced += other.fenced;
        missing += other.missing;
    }

    public EngineStatus.Persistence status() {
        return new EngineStatus.Persistence(
                settings.enabled(),
                settings.minBatch(),
                settings.intervalSeconds(),
                due,
                written,
                failures,
                lastError,
                lastMillis);
    }

    /** The settings of a worker that has nothing to write yet. */
    public static EngineStatus.Persistence idle(PersistSettings settings) {
        return new EngineStatus.Persistence(
                settings.enabled(), settings.minBatch(), settings.intervalSeconds(), 0, 0, 0, "", 0);
    }

    /** Batches the server refused because of their epoch. */
    public long fenced() {
        return fenced;
    }

    /** Rows whose node or link is not in the graph any more. */
    public long missing() {
        return missing;
    }

    private void work() {
        long pause = halfInterval();
        try {
            while (!tenure.over()) {
                await(pause);
                pause = settings.enabled()
                        ? attempt(taken())
                        : settings.interval().toMillis();
            }
        } catch (InterruptedException e) {
            // closed
        } finally {
            refuseAll(OVER);
        }
    }

    /** Waits for someone to ask, at most {@code millis}; ends by an interrupt once closed. */
    private synchronized void await(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (!closed && asked.isEmpty()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        if (closed) {
            throw new InterruptedException("closed");
        }
    }

    private synchronized Optional<CompletableFuture<Flushed>> taken() {
        var waiting = asked;
        asked = Optional.empty();
        return waiting;
    }

    /** One look, and what follows from it; answers the pause before the next. */
    private long attempt(Optional<CompletableFuture<Flushed>> waiting) throws InterruptedException {
        if (!tenure.current()) {
            return failed("the lease is not confirmed at the moment", waiting);
        }
        try {
            allDue |= waiting.isPresent();
            Flushed flushed = look(allDue);
            allDue = false;
            retry.worked();
            lastError = "";
            waiting.ifPresent(one -> one.complete(flushed));
            return halfInterval();
        } catch (GraphWriter.Fenced e) {
            fenced = fenced + 1;
            return failed("writing was refused: " + e.getMessage(), waiting);
        } catch (GraphWriter.GraphGone e) {
            onGraphGone.run();
            return failed(e.getMessage(), waiting);
        } catch (JedisException e) {
            outage = true;
            return failed(writer.trouble(e), waiting);
        } catch (ExecutionException | TimeoutException e) {
            return failed("the engine did not hand out its values: " + e, waiting);
        } catch (InterruptedException e) { // closed
            waiting.ifPresent(one -> one.completeExceptionally(new IllegalStateException(OVER)));
            throw e;
        } catch (RuntimeException e) { // an answer that makes no sense fails anyhow, and must not end this thread
            outage = true;
            writer.beginAnew();
            return failed(writer.trouble(e), waiting);
        }
    }

    private long failed(String trouble, Optional<CompletableFuture<Flushed>> waiting) {
        failures = failures + 1;
        lastError = trouble;
        waiting.ifPresent(one -> one.completeExceptionally(new IllegalStateException(trouble)));
        return tenure.over() ? 0 : retry.failed("The mind is not written back: " + trouble);
    }

    private long halfInterval() {
        long half = settings.interval().toMillis() / 2;
        return Math.max(20, half - ThreadLocalRandom.current().nextLong(half / 10 + 1)); // jitter only shortens
    }

    private Flushed look(boolean all)
            throws InterruptedException, ExecutionException, TimeoutException, GraphWriter.Fenced,
                    GraphWriter.GraphGone {
        long start = System.nanoTime();
        writer.check(); // also when nothing is due: an outage must be noticed while its last rows are still known
        if (outage) {
            outage = false;
            int again = recent.forget();
            if (again > 0) {
                log.info(again + " rows written shortly before the outage are written again");
            }
        }
        recent.answered(System.nanoTime());
        if (!all) {
            due = count();
            boolean interval = start - writtenNanos >= settings.interval().toNanos() * 9 / 10;
            if (due == 0 || !heldBack && !(interval && due >= settings.minBatch())) {
                heldBack = due > 0;
                return new Flushed(0, 0, 0, 0);
            }
        }
        int[] rows = new int[tables.size()];
        for (int t = 0; t < rows.length; t++) {
            rows[t] = write(tables.get(t), all);
        }
        heldBack = false;
        writtenNanos = System.nanoTime();
        lastMillis = System.currentTimeMillis();
        due = 0;
        int others = 0;
        for (int t = 2; t < rows.length; t++) {
            others += rows[t];
        }
        return new Flushed(rows[0], rows[1], others, (System.nanoTime() - start) / 1_000_000);
    }

    private int count() throws InterruptedException, ExecutionException, TimeoutException {
        int rows = 0;
        for (Table table : tables) {
            int place = 0;
            do {
                int from = place;
                place = onTick(engine -> table.count(engine, from));
                rows += table.rows;
            } while (place < table.places);
        }
        return rows;
    }

    private int write(Table table, boolean all)
            throws InterruptedException, ExecutionException, TimeoutException, GraphWriter.Fenced,
                    GraphWriter.GraphGone {
        int total = 0;
        int place = 0;
        do {
            place = scan(table, place, all);
            if (table.rows > 0) {
                long found = writer.write(table.statement());
                for (int row = 0; row < table.rows; row++) {
                    table.stored(row);
                }
                recent.wrote(table, System.nanoTime());
                written = written + found;
                total += (int) found;
                due = Math.max(0, due - table.rows);
                if (found != table.rows) {
                    missing(table);
                }
            }
        } while (place < table.places);
        return total;
    }

    private int scan(Table table, int place, boolean all)
            throws InterruptedException, ExecutionException, TimeoutException {
        return onTick(engine -> table.scan(engine, place, all));
    }

    /** Has {@code look} taken between two ticks, by which the graph may have got another engine and writer. */
    private int onTick(ToIntFunction<Engine> look) throws InterruptedException, ExecutionException, TimeoutException {
        return loop.submit(engine -> {
                    if (engine.graph() != graph) {
                        throw new IllegalStateException("another graph has taken over");
                    }
                    return look.applyAsInt(engine);
                })
                .get(SCAN_SECONDS, TimeUnit.SECONDS);
    }

    /** Finds out which rows of the buffer have nothing in the graph, says so once, and leaves them alone from then on. */
    private void missing(Table table) {
        Set<Long> there = new HashSet<>();
        for (Object row : writer.read(table.presence())) {
            there.add((Long) ((List<?>) row).get(0));
        }
        List<String> named = new ArrayList<>();
        int gone = 0;
        for (int row = 0; row < table.rows; row++) {
            if (!there.contains(table.internalId(table.place[row]))) {
                gone++;
                table.drop(table.place[row]);
                if (named.size() < 5) {
                    named.add(table.name(table.place[row]));
                }
            }
        }
        missing = missing + gone;
        if (gone == 0) {
            return; // something came back meanwhile, or a pair lacks its other half
        }
        log.warn(gone + " " + table.what() + " are not in the graph any more and are not written from now on, such as "
                + String.join(", ", named) + "; reload to take the graph as it is");
    }

    private synchronized void refuseAll(String why) {
        closed = true;
        taken().ifPresent(one -> one.completeExceptionally(new IllegalStateException(why)));
    }

    /** Stops writing at once, also in the middle of a wait for the server; {@link #flush} first where it matters. */
    @Override
    public void close() {
        refuseAll(OVER);
        writer.close();
        thread.interrupt();
    }
}
