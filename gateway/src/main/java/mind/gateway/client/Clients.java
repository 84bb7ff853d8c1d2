package mind.gateway.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import mind.gateway.feed.CitizenLog;
import mind.gateway.feed.Feed;
import mind.gateway.feed.Life;
import mind.gateway.feed.RelayLoop;
import mind.gateway.feed.SteadyClock;
import mind.gateway.heap.HeapBudget;
import mind.gateway.wire.MindWire;
import mind.gateway.wire.Topics;

/** All browsers that are connected, served in turn at each tick. The relay thread's unless a method says otherwise. */
public final class Clients {
    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long DRAIN_POLL_MILLIS = 20;
    /** However many are connected, a frame of events may be so long. */
    private static final int SHORTEST_FRAME = 32 << 10;

    private final RelayLoop loop;
    private final Feed feed;
    private final ClientLimits limits;
    private final ClientCounters counters;
    private final Gate gate;
    private final HeapBudget heap;
    private final GraphRoom graphs;
    private final OriginalStream originals;
    private final Stimuli stimuli;
    private final AtomicLong ids = new AtomicLong();
    private final Set<Connection> connections = new LinkedHashSet<>();
    private Connection[] all = {}; // the same, as a tick walks them; null once they have changed
    private final Map<CitizenLog, SharedFrames> frames = new IdentityHashMap<>();
    private final WholeFrames wholeFrames = new WholeFrames();
    private final Topics.Sets topicSets = new Topics.Sets();
    private final Folding folding = new Folding();
    private final Deliveries deliveries = new Deliveries();
    private final List<Connection> due = new ArrayList<>(); // whose frame is written next
    private final Turn serving = this::serve;
    private final Map<String, LifeFrame> lifeFrames = new HashMap<>();
    private ByteBuffer fleetFrame = ByteBuffer.allocate(0);
    private long fleetFrameVersion;
    private long lastCheckNanos;
    private int turn;
    private volatile int count;
    private volatile int largestInFlight;
    private volatile int subscriptions;
    private volatile boolean draining;

    private record LifeFrame(long version, ByteBuffer frame) {}

    public Clients(
            RelayLoop loop, Feed feed, ClientLimits limits, ClientCounters counters, Gate gate, HeapBudget heap) {
        this.graphs = new GraphRoom(heap);
        this.heap = heap;
        this.loop = loop;
        this.feed = feed;
        this.limits = limits;
        this.counters = counters;
        this.gate = gate;
        this.originals = new OriginalStream(feed, loop, counters, graphs);
        this.stimuli = new Stimuli(feed, originals, loop);
    }

    /** A socket that is about to speak {@code mind.v1}. From any thread. */
    Connection mind(Gate.Entry entry) {
        Connection connection = connection(entry);
        connection.client(new MindClient(connection, this, entry.grant()));
        return connection;
    }

    /** A socket that is about to speak the original dialect. From any thread. */
    Connection original(Gate.Entry entry, boolean wantsSnapshots, List<String> onlyCitizens) {
        Connection connection = connection(entry);
        connection.client(
                new OriginalClient(connection, this, originals, stimuli, entry.grant(), wantsSnapshots, onlyCitizens));
        return connection;
    }

    private Connection connection(Gate.Entry entry) {
        return new Connection(
                "c" + ids.incrementAndGet(), this, loop, limits, counters, entry.client(), entry.onLeave());
    }

    void entered(Connection connection) {
        connections.add(connection);
        all = null;
        connection.client().onOpen();
        count = connections.size();
        counters.connects.increment();
    }

    void left(Connection connection) {
        if (connections.remove(connection)) {
            all = null;
            count = connections.size();
            counters.disconnects.increment();
        }
    }

    /** Sockets open now. From any thread. */
    public int count() {
        return count;
    }

    /** Bytes that the slowest client has waiting in its socket's frame; never more than one frame. From any thread. */
    public int largestInFlight() {
        return largestInFlight;
    }

    /** Whether we are saying goodbye and take no new ones. From any thread. */
    public boolean isDraining() {
        return draining;
    }

    /** Serves everybody who is due. */
    public void tick(long nowNanos) {
        boolean check = nowNanos - lastCheckNanos > CHECK_NANOS;
        if (check) {
            lastCheckNanos = nowNanos;
        }
        originals.tick(nowNanos);
        folding.begin();
        if (all == null) {
            all = connections.toArray(Connection[]::new);
        }
        Connection[] now = all; // who comes or goes meanwhile is the next tick's
        int first = now.length == 0 ? 0 : (turn++ & 0x3fff_ffff) % now.length; // not always the same who come last
        for (int i = 0; i < now.length; i++) {
            Connection connection = now[first + i < now.length ? first + i : first + i - now.length];
            guard(connection, nowNanos, serving);
        }
        deliveries.write(due);
        due.forEach(connection -> guard(connection, nowNanos, Connection::wrote));
        due.clear();
        if (check) {
            int largest = 0;
            for (Connection connection : now) {
                guard(connection, nowNanos, Connection::check);
                largest = Math.max(largest, connection.inFlightBytes());
            }
            largestInFlight = largest;
        }
    }

    /** What is done for one client in its turn. */
    private interface Turn {
        void take(Connection connection, long nowNanos);
    }

    /** A fault in serving one must not keep what is due from the others. */
    private static void guard(Connection connection, long nowNanos, Turn turn) {
        try {
            turn.take(connection, nowNanos);
        } catch (RuntimeException e) {
            connection.onFault(e);
        }
    }

    /** Sends, or makes ready. */
    private void serve(Connection connection, long nowNanos) {
        if (connection.prepare(nowNanos)) {
            due.add(connection);
        } else {
            connection.pump(nowNanos, true);
        }
    }

    /** Once a second: lets go of frames and logs that nobody needs. */
    public void second() {
        subscriptions = connections.stream()
                .mapToInt(connection -> connection.client().watches().size())
                .sum();
        originals.second();
        frames.values().forEach(SharedFrames::second);
        wholeFrames.second();
        frames.keySet().removeIf(log -> !feed.isWatched(log));
        lifeFrames.keySet().removeIf(graph -> feed.lives().find(graph).isEmpty());
    }

    /** Runs {@code task} for a client that may have gone meanwhile, then sends what it left to send. From any thread. */
    void run(Connection connection, Runnable task) {
        loop.execute(() -> {
            task.run();
            connection.pump(System.nanoTime(), false);
        });
    }

    /** Has a token checked, which takes its time, off the loop; one that is no good ends the connection. */
    void checkToken(Connection connection, String token, Consumer<Gate.Grant> onGood) {
        CompletableFuture.supplyAsync(() -> gate.onToken(token, connection.remote()))
                .exceptionally(failure -> Optional.empty())
                .thenAccept(grant -> run(
                        connection,
                        () -> grant.ifPresentOrElse(
                                onGood, () -> connection.close(CloseCode.TOKEN, "the token is not valid"))));
    }

    /** Runs {@code task} on the loop after a while. From any thread. */
    void later(long delayNanos, Runnable task) {
        CompletableFuture.delayedExecutor(delayNanos, TimeUnit.NANOSECONDS, loop::execute)
                .execute(task);
    }

    SharedFrames frames(CitizenLog log) {
        return frames.computeIfAbsent(log, key -> new SharedFrames(key, folding, this::frameBytes, counters));
    }

    /** The more are connected the less: each who stalls holds one frame, and hardly two of them the same. */
    private int frameBytes() {
        long each = Math.max(SHORTEST_FRAME, heap.mostOfFrames() / Math.max(1, connections.size()));
        return (int) Math.min(limits.frameBytes(), each);
    }

    WholeFrames wholeFrames() {
        return wholeFrames;
    }

    Topics topics(List<String> names) {
        return topicSets.of(names);
    }

    long fleetVersion() {
        return feed.lives().fleetVersion();
    }

    ByteBuffer fleetFrame(Gate.Grant grant) {
        if (grant.isLimited()) {
            return fleet(feed.lives().all().stream()
                    .filter(life -> grant.mayWatch(life.graph()))
                    .toList());
        }
        if (fleetFrameVersion != fleetVersion()) {
            fleetFrameVersion = fleetVersion();
            fleetFrame = fleet(feed.lives().all());
        }
        return fleetFrame;
    }

    private ByteBuffer fleet(List<Life> lives) {
        return MindWire.fleet(feed.lives().looking(), feed.lives().reason(), lives);
    }

    ByteBuffer lifeFrame(Life life) {
        LifeFrame known = lifeFrames.get(life.graph());
        if (known == null || known.version() != life.version()) {
            known = new LifeFrame(life.version(), MindWire.lifecycle(life, SteadyClock.millis()));
            lifeFrames.put(life.graph(), known);
        }
        return known.frame();
    }

    Feed feed() {
        return feed;
    }

    ClientLimits limits() {
        return limits;
    }

    /** What original-dialect sockets' graphs take. */
    public GraphRoom graphs() {
        return graphs;
    }

    public ClientCounters counters() {
        return counters;
    }

    /** What each open socket is and how it does, for an administrator. From any thread. */
    public CompletableFuture<List<ObjectNode>> describe() {
        var told = new CompletableFuture<List<ObjectNode>>();
        loop.execute(() ->
                told.complete(connections.stream().map(Connection::describe).toList()));
        return told;
    }

    /** Closes the client called {@code id}; answers whether there was one. From any thread. */
    public CompletableFuture<Boolean> kick(String id) {
        var done = new CompletableFuture<Boolean>();
        loop.execute(() -> {
            List<Connection> named = connections.stream()
                    .filter(connection -> connection.id().equals(id))
                    .toList();
            named.forEach(
                    connection -> connection.close(CloseCode.FORBIDDEN, "an administrator closed this connection"));
            done.complete(!named.isEmpty());
        });
        return done;
    }

    /** Citizens watched, counted once for each client that watches them. The relay thread publishes it each second. */
    public int subscriptions() {
        return subscriptions;
    }

    Gate gate() {
        return gate;
    }

    /**
     * Says goodbye to everybody with 1012, spread over {@code spread} so that they come back one by one, and waits until
     * all have gone or {@code longest} has passed; who is left then is cut off. From any thread but the relay's.
     */
    public void drain(Duration spread, Duration longest) {
        draining = true;
        long deadline = System.nanoTime() + longest.toNanos();
        loop.execute(() -> connections.forEach(connection -> later(
                ThreadLocalRandom.current().nextLong(Math.max(1, spread.toNanos())),
                () -> connection.close(CloseCode.RESTART, "the gateway restarts: come back"))));
        try {
            while (count > 0 && System.nanoTime() - deadline < 0) {
                TimeUnit.MILLISECONDS.sleep(DRAIN_POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.execute(() -> {
            connections.forEach(Connection::abort);
            deliveries.close();
        });
    }
}
