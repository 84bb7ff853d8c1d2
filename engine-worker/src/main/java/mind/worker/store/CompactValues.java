package mind.worker.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import mind.worker.link.Link;

/** Stored values as a compact answer has them, a type number and then the value, made JSON of the same kind. */
final class CompactValues {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final DateTimeFormatter TO_SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private CompactValues() {}

    static JsonNode json(long type, Object value) {
        return switch ((int) type) {
            case 1 -> JSON.nullNode();
            case 2 -> JSON.textNode(Link.text(value));
            case 3 -> JSON.numberNode((long) (Long) value);
            case 4 -> JSON.booleanNode(Link.text(value).equals("true"));
            case 5 -> number(Link.text(value));
            case 6 -> list((List<?>) value);
            case 11 -> point((List<?>) value);
            case 12 -> vector((List<?>) value);
            case 13 -> Special.DATETIME.wrap(JSON.textNode(TO_SECONDS.format(moment(value))));
            case 14 -> Special.DATE.wrap(JSON.textNode(date(value)));
            case 15 -> Special.TIME.wrap(JSON.textNode(TIME.format(moment(value))));
            case 16 -> Special.DURATION.wrap(JSON.textNode("PT" + value + "S"));
            default -> throw new IllegalStateException("a stored value of type " + type + ", which is not known");
        };
    }

    private static JsonNode number(String text) {
        return switch (text) { // FalkorDB's words, which Java's parser does not take
            case "nan", "-nan" -> Special.FLOAT.wrap(JSON.textNode("NaN"));
            case "inf" -> Special.FLOAT.wrap(JSON.textNode("Infinity"));
            case "-inf" -> Special.FLOAT.wrap(JSON.textNode("-Infinity"));
            default -> JSON.numberNode(Double.parseDouble(text));
        };
    }

    private static JsonNode list(List<?> elements) {
        ArrayNode list = JSON.arrayNode(elements.size());
        for (Object element : elements) {
            List<?> typed = (List<?>) element;
            list.add(json((Long) typed.get(0), typed.get(1)));
        }
        return list;
    }

    private static JsonNode point(List<?> ends) {
        return Special.POINT.wrap(JSON.objectNode()
                .<ObjectNode>set("latitude", number(Link.text(ends.get(0))))
                .set("longitude", number(Link.text(ends.get(1)))));
    }

    private static JsonNode vector(List<?> elements) {
        ArrayNode list = JSON.arrayNode(elements.size());
        elements.forEach(element -> list.add(number(Link.text(element))));
        return Special.VECTOR.wrap(list);
    }

    private static LocalDateTime moment(Object epochSeconds) {
        return LocalDateTime.ofEpochSecond((Long) epochSeconds, 0, ZoneOffset.UTC);
    }

    private static String date(Object epochSeconds) {
        LocalDate date = moment(epochSeconds).toLocalDate();
        return date.toString();
    }
}
