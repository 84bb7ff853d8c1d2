package mind.worker.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of one kind, nodes or links, that go to the store together and in the order they were added. */
/*
 * Rows go as GRAPH.BULK blobs. A blob's rows share labels and property names, so a blob is a run of like neighbours:
 * that keeps the order, which decides which of two rows with one id an engine takes. What a blob cannot hold (no label,
 * a colon in a name, vectors, points, times) goes by a query between two lots of blobs.
 */
final class RowChunk {
    private static final int BYTES = 4 << 20; // a chunk blocks the server for some 10 ms, and lies in the heap twice
    private static final int ROWS = 5_000;
    private static final int QUERY_ROWS = 500;
    private static final List<String> NOTHING = List.of("id");

    private final boolean links;
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, List<String>> specials = new LinkedHashMap<>(); // query's end -> rows
    private int specialCount;
    private int rows;
    private int bytes;

    private List<byte[]> blobs = new ArrayList<>();
    private int blobRows;
    private final BulkBytes run = new BulkBytes(BYTES / 4);
    private List<String> runLabels = List.of();
    private List<String> runKeys = List.of();
    private int runRows;

    private final StringBuilder queryRows = new StringBuilder();
    private List<String> queryLabels = List.of();
    private int queryCount;

    private interface Step {
        void send(GraphStore store, String graph, boolean begin);
    }

    /** @param links whether its rows are links; else they are nodes */
    RowChunk(boolean links) {
        this.links = links;
    }

    boolean isEmpty() {
        return rows == 0 && specialCount == 0;
    }

    /** Whether it is time to send. */
    boolean isFull() {
        return rows >= ROWS || bytes + run.length() + queryRows.length() >= BYTES || specialCount >= QUERY_ROWS;
    }

    void node(List<String> labels, List<String> keys, BulkBytes values) {
        rows++;
        if (labels.isEmpty() || anyColon(labels)) {
            addByQuery(labels, keys, values, "");
            return;
        }
        openRun(labels, keys.isEmpty() ? NOTHING : keys);
        if (keys.isEmpty()) {
            run.addNull(); // a row of no bytes would not be seen as one
        } else {
            run.addRaw(values);
        }
        runRows++;
    }

    void link(String type, long source, long target, List<String> keys, BulkBytes values) {
        rows++;
        List<String> types = List.of(type);
        if (anyColon(types)) {
            addByQuery(types, keys, values, "s:" + source + ",t:" + target + ",");
            return;
        }
        openRun(types, keys);
        run.addRawLong(source);
        run.addRawLong(target);
        run.addRaw(values);
        runRows++;
    }

    /** Adds a value that only a query can store to node {@code id}, which is in this chunk or before. */
    void nodeSpecial(long id, Special.Value value) {
        addSpecial(
                "WITH r.i AS i, r.v AS v MATCH (x) WHERE id(x) = i SET x.",
                value,
                "{i:" + id + ",v:" + value.expression() + "}");
    }

    /** Adds a value that only a query can store to link {@code id}, found from its source. */
    void linkSpecial(long id, long source, Special.Value value) {
        addSpecial(
                "WITH r.i AS i, r.s AS s, r.v AS v MATCH (a) WHERE id(a) = s MATCH (a)-[x]->() WHERE id(x) = i SET x.",
                value,
                "{i:" + id + ",s:" + source + ",v:" + value.expression() + "}");
    }

    private void addSpecial(String find, Special.Value value, String row) {
        String query = find + quoted(value.key()) + " = v";
        specials.computeIfAbsent(query, q -> new ArrayList<>()).add(row);
        specialCount++;
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
        endQuery();
        if (runRows > 0 && labels.equals(runLabels) && keys.equals(runKeys)) {
            return;
        }
        endRun();
        runLabels = labels;
        runKeys = keys;
        run.addHeader(labels, keys);
    }

    private void endRun() {
        if (runRows > 0) {
            blobs.add(run.toArray());
            bytes += run.length();
            blobRows += runRows;
        }
        run.clear();
        runRows = 0;
    }

    private void endBlobs() {
        endRun();
        if (blobRows > 0) {
            List<byte[]> all = blobs;
            int count = blobRows;
            steps.add((store, graph, begin) -> store.bulk(graph, begin, links ? 0 : count, links ? count : 0, all));
            blobs = new ArrayList<>();
            blobRows = 0;
        }
    }

    private void addByQuery(List<String> labels, List<String> keys, BulkBytes values, String ends) {
        endBlobs();
        if (queryCount >= QUERY_ROWS || !labels.equals(queryLabels)) {
            endQuery();
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

    private void endQuery() {
        if (queryCount == 0) {
            return;
        }
        var names = new StringBuilder();
        queryLabels.forEach(label -> names.append(':').append(quoted(label)));
        String create = links
                ? "WITH r.s AS s, r.t AS t, r.p AS p MATCH (a) WHERE id(a) = s MATCH (b) WHERE id(b) = t"
                        + " CREATE (a)-[x" + names + "]->(b) SET x = p"
                : "CREATE (x" + names + ") SET x = r.p";
        String query = "UNWIND [" + queryRows + "] AS r " + create;
        steps.add((store, graph, begin) -> store.write(graph, query));
        bytes += queryRows.length();
        queryRows.setLength(0);
        queryCount = 0;
    }

    private static String quoted(String name) {
        return "`" + name + "`"; // names come without back quotes
    }

    /** Sends all to {@code graph}, which is made where {@code begin}; the chunk is empty then. */
    void send(GraphStore store, String graph, boolean begin) {
        endBlobs();
        endQuery();
        boolean toMake = begin;
        for (Step step : steps) {
            step.send(store, graph, toMake);
            toMake = false;
        }
        specials.forEach(
                (query, found) -> store.write(graph, "UNWIND [" + String.join(",", found) + "] AS r " + query));
        steps.clear();
        specials.clear();
        specialCount = 0;
        rows = 0;
        bytes = 0;
    }
}
