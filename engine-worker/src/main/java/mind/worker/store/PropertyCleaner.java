package mind.worker.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.StringJoiner;

/** Turns a row's properties as a file has them into what the store keeps, and counts each repair. Not thread-safe. */
final class PropertyCleaner {
    private static final double LEAST =
            1e-300; // nearer to 0 a literal can denote a denormal, and a batch with one fails

    private final Map<Repair, Long> repairs = new EnumMap<>(Repair.class);
    private long nulls;

    /**
     * A row's properties, ready to be stored.
     *
     * @param keys     names of those in {@code values}, in the file's order
     * @param values   their values, in that order
     * @param specials those that only a query can store
     */
    record Clean(List<String> keys, BulkBytes values, List<Special.Value> specials) {}

    Clean clean(JsonNode properties) {
        var keys = new ArrayList<String>(properties.size());
        var values = new BulkBytes(256);
        var specials = new ArrayList<Special.Value>(0);
        for (Entry<String, JsonNode> property : properties.properties()) {
            String key = name(property.getKey());
            JsonNode value = property.getValue();
            if (value.isNull()) {
                nulls++; // for a graph, absent and null are one
                continue;
            }
            if (needsQuery(value)) {
                specials.add(new Special.Value(key, expression(value)));
            } else {
                keys.add(key);
                add(values, value);
            }
        }
        return new Clean(List.copyOf(keys), values, specials);
    }

    /** A label, link type or property name without what the store cannot keep. */
    String name(String name) {
        String clean = characters(name);
        if (clean.indexOf('`') >= 0) {
            count(Repair.NAME);
            clean = clean.replace('`', '\'');
        }
        return clean;
    }

    void count(Repair repair) {
        repairs.merge(repair, 1L, Long::sum);
    }

    long nulls() {
        return nulls;
    }

    /** Counts of what was changed, by the word for it; kinds that did not occur are absent. */
    Map<String, Long> repairs() {
        var words = new LinkedHashMap<String, Long>();
        repairs.forEach((repair, count) -> words.put(repair.word(), count));
        return words;
    }

    private void add(BulkBytes out, JsonNode value) {
        switch (value.getNodeType()) {
            case BOOLEAN -> out.add(value.booleanValue());
            case STRING -> out.add(characters(value.textValue()));
            case NUMBER -> addNumber(out, value);
            case ARRAY -> addList(out, value);
            default -> addObject(out, value);
        }
    }

    private void addNumber(BulkBytes out, JsonNode value) {
        if (value.isIntegralNumber()) {
            if (value.canConvertToLong()) {
                out.add(value.longValue());
                return;
            }
            count(Repair.BIG_INTEGER);
        }
        out.add(normal(value.doubleValue()));
    }

    private double normal(double number) {
        if (number != 0 && Math.abs(number) < LEAST) {
            count(Repair.DENORMAL);
            return 0;
        }
        return number;
    }

    private void addList(BulkBytes out, JsonNode list) {
        int count = 0;
        for (JsonNode element : list) {
            if (element.isNull()) {
                count(Repair.NULL_IN_LIST);
            } else {
                count++;
            }
        }
        out.startList(count);
        for (JsonNode element : list) {
            if (!element.isNull()) {
                add(out, element);
            }
        }
    }

    private void addObject(BulkBytes out, JsonNode value) {
        if (Special.of(value).filter(kind -> kind == Special.FLOAT).isPresent()) {
            out.add(Special.number(value));
            return;
        }
        count(Repair.MAP);
        out.add(characters(value.toString()));
    }

    private String characters(String text) {
        boolean whole = true;
        for (int i = 0; i < text.length() && whole; i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else {
                whole = c != 0 && !Character.isSurrogate(c);
            }
        }
        if (whole) {
            return text;
        }
        count(Repair.CHARACTER);
        var kept = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> c != 0 && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE))
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    /** Whether {@code value} is, or as a list holds at any depth, one that only a query can store. */
    private static boolean needsQuery(JsonNode value) {
        for (JsonNode element : value.isArray() ? value : List.<JsonNode>of()) {
            if (needsQuery(element)) {
                return true;
            }
        }
        return Special.of(value).filter(kind -> kind != Special.FLOAT).isPresent();
    }

    private String expression(JsonNode value) {
        if (!needsQuery(value)) {
            var plain = new BulkBytes(64);
            add(plain, value);
            var literal = new StringBuilder();
            new BulkBytes.Literals(plain.toArray()).append(literal);
            return literal.toString();
        }
        return value.isArray()
                ? list(value)
                : Special.of(value)
                        .map(kind -> kind.function() + "(" + literal(kind, kind.content(value)) + ")")
                        .orElseThrow();
    }

    private String list(JsonNode elements) {
        var list = new StringJoiner(",", "[", "]");
        for (JsonNode element : elements) {
            if (element.isNull()) {
                count(Repair.NULL_IN_LIST);
            } else {
                list.add(expression(element));
            }
        }
        return list.toString();
    }

    /** What the function of {@code kind} takes. */
    private String literal(Special kind, JsonNode content) {
        return switch (kind) {
            case FLOAT -> throw new IllegalArgumentException("a float needs no query");
            case VECTOR -> {
                var list = new StringBuilder("[");
                content.forEach(
                        element -> list.append(list.length() > 1 ? "," : "").append(number(element)));
                yield list.append(']').toString();
            }
            case POINT ->
                "{latitude:" + number(content.get("latitude")) + ",longitude:" + number(content.get("longitude")) + "}";
            case DATETIME, DATE, TIME, DURATION -> "'" + content.textValue() + "'";
        };
    }

    private String number(JsonNode value) {
        var literal = new StringBuilder();
        BulkBytes.Literals.appendDouble(literal, normal(Special.number(value)));
        return literal.toString();
    }
}
