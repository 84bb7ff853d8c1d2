package mind.worker.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A kind of value that JSON has no word for; in a file it is an object of one field, named after the kind. All but
 * {@link #FLOAT} are stored by a query, since {@code GRAPH.BULK} has no form for them.
 */
enum Special {
    /** {@code {"$float":"NaN"}}, {@code "Infinity"} or {@code "-Infinity"}. */
    FLOAT("$float", ""),
    /** {@code {"$vecf32":[0.5,1.0]}}, such as an embedding; an element may be a {@link #FLOAT}, as may a point's. */
    VECTOR("$vecf32", "vecf32"),
    /** {@code {"$point":{"latitude":1.5,"longitude":2.0}}}. */
    POINT("$point", "point"),
    /** {@code {"$datetime":"2024-01-02T03:04:05"}}. */
    DATETIME("$datetime", "localdatetime"),
    DATE("$date", "date"),
    TIME("$time", "localtime"),
    /** {@code {"$duration":"PT93600S"}}. */
    DURATION("$duration", "duration");

    private final String field;
    private final String function;

    Special(String field, String function) {
        this.field = field;
        this.function = function;
    }

    /** The Cypher function that makes such a value. */
    String function() {
        return function;
    }

    ObjectNode wrap(JsonNode value) {
        return JsonNodeFactory.instance.objectNode().set(field, value);
    }

    /** The kind of {@code value}, where it is such an object with a content that fits. */
    static Optional<Special> of(JsonNode value) {
        if (!value.isObject() || value.size() != 1) {
            return Optional.empty();
        }
        for (Special kind : values()) {
            JsonNode content = value.get(kind.field);
            if (content != null) {
                return kind.fits(content) ? Optional.of(kind) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    JsonNode content(JsonNode value) {
        return value.get(field);
    }

    private boolean fits(JsonNode content) {
        return switch (this) {
            case FLOAT -> content.isTextual() && content.asText().matches("NaN|-?Infinity");
            case VECTOR -> content.isArray() && allNumbers(content);
            case POINT -> within(content.path("latitude"), 90) && within(content.path("longitude"), 180);
            case DATETIME ->
                isTime(content, "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d", DateTimeFormatter.ISO_LOCAL_DATE_TIME);
            case DATE -> isTime(content, "\\d{4}-\\d\\d-\\d\\d", DateTimeFormatter.ISO_LOCAL_DATE);
            case TIME -> isTime(content, "\\d\\d:\\d\\d:\\d\\d", DateTimeFormatter.ISO_LOCAL_TIME);
            case DURATION -> content.isTextual() && content.asText().matches("PT-?\\d{1,18}S"); // 64 bits hold more
        };
    }

    /** Whether the store takes {@code value} as a point's end: it refuses more than {@code most} degrees, not NaN. */
    private static boolean within(JsonNode value, double most) {
        return isNumber(value) && !(Math.abs(number(value)) > most);
    }

    /** Whether the day or hour exists: the store refuses month 13, and makes of 30 February another day. */
    private static boolean isTime(JsonNode content, String form, DateTimeFormatter formatter) {
        if (!content.isTextual() || !content.asText().matches(form)) {
            return false;
        }
        try {
            formatter.parse(content.asText());
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static boolean allNumbers(JsonNode list) {
        for (JsonNode element : list) {
            if (!isNumber(element)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(JsonNode value) {
        return value.isNumber() || isFloat(value);
    }

    private static boolean isFloat(JsonNode value) {
        return of(value).filter(kind -> kind == FLOAT).isPresent();
    }

    /** The number that {@code value} is, or stands for as a {@link #FLOAT}. */
    static double number(JsonNode value) {
        return isFloat(value) ? Double.parseDouble(FLOAT.content(value).textValue()) : value.doubleValue();
    }

    /**
     * A value of such a kind, or a list that holds some, waiting for the row it belongs to.
     *
     * @param key        property name
     * @param expression the Cypher expression that makes it
     */
    record Value(String key, String expression) {}
}
