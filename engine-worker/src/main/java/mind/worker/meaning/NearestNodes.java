package mind.worker.meaning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mind.worker.link.CypherText;
import mind.worker.link.Link;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Nodes near a vector, by the vector indexes that a stored graph has. An index serves where it goes by cosine and has the
 * vector's dimensions. One thread at a time.
 */
final class NearestNodes {
    private static final long INDEXES_NANOS = TimeUnit.SECONDS.toNanos(60); // how long the list of indexes is believed
    private static final String INDEXES = "CALL db.indexes() YIELD label, types, options, entitytype, status"
            + " WHERE entitytype = 'NODE' AND status = 'OPERATIONAL' UNWIND keys(types) AS p"
            + " WITH label, p, types[p] AS t, options[p] AS o"
            + " WHERE 'VECTOR' IN t AND o.similarityFunction = 'cosine' RETURN label, p, o.dimension";

    private static final int TIMEOUT_MILLIS = 3_000; // of a query, in the server

    private final Link falkorDb;
    private List<Index> indexes = List.of();
    private String indexesOf = "";
    private long indexesNanos;

    private record Index(String label, String property, long dimensions) {}

    NearestNodes(Link falkorDb) {
        this.falkorDb = falkorDb;
    }

    /**
     * The {@code limit} nodes of the highest cosine, best first, each once; none where no index fits.
     *
     * @throws JedisException where FalkorDB is away or refuses
     */
    List<Meaning.Near> find(String graph, float[] vector, int limit) {
        Map<String, Double> best = new LinkedHashMap<>();
        for (Index index : indexes(graph)) {
            if (index.dimensions == vector.length) {
                for (Object row : rows(graph, query(index, vector, limit))) {
                    List<?> cells = (List<?>) row;
                    String id = cells.get(0) == null
                            ? "node_" + Link.text(cells.get(1))
                            : Link.text(cells.get(0)); // as a loader names a node without an id
                    double cosine = 1 - distance(Link.text(cells.get(2)));
                    if (cosine > 0) { // not of a vector without direction, whose distance is no number
                        best.merge(id, cosine, Math::max);
                    }
                }
            }
        }
        return best.entrySet().stream()
                .map(entry -> new Meaning.Near(entry.getKey(), Math.min(1, entry.getValue())))
                .sorted(Comparator.comparingDouble(Meaning.Near::similarity).reversed())
                .limit(limit)
                .toList();
    }

    /** NaN where the server says what is no number to Java, such as {@code -nan}. */
    private static double distance(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private List<Index> indexes(String graph) {
        long now = System.nanoTime();
        if (!graph.equals(indexesOf) || now - indexesNanos > INDEXES_NANOS) {
            var found = new ArrayList<Index>();
            for (Object row : rows(graph, INDEXES)) {
                List<?> cells = (List<?>) row;
                found.add(new Index(Link.text(cells.get(0)), Link.text(cells.get(1)), (Long) cells.get(2)));
            }
            indexes = found;
            indexesOf = graph;
            indexesNanos = now;
        }
        return indexes;
    }

    private static String query(Index index, float[] vector, int limit) {
        var numbers = new StringBuilder("CYPHER v=[");
        for (int i = 0; i < vector.length; i++) {
            numbers.append(i == 0 ? "" : ",").append((double) vector[i]);
        }
        return numbers.append("] CALL db.idx.vector.queryNodes(")
                .append(CypherText.of(index.label))
                .append(',')
                .append(CypherText.of(index.property))
                .append(',')
                .append(limit)
                .append(", vecf32($v)) YIELD node, score RETURN coalesce(node.id, node.node_id), id(node), score")
                .toString();
    }

    private List<?> rows(String graph, String query) {
        return (List<?>) ((List<?>) falkorDb.call("GRAPH.RO_QUERY", graph, query, "TIMEOUT", TIMEOUT_MILLIS)).get(1);
    }
}
