package mind.worker.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import mind.protocol.FalkorDb;
import redis.clients.jedis.Jedis;

/** A graph read from JSON Lines, and a plain way to put it into FalkorDB row by row, oddities and all. */
final class JsonlGraph {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BATCH = 500;

    final JsonNode header;
    final List<JsonNode> nodes = new ArrayList<>();
    final List<JsonNode> links = new ArrayList<>();

    JsonlGraph(JsonNode header) {
        this.header = header;
    }

    /** The graphs of a file: one, or one a case. */
    static List<JsonlGraph> read(Path file) throws IOException {
        List<JsonlGraph> graphs = new ArrayList<>();
        try (var in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                add(graphs, line);
            }
        }
        return graphs;
    }

    /** The graphs of lines of JSON. */
    static List<JsonlGraph> of(String lines) throws IOException {
        List<JsonlGraph> graphs = new ArrayList<>();
        for (String line : lines.lines().filter(text -> !text.isBlank()).toList()) {
            add(graphs, line);
        }
        return graphs;
    }

    private static void add(List<JsonlGraph> graphs, String line) throws IOException {
        JsonNode row = JSON.readTree(line);
        switch (row.get("kind").asText()) {
            case "node" -> graphs.get(graphs.size() - 1).nodes.add(row);
            case "link" -> graphs.get(graphs.size() - 1).links.add(row);
            default -> graphs.add(new JsonlGraph(row));
        }
    }

    String name() {
        return header.has("case")
                ? header.get("case").asText()
                : header.get("graph").asText();
    }

    /** Stores the graph under {@code name}; links whose ends are not there are left out. */
    void store(FalkorDb falkor, String name) {
        try (Jedis jedis = falkor.connect()) {
            query(jedis, name, "RETURN 1");
            query(jedis, name, "CREATE INDEX FOR (n:`_Row`) ON (n.`_row`)");
            Map<String, List<String>> byLabels = new LinkedHashMap<>();
            Map<Long, Boolean> known = new HashMap<>();
            for (JsonNode node : nodes) {
                StringBuilder labels = new StringBuilder();
                node.get("labels")
                        .forEach(label ->
                                labels.append(":`").append(label.asText()).append('`'));
                known.put(node.get("id").asLong(), true);
                byLabels.computeIfAbsent(labels.toString(), key -> new ArrayList<>())
                        .add("{r:" + node.get("id") + ",p:" + literal(node.get("properties")) + "}");
            }
            byLabels.forEach((labels, rows) -> batches(
                    rows,
                    batch -> query(
                            jedis,
                            name,
                            "UNWIND [" + batch + "] AS x CREATE (n" + labels
                                    + ":`_Row`) SET n = x.p SET n.`_row` = x.r")));
            Map<String, List<String>> byType = new LinkedHashMap<>();
            for (JsonNode link : links) {
                long source = link.get("source").asLong();
                long target = link.get("target").asLong();
                if (known.containsKey(source) && known.containsKey(target)) {
                    byType.computeIfAbsent(link.get("type").asText(), key -> new ArrayList<>())
                            .add("{a:" + source + ",b:" + target + ",p:" + literal(link.get("properties")) + "}");
                }
            }
            byType.forEach((type, rows) -> batches(
                    rows,
                    batch -> query(
                            jedis,
                            name,
                            "UNWIND [" + batch + "] AS x MATCH (a:`_Row` {`_row`: x.a}) MATCH (b:`_Row` {`_row`: x.b})"
                                    + " CREATE (a)-[r:`" + type + "`]->(b) SET r = x.p")));
            query(jedis, name, "DROP INDEX ON :`_Row`(`_row`)");
            query(jedis, name, "MATCH (n:`_Row`) REMOVE n:`_Row` SET n.`_row` = null");
        }
    }

    private static void batches(List<String> rows, java.util.function.Consumer<String> each) {
        for (int from = 0; from < rows.size(); from += BATCH) {
            each.accept(String.join(",", rows.subList(from, Math.min(rows.size(), from + BATCH))));
        }
    }

    private static void query(Jedis jedis, String graph, String cypher) {
        jedis.sendCommand(FalkorDb.command("GRAPH.QUERY"), graph, cypher);
    }

    /** {@code value} as Cypher; what the store refuses (a null in a list, a denormal) becomes what it takes. */
    static String literal(JsonNode value) {
        if (value.isObject()) {
            StringBuilder map = new StringBuilder("{");
            value.properties().forEach(field -> map.append(map.length() > 1 ? "," : "")
                    .append('`')
                    .append(field.getKey())
                    .append("`:")
                    .append(literal(field.getValue())));
            return map.append('}').toString();
        }
        if (value.isArray()) {
            StringBuilder list = new StringBuilder("[");
            value.forEach(item -> {
                if (!item.isNull() && !item.isObject()) {
                    list.append(list.length() > 1 ? "," : "").append(literal(item));
                }
            });
            return list.append(']').toString();
        }
        if (value.isTextual()) {
            return '"'
                    + value.textValue()
                            .replace("\\", "\\\\")
                            .replace("\"", "\\\"")
                            .replace("\n", "\\n")
                            .replace("\t", "\\t")
                            .replace("\r", "\\r")
                    + '"';
        }
        if (value.isFloatingPointNumber() && Math.abs(value.doubleValue()) < 1e-300) {
            return "0.0";
        }
        return value.toString();
    }
}
