package mind.worker.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mind.protocol.WireJson;
import mind.worker.link.Link;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Reads stored graphs for answers, never for the engine: read-only queries of bounded time on a connection of its own,
 * opened when first needed. One thread uses it.
 */
public final class GraphReader implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 3_000;
    private static final int MOST_BYTES = 8 << 20; // of an answer to a question of our own

    private static final Schema UNKNOWN = new Schema(List.of(), List.of(), List.of());

    private final Link link;
    private Schema schema; // of the answer that is being read: the next may be of another graph, if of the same name

    /** The words that numbers in compact answers stand for. */
    private record Schema(List<String> labels, List<String> keys, List<String> types) {}

    /** An answer: column names, and rows of JSON values. */
    public record Answered(List<String> columns, ArrayNode rows) {}

    public GraphReader(Link link) {
        this.link = link;
    }

    /**
     * Runs {@code cypher} on {@code graph}, whose values come as {@code parameters}.
     *
     * @throws Refusal 400 if the server refuses it or has too much to say, 503 if it is away
     */
    public Answered read(String graph, String cypher, Map<String, Object> parameters) throws Refusal {
        return read(graph, cypher, parameters, MOST_BYTES);
    }

    /** The same, for an answer of at most {@code mostBytes} as the server sends it. */
    Answered read(String graph, String cypher, Map<String, Object> parameters, int mostBytes) throws Refusal {
        return read(graph, cypher, parameters, mostBytes, TIMEOUT_MILLIS);
    }

    /** The same, for an answer that the server has within {@code mostMillis}. */
    Answered read(String graph, String cypher, Map<String, Object> parameters, int mostBytes, int mostMillis)
            throws Refusal {
        schema = UNKNOWN;
        return ask(graph, cypher, parameters, mostBytes, mostMillis);
    }

    private Answered ask(String graph, String cypher, Map<String, Object> parameters, int mostBytes, int mostMillis)
            throws Refusal {
        var query = new StringBuilder();
        if (!parameters.isEmpty()) {
            query.append("CYPHER");
            parameters.forEach(
                    (name, value) -> query.append(' ').append(name).append('=').append(literal(value)));
            query.append(' ');
        }
        query.append(cypher);
        try {
            Object answer =
                    link.callWithin(mostBytes, "GRAPH.RO_QUERY", graph, query, "--compact", "TIMEOUT", mostMillis);
            List<?> parts = (List<?>) answer;
            List<String> columns = new ArrayList<>();
            ArrayNode rows = WireJson.MAPPER.createArrayNode();
            if (parts.size() > 1) {
                for (Object column : (List<?>) parts.get(0)) {
                    columns.add(Link.text(((List<?>) column).get(1)));
                }
                for (Object row : (List<?>) parts.get(1)) {
                    ArrayNode cells = rows.addArray();
                    for (Object cell : (List<?>) row) {
                        cells.add(value(graph, (List<?>) cell));
                    }
                }
            }
            return new Answered(columns, rows);
        } catch (Link.TooLongException e) {
            throw Refusal.badValue(e.getMessage() + ": ask for fewer or shorter values, or add a LIMIT");
        } catch (JedisDataException e) {
            throw Refusal.badValue("FalkorDB refuses the query: " + e.getMessage());
        } catch (JedisException e) {
            throw Refusal.notRunning(link.trouble(e));
        } catch (ClassCastException | IndexOutOfBoundsException e) { // nor may what follows such an answer make sense
            link.drop();
            throw Refusal.notRunning(link.trouble(e));
        }
    }

    private static String literal(Object value) {
        if (value instanceof Number) {
            return value.toString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(GraphReader::literal).collect(Collectors.joining(",", "[", "]"));
        }
        String text = value.toString();
        var quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c == 0 ? ' ' : c);
        }
        return quoted.append('"').toString();
    }

    private JsonNode value(String graph, List<?> cell) throws Refusal {
        Object content = cell.get(1);
        return switch (((Long) cell.get(0)).intValue()) {
            case 2 -> WireJson.MAPPER.getNodeFactory().textNode(Link.text(content));
            case 3, 13, 14, 15, 16 -> WireJson.MAPPER.getNodeFactory().numberNode((Long) content);
            case 4 ->
                WireJson.MAPPER.getNodeFactory().booleanNode(Link.text(content).equals("true"));
            case 5 -> real(Link.text(content));
            case 6 -> {
                ArrayNode array = WireJson.MAPPER.createArrayNode();
                for (Object item : (List<?>) content) {
                    array.add(value(graph, (List<?>) item));
                }
                yield array;
            }
            case 7 -> link(graph, (List<?>) content);
            case 8 -> node(graph, (List<?>) content);
            case 9 ->
                WireJson.MAPPER
                        .createObjectNode()
                        .<ObjectNode>set("nodes", value(graph, (List<?>) ((List<?>) content).get(0)))
                        .set("links", value(graph, (List<?>) ((List<?>) content).get(1)));
            case 10 -> {
                ObjectNode map = WireJson.MAPPER.createObjectNode();
                List<?> flat = (List<?>) content;
                for (int i = 0; i + 1 < flat.size(); i += 2) {
                    map.set(Link.text(flat.get(i)), value(graph, (List<?>) flat.get(i + 1)));
                }
                yield map;
            }
            case 11, 12 -> {
                ArrayNode numbers = WireJson.MAPPER.createArrayNode();
                for (Object number : (List<?>) content) {
                    numbers.add(real(Link.text(number)));
                }
                yield numbers;
            }
            default -> WireJson.MAPPER.getNodeFactory().nullNode();
        };
    }

    /** A number as JSON can say it; what it can't say (nan, inf) is null. */
    private static JsonNode real(String text) {
        try {
            double number = Double.parseDouble(text);
            return WireJson.MAPPER.getNodeFactory().numberNode(number);
        } catch (NumberFormatException e) {
            return WireJson.MAPPER.getNodeFactory().nullNode();
        }
    }

    private ObjectNode node(String graph, List<?> parts) throws Refusal {
        ObjectNode node = WireJson.MAPPER.createObjectNode().put("id", (Long) parts.get(0));
        ArrayNode labels = node.putArray("labels");
        for (Object label : (List<?>) parts.get(1)) {
            labels.add(word(graph, Schema::labels, label));
        }
        node.set("properties", properties(graph, (List<?>) parts.get(2)));
        return node;
    }

    private ObjectNode link(String graph, List<?> parts) throws Refusal {
        ObjectNode link = WireJson.MAPPER
                .createObjectNode()
                .put("id", (Long) parts.get(0))
                .put("type", word(graph, Schema::types, parts.get(1)))
                .put("source", (Long) parts.get(2))
                .put("target", (Long) parts.get(3));
        link.set("properties", properties(graph, (List<?>) parts.get(4)));
        return link;
    }

    private ObjectNode properties(String graph, List<?> parts) throws Refusal {
        ObjectNode properties = WireJson.MAPPER.createObjectNode();
        for (Object part : parts) {
            List<?> property = (List<?>) part;
            properties.set(
                    word(graph, Schema::keys, property.get(0)), value(graph, property.subList(1, property.size())));
        }
        return properties;
    }

    private String word(String graph, java.util.function.Function<Schema, List<String>> list, Object number)
            throws Refusal {
        int place = ((Long) number).intValue();
        if (place >= list.apply(schema).size()) {
            schema = new Schema(
                    words(graph, "CALL db.labels()"),
                    words(graph, "CALL db.propertyKeys()"),
                    words(graph, "CALL db.relationshipTypes()"));
        }
        List<String> words = list.apply(schema);
        return place < words.size() ? words.get(place) : "?";
    }

    private List<String> words(String graph, String call) throws Refusal {
        List<String> words = new ArrayList<>();
        ask(graph, call, Map.of(), MOST_BYTES, TIMEOUT_MILLIS)
                .rows()
                .forEach(row -> words.add(row.get(0).asText()));
        return words;
    }

    @Override
    public void close() {
        link.close();
    }
}
