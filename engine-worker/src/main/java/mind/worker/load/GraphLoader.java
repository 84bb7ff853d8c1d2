package mind.worker.load;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Logger;
import mind.protocol.EngineStatus;
import mind.protocol.GraphName;
import mind.protocol.ServerAddress;
import mind.worker.graph.MindGraph;

/**
 * Reads one graph from FalkorDB into arrays: only the columns that are needed, in windows of internal ids (the one form
 * whose plan seeks), straight from the socket. The rows received are compared with the server's own counts.
 */
public final class GraphLoader {
    private static final Logger LOG = Logger.getLogger("mind.worker.load");
    private static final Duration ATTEMPT = Duration.ofSeconds(60);

    private final ServerAddress server;
    private final int window;
    private final Duration attempt;

    public GraphLoader(ServerAddress server) {
        this(server, 4096);
    }

    /** @param window node ids a query covers */
    GraphLoader(ServerAddress server, int window) {
        this(server, window, ATTEMPT);
    }

    /** @param attempt longest time for a load; its queries end with it, in the server too */
    GraphLoader(ServerAddress server, int window, Duration attempt) {
        this.server = server;
        this.window = window;
        this.attempt = attempt;
    }

    /**
     * Loads the graph of {@code name}; where it does not exist, one of its legacy names. Never creates a graph.
     *
     * @param progress told at each phase and at least every 250 ms while rows come; percent never falls
     * @throws IOException     where the server cannot be reached, cuts the graph short, or takes over 60 s; the message
     *                         says which
     */
    public Loaded load(GraphName name, Consumer<EngineStatus.Progress> progress) throws IOException {
        long start = System.nanoTime();
        LoadProgress told = new LoadProgress(progress);
        long deadline = start + attempt.toNanos();
        try (FalkorConnection connection = FalkorConnection.open(server, deadline, told::moment)) {
            return read(connection, () -> FalkorConnection.open(server, deadline, told::moment), name, told, start);
        } catch (IOException e) {
            throw new IOException(reason(name, e), e);
        }
    }

    private Loaded read(
            FalkorConnection connection, GraphLoad.Second second, GraphName name, LoadProgress told, long start)
            throws IOException {
        try {
            Optional<String> graph = choose(name, connection.graphs());
            if (graph.isEmpty()) {
                return new Loaded(MindGraph.empty(), name.graph(), false, millisSince(start));
            }
            MindGraph loaded = new GraphLoad(connection, second, graph.get(), window, told).run();
            return new Loaded(loaded, graph.get(), true, millisSince(start));
        } catch (RespReader.RefusedException e) {
            throw connection.meant(e);
        }
    }

    private static long millisSince(long startNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    private static Optional<String> choose(GraphName name, List<String> graphs) {
        if (graphs.contains(name.graph())) {
            return Optional.of(name.graph());
        }
        Optional<String> legacy =
                name.legacyNames().stream().filter(graphs::contains).findFirst();
        legacy.ifPresent(found -> LOG.info(
                "[" + name.level() + ":" + name.citizen() + "] no graph " + name.graph() + ", using " + found));
        return legacy;
    }

    private String reason(GraphName name, IOException e) {
        if (FalkorConnection.late(e)) {
            return "graph " + name.graph() + " did not load from " + server + " within " + attempt.toMillis() / 1_000.0
                    + " s";
        }
        return "graph " + name.graph() + " did not load from " + server + ": " + e.getMessage();
    }

    /**
     * A loaded graph.
     *
     * @param graph   the arrays; empty where the graph does not exist or has no nodes
     * @param source  the graph's name in FalkorDB: the one asked for, or the legacy name that was used
     * @param exists  whether such a graph exists
     * @param millis  how long it took
     */
    public record Loaded(MindGraph graph, String source, boolean exists, long millis) {}
}
