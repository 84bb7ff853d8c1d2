package mind.worker.store;

import java.util.List;
import java.util.UUID;
import mind.protocol.ExitCodes;
import mind.protocol.ServerAddress;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A graph being written whole: nodes, then links, then {@link #commit}. Until then it has a name that no engine and no
 * discovery knows; {@link #close} without a commit, and the end of the process, delete it. Rows get internal numbers from
 * 0 in the order they come. One thread fills; a shutdown may abandon from another.
 */
final class GraphFill implements AutoCloseable {
    private static final int CLAIM_SECONDS = 60;
    private static final String UNFINISHED = "~unfinished"; // '~' is in no name that discovery takes for a citizen's

    private final ServerAddress address;
    private final GraphStore store;
    private final String graph;
    private final String unfinished;
    private final String claim;
    private final String token = UUID.randomUUID().toString();
    private final boolean replace;
    private final Thread onShutdown = new Thread(this::abandon, "abandon-fill");

    private RowChunk chunk = new RowChunk(false);
    private boolean linking;
    private boolean made;
    private long nodes;
    private long links;
    private long renewedNanos = System.nanoTime();
    private volatile boolean abandoned;
    private boolean committed;
    private boolean closed;

    private GraphFill(ServerAddress address, GraphStore store, String graph, boolean replace) {
        this.address = address;
        this.store = store;
        this.graph = graph;
        this.replace = replace;
        unfinished = graph + UNFINISHED;
        claim = "mind:filling:" + graph;
    }

    /**
     * Takes the name {@code graph} for this process.
     *
     * @throws StoreException where the graph exists and {@code replace} is false, an engine runs on it, or another fills it
     */
    static GraphFill begin(ServerAddress address, String graph, boolean replace) {
        GraphStore store = GraphStore.open(address);
        try {
            if (!replace && store.exists(graph)) {
                throw exists(graph);
            }
            if (store.engineRuns(graph)) {
                throw engineRuns(graph);
            }
            var fill = new GraphFill(address, store, graph, replace);
            if (!store.claim(fill.claim, fill.token, CLAIM_SECONDS)) {
                throw new StoreException(
                        ExitCodes.FAILED,
                        "another seed or import is filling graph " + graph + ": let it end (one that was killed is"
                                + " forgotten after " + CLAIM_SECONDS + " s)");
            }
            Runtime.getRuntime().addShutdownHook(fill.onShutdown);
            store.delete(fill.unfinished); // what a killed process may have left
            return fill;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** Whether {@code graph} is one that is being written, or was when its process was killed. */
    static boolean isUnfinished(String graph) {
        return graph.endsWith(UNFINISHED);
    }

    private static StoreException engineRuns(String graph) {
        return new StoreException(
                ExitCodes.FAILED, "an engine runs on graph " + graph + ": stop it first with \"mind stop\"");
    }

    private StoreException lost() {
        return new StoreException(
                ExitCodes.FAILED,
                "another seed or import may have begun on graph " + graph + ", since FalkorDB was not reached for "
                        + CLAIM_SECONDS + " s: start again");
    }

    private static StoreException exists(String graph) {
        return new StoreException(ExitCodes.FAILED, "graph " + graph + " exists: add --replace to overwrite it");
    }

    /** Adds a node; answers its internal number. */
    long node(List<String> labels, List<String> keys, BulkBytes values, List<Special.Value> specials) {
        long number = nodes++;
        chunk.node(labels, keys, values);
        specials.forEach(special -> chunk.nodeSpecial(number, special));
        sendIfFull();
        return number;
    }

    /** Adds a link between two nodes' internal numbers; answers its own. */
    long link(
            String type, long source, long target, List<String> keys, BulkBytes values, List<Special.Value> specials) {
        if (!linking) {
            send();
            linking = true;
            chunk = new RowChunk(true);
        }
        long number = links++;
        chunk.link(type, source, target, keys, values);
        specials.forEach(special -> chunk.linkSpecial(number, source, special));
        sendIfFull();
        return number;
    }

    private void sendIfFull() {
        if (chunk.isFull()) {
            send();
        }
    }

    /** Renews the claim where it is time to: to be called through long work that sends nothing. */
    synchronized void hold() {
        if (abandoned) {
            throw new StoreException(ExitCodes.FAILED, "interrupted: graph " + graph + " is as it was");
        }
        if (System.nanoTime() - renewedNanos > CLAIM_SECONDS / 4 * 1_000_000_000L) {
            if (!store.renew(claim, token, CLAIM_SECONDS)) {
                throw lost();
            }
            renewedNanos = System.nanoTime();
        }
    }

    private synchronized void send() {
        hold();
        if (!chunk.isEmpty()) {
            chunk.send(store, unfinished, !made);
            made = true;
        }
    }

    /** Writes what is left and gives the graph its name, over an older one where that was asked for. */
    synchronized void commit() {
        send();
        if (!made) {
            store.write(unfinished, "RETURN 1"); // a query makes the graph that has no rows
        }
        switch (store.name(claim, token, unfinished, graph, replace)) {
            case DONE -> committed = true;
            case LOST -> throw lost();
            case ENGINE_RUNS -> throw engineRuns(graph);
            case TAKEN -> throw exists(graph);
        }
    }

    /** Keeps {@code json}, what was made, beside the graph. */
    void remember(String json) {
        store.remember("mind:made:" + graph, json);
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            try {
                store.release(claim, token, unfinished);
            } catch (JedisException e) {
                // the server is gone: the claim expires, and the next fill deletes what is left
            } finally {
                store.close();
            }
        }
        try {
            Runtime.getRuntime().removeShutdownHook(onShutdown);
        } catch (IllegalStateException e) {
            // the process is ending, and the hook finds the fill closed
        }
    }

    private void abandon() {
        abandoned = true;
        synchronized (this) { // waits for the chunk under way
            if (closed || committed) {
                return;
            }
            closed = true;
            try (GraphStore own = GraphStore.open(address)) {
                own.release(claim, token, unfinished);
            } catch (StoreException | JedisException e) {
                // the server is gone: the claim expires, and the next fill deletes what is left
            }
        }
    }
}
