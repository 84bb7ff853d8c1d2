package mind.worker.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mind.worker.graph.GraphBuilder;
import mind.worker.graph.MindGraph;

/** One load of one graph: counts, nodes, subentities, links, arrays. */
final class GraphLoad {
    /**
     * Windows asked for at a time, over two connections in turn: the server works on one question of a connection at a time,
     * so two keep two of its threads at work, and one more each lets them go on while an answer is read.
     */
    private static final int WINDOWS_ASKED = 4;

    private static final String COUNT_NODES = "MATCH (n) RETURN count(n)";
    private static final String COUNT_LINKS = "MATCH ()-[r]->() RETURN count(r)";
    /** A count, because a list of all keys may be cut short, and nothing would show it. */
    private static final String EMOTION_KEYS = "CALL db.propertyKeys() YIELD propertyKey WHERE propertyKey = '"
            + EmotionReader.KEY + "' RETURN count(propertyKey)";

    private final FalkorConnection connection;
    private final Second second;
    private final String graph;
    private final int window;
    private final LoadProgress progress;
    private final RespReader reader;
    private final Values values = new Values();
    private final GraphBuilder builder = new GraphBuilder();

    /** Opens a second connection to the same server. */
    interface Second {
        FalkorConnection open() throws IOException;
    }

    GraphLoad(FalkorConnection connection, Second second, String graph, int window, LoadProgress progress) {
        this.connection = connection;
        this.second = second;
        this.graph = graph;
        this.window = window;
        this.progress = progress;
        this.reader = connection.reader();
    }

    MindGraph run() throws IOException {
        long nodes = single(COUNT_NODES);
        long links = single(COUNT_LINKS);
        long end = nodes == 0 ? 0 : single("MATCH (n) RETURN max(id(n))") + 1;
        builder.expect((int) nodes, (int) links);
        progress.expect(nodes + links);
        if (end <= window) {
            read(nodes, links, end, List.of(connection));
        } else {
            try (FalkorConnection other = second.open()) {
                read(nodes, links, end, List.of(connection, other));
            }
        }
        readEmotions();
        progress.phase("building", 0);
        builder.repaired(values.repaired());
        return builder.build();
    }

    private void read(long nodes, long links, long end, List<FalkorConnection> connections) throws IOException {
        int subentityRows = readNodes(nodes, end, connections);
        readSubentities(subentityRows);
        readLinks(links, end, connections);
    }

    private long single(String cypher) throws IOException {
        connection.ask(graph, cypher);
        connection.rows();
        reader.array();
        Cell cell = new Cell();
        cell.read(reader);
        connection.done();
        return cell.whole;
    }

    /** Answers how many of the rows are subentities. */
    private int readNodes(long expected, long end, List<FalkorConnection> connections) throws IOException {
        progress.phase("nodes", expected);
        NodeReader nodes = new NodeReader(values, builder);
        int[] subentities = new int[1];
        windows(GraphLoad::nodeWindow, end, connections, from -> subentities[0] += nodes.read(from) ? 0 : 1);
        check("nodes", expected);
        return subentities[0];
    }

    private void readSubentities(int expected) throws IOException {
        progress.phase("subentities", 0);
        SubentityReader subentities = new SubentityReader(values);
        for (String label : expected == 0 ? List.<String>of() : subentityLabels()) {
            connection.ask(graph, "MATCH (e:`" + label + "`) RETURN " + SubentityReader.COLUMNS);
            for (int left = connection.rows(); left > 0; left--) {
                subentities.read(reader, label);
                progress.moment();
            }
            connection.done();
        }
        if (subentities.count() < expected) {
            throw cut("subentities", subentities.count(), expected);
        }
        subentities.build(builder);
    }

    /** The spellings of the label that this graph has. */
    private List<String> subentityLabels() throws IOException {
        List<String> labels = words("CALL db.labels()");
        labels.removeIf(label -> !label.equalsIgnoreCase("subentity"));
        return labels;
    }

    private List<String> words(String query) throws IOException {
        connection.ask(graph, query);
        List<String> words = new ArrayList<>();
        Cell cell = new Cell();
        for (int left = connection.rows(); left > 0; left--) {
            reader.array();
            cell.read(reader);
            words.add(cell.text);
        }
        connection.done();
        return words;
    }

    private void readLinks(long expected, long end, List<FalkorConnection> connections) throws IOException {
        progress.phase("links", expected);
        LinkReader links = new LinkReader(values, builder);
        if (expected > 0) {
            windows(GraphLoad::linkWindow, end, connections, links::read);
        }
        check("links", expected);
        if (expected > 0) {
            readPairs();
        }
    }

    /** A query of its own: two columns more for every link would cost more than one for these few. */
    private void readPairs() throws IOException {
        PairReader pairs = new PairReader(values, builder);
        readAll("pairs", PairReader.MATCH, PairReader.COLUMNS, pairs::read);
    }

    private void readEmotions() throws IOException {
        if (single(EMOTION_KEYS) == 0) {
            return;
        }
        var emotions = new EmotionReader(values);
        String felt = "." + EmotionReader.KEY;
        readAll(
                "emotions of nodes",
                "MATCH (n) WHERE n" + felt + " IS NOT NULL",
                "id(n), n" + felt,
                from -> emotions.read(from, builder::nodeEmotion));
        readAll(
                "emotions of links",
                "MATCH ()-[r]->() WHERE r" + felt + " IS NOT NULL",
                "id(r), r" + felt,
                from -> emotions.read(from, builder::linkEmotion));
    }

    /** For what is few: everything {@code match} finds, in one answer. */
    private void readAll(String what, String match, String columns, Row row) throws IOException {
        long expected = single(match + " RETURN count(*)");
        connection.ask(graph, match + " RETURN " + columns);
        int rows = connection.rows();
        if (rows < expected) {
            throw cut(what, rows, expected);
        }
        for (int left = rows; left > 0; left--) {
            row.read(reader);
            progress.moment();
        }
        connection.done();
    }

    /** Bounds are plain numbers: that is the form whose plan seeks. */
    static String nodeWindow(long from, long to) {
        return "MATCH (n) WHERE id(n) >= " + from + " AND id(n) < " + to + " RETURN " + NodeReader.COLUMNS;
    }

    static String linkWindow(long from, long to) {
        return "MATCH (a)-[r]->(b) WHERE id(a) >= " + from + " AND id(a) < " + to + " RETURN " + LinkReader.COLUMNS;
    }

    /** The query for a window of node ids. */
    private interface Window {
        String cypher(long from, long to);
    }

    /** Reads one row of an answer. */
    private interface Row {
        void read(RespReader from) throws IOException;
    }

    /** Asks window after window, some ahead, each connection in turn; the answers are read in the windows' order. */
    private void windows(Window query, long end, List<FalkorConnection> connections, Row row) throws IOException {
        int count = (int) ((end + window - 1) / window);
        int asked = 0;
        for (int answered = 0; answered < count; answered++) {
            for (; asked < count && asked < answered + WINDOWS_ASKED; asked++) {
                long from = (long) asked * window;
                connections.get(asked % connections.size()).ask(graph, query.cypher(from, from + window));
            }
            FalkorConnection from = connections.get(answered % connections.size());
            try {
                for (int left = from.rows(); left > 0; left--) {
                    row.read(from.reader());
                    progress.row();
                }
                from.done();
            } catch (RespReader.RefusedException e) {
                throw from.meant(e);
            }
        }
    }

    /** More than were counted is no harm: somebody adds to the graph. Fewer may be an answer that was cut short. */
    private void check(String what, long expected) throws IOException {
        if (progress.done() < expected) {
            throw cut(what, progress.done(), expected);
        }
    }

    private static IOException cut(String what, long received, long expected) {
        return new IOException("the server counts " + expected + " " + what + " but sent " + received
                + "; either the graph changed meanwhile, or its RESULTSET_SIZE cuts answers short: set it to -1");
    }
}
