package mind.worker.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mind.protocol.ExitCodes;
import mind.worker.link.Link;

/**
 * Writes one stored graph as a {@link GraphFile}, window by window, so that neither side holds the whole. Each property is
 * told, embeddings too. Floats have the 15 digits that FalkorDB answers with.
 */
final class Exporter {
    private static final int ROWS_WANTED = 2_000; // in one answer: some MiB of heap
    private static final int WIDEST = 20_000; // internal numbers a window
    private static final int ATTEMPTS = 5;
    private static final long PAUSE_MILLIS = 100;

    private final GraphStore store;
    private final String graph;
    private final Progress progress;
    private final Words labels;
    private final Words types;
    private final Words keys;

    Exporter(GraphStore store, String graph, Progress progress) {
        this.store = store;
        this.graph = graph;
        this.progress = progress;
        labels = new Words("CALL db.labels()");
        types = new Words("CALL db.relationshipTypes()");
        keys = new Words("CALL db.propertyKeys()");
    }

    /**
     * What was written.
     *
     * @param graph its name
     * @param nodes rows, subentities among them
     * @param links rows
     */
    record Written(String graph, long nodes, long links) {
        String line() {
            return String.format(java.util.Locale.ROOT, "%s: %,d node rows, %,d link rows", graph, nodes, links);
        }
    }

    /**
     * Reads the graph until it has not changed meanwhile, then delivers it.
     *
     * @throws StoreException where it changes each time, or {@code file} cannot be written
     */
    Written run(ExportFile file) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                Reading reading = read(file);
                if (reading.isWhole()) {
                    file.deliver();
                    progress.tell(graph, 100);
                    return new Written(graph, reading.nodes, reading.links);
                }
                if (attempt == ATTEMPTS) {
                    throw new StoreException(
                            ExitCodes.FAILED,
                            "graph " + graph + " changed each of the " + ATTEMPTS + " times it was read (at last "
                                    + reading + "), or the server's RESULTSET_SIZE cuts answers:"
                                    + " stop its engine, then export again");
                }
            } catch (IOException e) {
                throw file.failure(e);
            }
            Thread.sleep(attempt * PAUSE_MILLIS); // a citizen writes in bursts
        }
    }

    /** How many rows there were, and how many came. */
    private record Reading(long nodes, long nodesWritten, long links, long linksWritten) {
        boolean isWhole() {
            return nodes == nodesWritten && links == linksWritten;
        }

        @Override
        public String toString() {
            return nodesWritten + " of " + nodes + " nodes, " + linksWritten + " of " + links + " links";
        }
    }

    private Reading read(ExportFile to) throws IOException {
        try (var file = new GraphFileWriter(to.begin())) {
            long nodes = one("MATCH (n) RETURN count(n)");
            long links = one("MATCH ()-[r]->() RETURN count(r)");
            long end = nodes == 0 ? 0 : one("MATCH (n) RETURN max(id(n))") + 1;
            file.header(graph, nodes, links, "exported from FalkorDB");
            long nodesWritten = windows(
                    "MATCH (n) WHERE id(n) >= $from AND id(n) < $to RETURN n", end, row -> writeNode(file, row), 0);
            long linksWritten = windows(
                    "MATCH (a)-[r]->() WHERE id(a) >= $from AND id(a) < $to RETURN r",
                    end,
                    row -> writeLink(file, row),
                    40);
            return new Reading(nodes, nodesWritten, links, linksWritten);
        }
    }

    private interface RowWriter {
        void write(List<?> row) throws IOException;
    }

    /** Bounds that are plain parameters make each window a seek, at any offset. */
    private long windows(String query, long end, RowWriter writer, int fromPercent) throws IOException {
        long rows = 0;
        long width = ROWS_WANTED;
        for (long from = 0; from < end; ) {
            long to = Math.min(end, from + width);
            List<?> answer = store.rows(graph, "CYPHER from=" + from + " to=" + to + " " + query);
            for (Object row : answer) {
                writer.write((List<?>) ((List<?>) ((List<?>) row).get(0)).get(1));
            }
            rows += answer.size();
            from = to;
            progress.tell(graph, from, end, fromPercent, fromPercent == 0 ? 40 : 99);
            if (answer.size() > 2 * ROWS_WANTED) {
                width = Math.max(1, width / 2);
            } else if (answer.size() < ROWS_WANTED / 2) {
                width = Math.min(WIDEST, width * 2);
            }
        }
        return rows;
    }

    private void writeNode(GraphFileWriter file, List<?> node) throws IOException {
        var words = new ArrayList<String>();
        for (Object label : (List<?>) node.get(1)) {
            words.add(labels.word((Long) label));
        }
        file.node((Long) node.get(0), words, properties((List<?>) node.get(2)));
    }

    private void writeLink(GraphFileWriter file, List<?> link) throws IOException {
        file.link(
                (Long) link.get(0),
                types.word((Long) link.get(1)),
                (Long) link.get(2),
                (Long) link.get(3),
                properties((List<?>) link.get(4)));
    }

    private Map<String, JsonNode> properties(List<?> stored) {
        var properties = new LinkedHashMap<String, JsonNode>();
        for (Object each : stored) {
            List<?> property = (List<?>) each;
            properties.put(
                    keys.word((Long) property.get(0)), CompactValues.json((Long) property.get(1), property.get(2)));
        }
        return properties;
    }

    private long one(String query) {
        List<?> row = (List<?>) store.rows(graph, query).get(0);
        return (Long) ((List<?>) row.get(0)).get(1);
    }

    /** Labels, types or property names by the number a compact answer has for them; asked for again when one is new. */
    private final class Words {
        private final String query;
        private final List<String> words = new ArrayList<>();

        Words(String query) {
            this.query = query;
        }

        String word(long number) {
            if (number >= words.size()) {
                words.clear();
                for (Object row : store.rows(graph, query)) {
                    words.add(Link.text(((List<?>) ((List<?>) row).get(0)).get(1)));
                }
            }
            return words.get((int) number);
        }
    }
}
