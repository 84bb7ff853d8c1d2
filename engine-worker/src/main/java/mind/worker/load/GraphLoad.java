package mind.worker.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import mind.worker.graph.GraphBuilder;
import mind.worker.graph.MindGraph;

/**
 * One load of one graph: first what there is, then nodes, subentities, links and what belongs to them, then arrays. All that
 * is to be read is known once it is counted, so the server is asked for links while nodes are still being read.
 */
final class GraphLoad {
    private static final String COUNT_NODES = "MATCH (n) RETURN count(n)";
    private static final String COUNT_LINKS = "MATCH ()-[r]->() RETURN count(r)";
    private static final String LAST_NODE = "MATCH (n) RETURN max(id(n))";
    private static final String LABELS = "CALL db.labels()";
    private static final String NODES = "nodes";
    private static final String FELT = "." + EmotionReader.KEY;

    private final FalkorConnection connection;
    private final Second second;
    private final String graph;
    private final int window;
    private final LoadProgress progress;
    private final Values values = new Values();
    private final GraphBuilder builder = new GraphBuilder();
    private final List<String> subentityLabels = new ArrayList<>();
    private long nodes;
    private long links;
    private long end; // above the largest node id
    private final Set<String> keys = new HashSet<>(); // that are read, and that the graph has

    /** Opens a second connection to the same server. */
    interface Second {
        FalkorConnection open() throws IOException;
    }

    /** Reads one row of an answer. */
    private interface Row {
        void read(RespReader from) throws IOException;
    }

    /** What is done once all rows of a part are here. */
    private interface Then {
        void run() throws IOException;
    }

    /** The query for a window of node ids. */
    private interface Window {
        String cypher(long from, long to);
    }

    GraphLoad(FalkorConnection connection, Second second, String graph, int window, LoadProgress progress) {
        this.connection = connection;
        this.second = second;
        this.graph = graph;
        this.window = window;
        this.progress = progress;
    }

    MindGraph run() throws IOException {
        survey();
        builder.expect((int) nodes, (int) links);
        progress.expect(nodes + links);
        if (end <= window) {
            read(List.of(connection));
        } else {
            try (FalkorConnection other = second.open()) {
                read(List.of(connection, other));
            }
        }
        progress.phase("building", 0);
        builder.repaired(values.repaired());
        return builder.build();
    }

    /** How much there is, and of what. */
    private void survey() throws IOException {
        var questions = new Questions(List.of(connection), graph);
        single(questions, COUNT_NODES, count -> nodes = count);
        single(questions, COUNT_LINKS, count -> links = count);
        single(questions, LAST_NODE, id -> end = nodes == 0 ? 0 : id + 1);
        questions.add(
                keysAmong(List.of(NodeReader.WANTED, LinkReader.WANTED, List.of(EmotionReader.KEY))),
                (from, rows) -> readKeys(from, keys));
        questions.add(LABELS, (from, rows) -> {
            Cell cell = new Cell();
            for (int left = rows; left > 0; left--) {
                from.array();
                cell.read(from);
                if (cell.text.equalsIgnoreCase("subentity")) {
                    subentityLabels.add(cell.text); // the spellings that this graph has
                }
            }
        });
        questions.run();
    }

    /** Which keys of {@code wanted} the graph has; one row, because a list of rows may be cut short, and nothing would show it. */
    static String keysAmong(List<List<String>> wanted) {
        var all = new LinkedHashSet<String>();
        wanted.forEach(all::addAll);
        return "CALL db.propertyKeys() YIELD propertyKey WHERE propertyKey IN ['" + String.join("', '", all)
                + "'] RETURN collect(propertyKey)";
    }

    static void readKeys(RespReader from, Set<String> into) throws IOException {
        from.array();
        Cell key = new Cell();
        for (int left = list(from); left > 0; left--) {
            key.read(from);
            into.add(key.text);
        }
    }

    private static void single(Questions questions, String cypher, LongConsumer value) {
        questions.add(cypher, (from, rows) -> {
            from.array();
            Cell cell = new Cell();
            cell.read(from);
            value.accept(cell.whole);
        });
    }

    private void read(List<FalkorConnection> connections) throws IOException {
        progress.phase(NODES, nodes);
        var questions = new Questions(connections, graph);
        askNodes(questions);
        if (links > 0) {
            askLinks(questions);
        }
        if (keys.contains(EmotionReader.KEY)) {
            askEmotions(questions);
        }
        questions.run();
    }

    private void askNodes(Questions questions) {
        var reader = new NodeReader(values, builder, keys);
        var subentities = new SubentityReader(values);
        int[] subentityRows = new int[1];
        windows(
                questions,
                NODES,
                (from, to) -> nodeWindow(from, to, reader.columns()),
                nodes,
                from -> subentityRows[0] += reader.read(from) ? 0 : 1,
                () -> {
                    progress.phase("subentities", 0);
                    if (subentityLabels.isEmpty()) {
                        check("subentities", 0, subentityRows[0]);
                        builder.endsComplete();
                    }
                });
        for (int i = 0; i < subentityLabels.size(); i++) {
            String label = subentityLabels.get(i);
            boolean last = i == subentityLabels.size() - 1;
            questions.add("MATCH (e:`" + label + "`) RETURN " + SubentityReader.COLUMNS, (from, rows) -> {
                for (int left = rows; left > 0; left--) {
                    subentities.read(from, label);
                    progress.moment();
                }
                if (last) {
                    check("subentities", subentities.count(), subentityRows[0]);
                    subentities.build(builder);
                    builder.endsComplete();
                }
            });
        }
    }

    private void askLinks(Questions questions) {
        // a query of its own: two columns more for every link would cost more than one for these few
        all(questions, PairReader.MATCH, PairReader.COLUMNS, new PairReader(values, builder)::read);
        var reader = new LinkReader(values, builder, keys);
        windows(
                questions,
                "links",
                (from, to) -> linkWindow(from, to, reader.columns()),
                links,
                reader::read,
                () -> {});
    }

    private void askEmotions(Questions questions) {
        var reader = new EmotionReader(values);
        all(
                questions,
                "MATCH (n) WHERE n" + FELT + " IS NOT NULL",
                "id(n), n" + FELT,
                from -> reader.read(from, builder::nodeEmotion));
        all(
                questions,
                "MATCH ()-[r]->() WHERE r" + FELT + " IS NOT NULL",
                "id(r), r" + FELT,
                from -> reader.read(from, builder::linkEmotion));
    }

    /** For what is few: everything {@code match} finds, as the list in one row that no limit on rows cuts short. */
    private void all(Questions questions, String match, String columns, Row row) {
        questions.add(match + " RETURN collect([" + columns + "])", (from, rows) -> {
            from.array();
            for (int left = list(from); left > 0; left--) {
                from.array();
                from.integer();
                row.read(from);
                progress.moment();
            }
        });
    }

    /** Begins to read a list, as a value says its type first; answers how many values it holds. */
    private static int list(RespReader from) throws IOException {
        from.array();
        from.integer();
        return from.array();
    }

    /** Bounds are plain numbers: that is the form whose plan seeks. */
    static String nodeWindow(long from, long to, String columns) {
        return "MATCH (n) WHERE id(n) >= " + from + " AND id(n) < " + to + " RETURN " + columns;
    }

    static String linkWindow(long from, long to, String columns) {
        return "MATCH (a)-[r]->(b) WHERE id(a) >= " + from + " AND id(a) < " + to + " RETURN " + columns;
    }

    /** Everything {@code query} finds, window after window, as a phase of its own; {@code then} follows the last. */
    private void windows(Questions questions, String phase, Window query, long expected, Row row, Then then) {
        for (long from = 0; from < end; from += window) {
            boolean first = from == 0;
            boolean last = from + window >= end;
            questions.add(query.cypher(from, from + window), (reader, rows) -> {
                if (first) {
                    progress.phase(phase, expected);
                }
                for (int left = rows; left > 0; left--) {
                    row.read(reader);
                    progress.row();
                }
                if (last) {
                    check(phase, progress.done(), expected);
                    then.run();
                }
            });
        }
    }

    /** More than were counted is no harm: somebody adds to the graph. Fewer may be an answer that was cut short. */
    private static void check(String what, long received, long expected) throws IOException {
        if (received < expected) {
            throw new IOException("the server counts " + expected + " " + what + " but sent " + received
                    + "; either the graph changed meanwhile, or its RESULTSET_SIZE cuts answers short: set it to -1");
        }
    }
}
