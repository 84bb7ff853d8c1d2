package mind.worker.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mind.protocol.ExitCodes;
import mind.protocol.ServerAddress;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A graph being written whole: nodes, then links, then {@link #commit}. Until then it has a name that no engine and no
 * discovery knows; {@link #close} without a commit, and the end of the process, delete it. Rows get internal numbers from
 * 0 in the order they come. One thread fills; a shutdown may abandon from another.
 */
/*
 * Rows go as GRAPH.BULK blobs. A blob's rows share labels and property names, so a blob is a run of like neighbours:
 * that keeps the order, which decides which of two rows with one id an engine takes. What a blob cannot hold (no label,
 * a colon in a name, vectors, points, times) goes by a query between two blobs.
 */
final class GraphFill implements AutoCloseable {
    private static final int CHUNK_BYTES =
            4 << 20; // a chunk blocks the server for some 10 ms, and lies in the heap twice
    private static final int CHUNK_ROWS = 5_000;
    private static final int CLAIM_SECONDS = 60;
    private static final int QUERY_ROWS = 500;
    private static final String UNFINISHED = "~unfinished"; // '~' is in no name that discovery takes for a citizen's

    private static final List<String> NOTHING = List.of("id");

    private final ServerAddress address;
    private final GraphStore store;
    private final String graph;
    private final String unfinished;
    private final String claim;
    private final String token = UUID.randomUUID().toString();
    private final boolean replace;
    private final Thread onShutdown = new Thread(this::abandon, "abandon-fill");

    private final List<byte[]> blobs = new ArrayList<>();
    private final BulkBytes run = new BulkBytes(CHUNK_BYTES / 4);
    private List<String> runLabels = List.of();
    private List<String> runKeys = List.of();
    private int runRows;
    private int chunkRows;
    private int chunkBytes;
    private boolean linking;

    private final StringBuilder queryRows = new StringBuilder();
    private List<String> queryLabels = List.of();
    private int queryCount;
    private final Map<String, List<String>> specials = new LinkedHashMap<>(); // query's end -> rows
    private int specialCount;

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
                throw new StoreException(
                        ExitCodes.FAILED, "an engine runs on graph " + graph + ": stop it first with \"mind stop\"");
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

    private static StoreException exists(String graph) {
        return new StoreException(ExitCodes.FAILED, "graph " + graph + " exists: add --replace to overwrite it");
    }

    /** Adds a node; answers its internal number. */
    long node(List<String> labels, List<String> keys, BulkBytes values) {
        if (labels.isEmpty() || anyColon(labels)) {
            addByQuery(labels, keys, values, "");
        } else {
            openRun(labels, keys.isEmpty() ? NOTHING : keys);
            if (keys.isEmpty()) {
                run.addNull(); // a row of no bytes would not be seen as one
            } else {
                run.addRaw(values);
            }
            closeRow();
        }
        return nodes++;
    }

    /** Adds a link between two nodes' internal numbers; answers its own. */
    long link(String type, long source, long target, List<String> keys, BulkBytes values) {
        if (!linking) {
            flush();
            linking = true;
        }
        List<String> types = List.of(type);
        if (anyColon(types)) {
            addByQuery(types, keys, values, "s:" + source + ",t:" + target + ",");
        } else {
            openRun(types, keys);
            run.addRawLong(source);
            run.addRawLong(target);
            run.addRaw(values);
            closeRow();
        }
        return links++;
    }

    /** Adds a value that only a query can store to node {@code id}. */
    void nodeSpecial(long id, Special.Value value) {
        addSpecial(
                "WITH r.i AS i, r.v AS v MATCH (x) WHERE id(x) = i SET x.",
                value,
                "{i:" + id + ",v:" + value.literal() + "}");
    }

    /** Adds a value that only a query can store to link {@code id}, found from its source. */
    void linkSpecial(long id, long source, Special.Value value) {
        addSpecial(
                "WITH r.i AS i, r.s AS s, r.v AS v MATCH (a) WHERE id(a) = s MATCH (a)-[x]->() WHERE id(x) = i SET x.",
                value,
                "{i:" + id + ",s:" + source + ",v:" + value.literal() + "}");
    }

    private void addSpecial(String find, Special.Value value, String row) {
        String query = find + quoted(value.key()) + " = " + value.kind().function() + "(v)";
        specials.computeIfAbsent(query, q -> new ArrayList<>()).add(row);
        if (++specialCount >= QUERY_ROWS) {
            flush();
        }
    }

    private static boolean anyColon(List<String> names) {
        for (String name : names) {
            if (name.indexOf(':') >= 0) {
                return true;
            }
        }
        return false;
    }

    private void openRun(List<String> labels, List<String> keys) {
        if (queryCount > 0) {
            flush();
        }
        if (runRows > 0 && labels.equals(runLabels) && keys.equals(runKeys)) {
            return;
        }
        endRun();
        runLabels = labels;
        runKeys = keys;
        run.addHeader(labels, keys);
    }

    private void closeRow() {
        runRows++;
        chunkRows++;
        if (chunkRows >= CHUNK_ROWS || chunkBytes + run.length() >= CHUNK_BYTES) {
            flush();
        }
    }

    private void endRun() {
        if (runRows > 0) {
            blobs.add(run.toArray());
            chunkBytes += run.length();
        }
        run.clear();
        runRows = 0;
    }

    private void addByQuery(List<String> labels, List<String> keys, BulkBytes values, String ends) {
        if (chunkRows > 0 || queryCount >= QUERY_ROWS || queryCount > 0 && !labels.equals(queryLabels)) {
            flush();
        }
        queryLabels = labels;
        queryRows.append(queryCount == 0 ? "" : ",").append('{').append(ends).append("p:{");
        var literals = new BulkBytes.Literals(values.toArray());
        boolean first = true;
        for (String key : keys) {
            int before = queryRows.length();
            queryRows.append(first ? "" : ",").append(quoted(key)).append(':');
            if (literals.append(queryRows)) {
                first = false;
            } else {
                queryRows.setLength(before);
            }
        }
        queryRows.append("}}");
        queryCount++;
    }

    private static String quoted(String name) {
        return "`" + name + "`"; // names come without back quotes
    }

    private synchronized void flush() {
        if (abandoned) {
            throw new StoreException(ExitCodes.FAILED, "interrupted: graph " + graph + " is as it was");
        }
        endRun();
        if (chunkRows > 0) {
            store.bulk(unfinished, !made, linking ? 0 : chunkRows, linking ? chunkRows : 0, blobs);
            made = true;
        }
        blobs.clear();
        chunkRows = 0;
        chunkBytes = 0;
        flushQueries();
        if (System.nanoTime() - renewedNanos > CLAIM_SECONDS / 4 * 1_000_000_000L) {
            store.renew(claim, CLAIM_SECONDS);
            renewedNanos = System.nanoTime();
        }
    }

    private void flushQueries() {
        if (queryCount > 0) {
            var names = new StringBuilder();
            queryLabels.forEach(label -> names.append(':').append(quoted(label)));
            String create = linking
                    ? "WITH r.s AS s, r.t AS t, r.p AS p MATCH (a) WHERE id(a) = s MATCH (b) WHERE id(b) = t"
                            + " CREATE (a)-[x" + names + "]->(b) SET x = p"
                    : "CREATE (x" + names + ") SET x = r.p";
            store.write(unfinished, "UNWIND [" + queryRows + "] AS r " + create);
            made = true;
            queryRows.setLength(0);
            queryCount = 0;
        }
        specials.forEach(
                (query, rows) -> store.write(unfinished, "UNWIND [" + String.join(",", rows) + "] AS r " + query));
        specials.clear();
        specialCount = 0;
    }

    /** Writes what is left and gives the graph its name, over an older one where that was asked for. */
    void commit() {
        flush();
        synchronized (this) {
            if (!made) {
                store.write(unfinished, "RETURN 1"); // a query makes the graph that has no rows
            }
            if (replace) {
                store.rename(unfinished, graph);
            } else if (!store.renameIfFree(unfinished, graph)) {
                throw exists(graph);
            }
            committed = true;
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
                if (!committed) {
                    store.delete(unfinished);
                }
                store.release(claim, token);
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
                own.delete(unfinished);
                own.release(claim, token);
            } catch (StoreException | JedisException e) {
                // the server is gone: the claim expires, and the next fill deletes what is left
            }
        }
    }
}
