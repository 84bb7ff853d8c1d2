package mind.worker.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mind.worker.graph.Nodes;

/**
 * Makes usable values of whatever a graph holds, and counts repairs: values that were present and had to be cut, clipped,
 * replaced or defaulted. The rules are engine.md 1.2 to 1.6.
 */
final class Values {
    /*
     * Possessive throughout: a property may hold a text of any length, and what gives digits back to look for another
     * reading of a run of them takes the square of its length.
     */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d++(\\.\\d*+)?+|\\.\\d++)([eE][+-]?\\d++)?+");
    private static final Pattern PREFIX = Pattern.compile("^[+-]?\\d++(\\.\\d*+)?+(?=\\s)");
    private static final double LATEST = 9e18; // milliseconds that a long holds
    private static final double SECONDS_BELOW = 1e11;
    /** So much that all nodes of any graph have together what is still a number. */
    private static final double MOST_ENERGY = 1e290;
    /** Characters: as JSON six bytes each at most, and a part of a snapshot has to hold one whole. */
    private static final int LONGEST_ID = 16_384;

    /** Moving averages are of seats as a trace may give them. */
    private static final double MOST_SEATS = 1_000;
    /** Above what five signals come to of which four are shares and one is of seats. */
    private static final double MOST_QUALITY = 4;

    private static final ObjectMapper JSON = new ObjectMapper();

    private long repaired;

    long repaired() {
        return repaired;
    }

    void repair() {
        repaired++;
    }

    /** The number in {@code cell}, NaN where there is none to be had; an unusable one is a repair. */
    double number(Cell cell) {
        switch (cell.kind) {
            case Cell.NULL:
                return Double.NaN;
            case Cell.INTEGER:
                return cell.whole;
            case Cell.DOUBLE:
                if (Double.isFinite(cell.real)) {
                    return cell.real;
                }
                break;
            case Cell.STRING:
                double number = numeric(cell.text);
                if (!Double.isNaN(number)) {
                    return number;
                }
                break;
            default:
        }
        repaired++;
        return Double.NaN;
    }

    /** A numeric text, or its numeric prefix where white space follows (a repair); NaN otherwise. */
    private double numeric(String text) {
        String trimmed = text.strip();
        if (NUMBER.matcher(trimmed).matches()) {
            double number = Double.parseDouble(trimmed);
            return Double.isFinite(number) ? number : Double.NaN;
        }
        Matcher prefix = PREFIX.matcher(trimmed);
        if (prefix.find()) {
            double number = Double.parseDouble(prefix.group());
            if (Double.isFinite(number)) {
                repaired++;
                return number;
            }
        }
        return Double.NaN;
    }

    double number(Cell cell, double fallback) {
        double number = number(cell);
        return Double.isNaN(number) ? fallback : number;
    }

    /** {@code value} cut to {@code least}..{@code most}; a cut is a repair. */
    double within(double value, double least, double most) {
        if (value < least || value > most) {
            repaired++;
            return value < least ? least : most;
        }
        return value;
    }

    double logWeight(Cell cell) {
        return within(number(cell, 0), -5, 2);
    }

    /** A share of something, or the average of shares: 0 to 1, {@code fallback} where there is none. */
    double share(Cell cell, double fallback) {
        return within(number(cell, fallback), 0, 1);
    }

    /** The average of a trace's seats: -1000 to 1000. */
    double seats(Cell cell) {
        return within(number(cell, 0), -MOST_SEATS, MOST_SEATS);
    }

    /** A subentity's quality: 0 to 4, so that what it takes off a threshold leaves some of it. */
    double quality(Cell cell) {
        return within(number(cell, 0), 0, MOST_QUALITY);
    }

    /** {@code value} cut to what a float can hold; a cut is a repair. */
    double single(double value) {
        return within(value, -Float.MAX_VALUE, Float.MAX_VALUE);
    }

    int count(Cell cell) {
        return (int) within(number(cell, 0), 0, Integer.MAX_VALUE);
    }

    /**
     * A node's energy: {@code E} where it is a number, else {@code energy}, which may be an object: its {@code default},
     * else its first value; cut to 0..1e290.
     */
    double energy(Cell e, Cell energy) {
        double number = number(e);
        if (Double.isNaN(number)) {
            number = energy.kind == Cell.STRING && energy.text.strip().startsWith("{")
                    ? ofObject(energy.text)
                    : number(energy, 0);
        }
        return within(number, 0, MOST_ENERGY);
    }

    private double ofObject(String text) {
        JsonNode object = object(text);
        JsonNode value = object.has("default")
                ? object.get("default")
                : object.elements().hasNext() ? object.elements().next() : null;
        if (value != null && value.isNumber() && Double.isFinite(value.doubleValue())) {
            return value.doubleValue();
        }
        double number = value != null && value.isTextual() ? numeric(value.textValue()) : Double.NaN;
        if (Double.isNaN(number)) {
            repaired++;
            return 0;
        }
        return number;
    }

    /** {@code theta}, else {@code Θ}, else 0.5; what is not above 0 is unusable; at least 0.001. */
    double theta(Cell theta, Cell capital) {
        double number = positive(theta);
        if (Double.isNaN(number)) {
            number = positive(capital);
        }
        return Double.isNaN(number) ? 0.5 : within(number, 0.001, Double.MAX_VALUE);
    }

    private double positive(Cell cell) {
        double number = number(cell);
        if (number <= 0) {
            repaired++;
            return Double.NaN;
        }
        return number;
    }

    /** The text in {@code cell}, or the text of its number; empty where there is none. */
    String text(Cell cell) {
        switch (cell.kind) {
            case Cell.NULL:
                return "";
            case Cell.STRING, Cell.BOOLEAN:
                return cell.text;
            case Cell.INTEGER:
                return Long.toString(cell.whole);
            case Cell.DOUBLE:
                return Double.toString(cell.real);
            default:
                repaired++;
                return "";
        }
    }

    /** The first of {@code cells} with a text that may be an id; otherwise empty. One that is too long is a repair. */
    String id(Cell... cells) {
        for (Cell cell : cells) {
            String text = text(cell);
            if (isTooLong(cell)) {
                repaired++;
            } else if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    /** Whether the text in {@code cell} is too long for an id. */
    static boolean isTooLong(Cell cell) {
        return cell.kind == Cell.STRING && cell.text.length() > LONGEST_ID;
    }

    /** The first of {@code cells} with a text that is not empty; otherwise empty. */
    String text(Cell... cells) {
        for (Cell cell : cells) {
            String text = text(cell);
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    /** An object whose values are numbers; what is no number is left out, and is a repair. */
    Map<String, Double> numbers(Cell cell) {
        if (cell.absent()) {
            return Map.of();
        }
        if (cell.kind != Cell.STRING) {
            repaired++;
            return Map.of();
        }
        JsonNode object = object(cell.text);
        if (!object.isObject()) {
            repaired++;
            return Map.of();
        }
        Map<String, Double> numbers = new LinkedHashMap<>();
        object.properties().forEach(field -> {
            double number = field.getValue().isNumber()
                    ? field.getValue().doubleValue()
                    : field.getValue().isTextual() ? numeric(field.getValue().textValue()) : Double.NaN;
            if (Double.isFinite(number)) {
                numbers.put(field.getKey(), number);
            } else {
                repaired++;
            }
        });
        return numbers;
    }

    /** The numbers of a JSON list, NaN for what is none; empty where it is no list. */
    double[] list(String text) {
        JsonNode list = object(text);
        double[] numbers = new double[list.isArray() ? list.size() : 0];
        for (int k = 0; k < numbers.length; k++) {
            numbers[k] = list.get(k).isNumber() ? list.get(k).doubleValue() : Double.NaN;
        }
        return numbers;
    }

    /** JSON, or the same in single quotes with True, False and None; a missing node where it is neither. */
    private static JsonNode object(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            String quoted = text.replace('\'', '"')
                    .replaceAll("\\bTrue\\b", "true")
                    .replaceAll("\\bFalse\\b", "false")
                    .replaceAll("\\bNone\\b", "null");
            try {
                return JSON.readTree(quoted);
            } catch (JsonProcessingException again) {
                return JSON.missingNode();
            }
        }
    }

    /** Epoch milliseconds of a number of seconds or milliseconds, or of an ISO time; {@link Nodes#NEVER} otherwise. */
    long time(Cell cell) {
        switch (cell.kind) {
            case Cell.NULL:
                return Nodes.NEVER;
            case Cell.INTEGER:
                return millis(BigDecimal.valueOf(cell.whole));
            case Cell.DOUBLE:
                if (Math.abs(cell.real) < LATEST) {
                    return millis(BigDecimal.valueOf(cell.real));
                }
                break;
            case Cell.DATETIME, Cell.DATE:
                if (Math.abs((double) cell.whole) < LATEST / 1000) {
                    return cell.whole * 1000;
                }
                break;
            case Cell.STRING:
                String text = cell.text.strip();
                if (NUMBER.matcher(text).matches()) {
                    double number = Double.parseDouble(text); // of any exponent, unlike a BigDecimal
                    if (Math.abs(number) < LATEST) {
                        return millis(BigDecimal.valueOf(number));
                    }
                    break;
                }
                try {
                    return iso(text);
                } catch (DateTimeException | ArithmeticException e) {
                    break;
                }
            default:
        }
        repaired++;
        return Nodes.NEVER;
    }

    private static long millis(BigDecimal number) {
        BigDecimal millis = Math.abs(number.doubleValue()) < SECONDS_BELOW ? number.movePointRight(3) : number;
        return millis.setScale(0, RoundingMode.HALF_UP).longValue();
    }

    private static long iso(String text) {
        String time = text.replaceFirst("^(\\d{4}-\\d\\d-\\d\\d) ", "$1T");
        if (time.length() == 10) {
            return LocalDate.parse(time)
                    .atStartOfDay()
                    .toInstant(ZoneOffset.UTC)
                    .toEpochMilli();
        }
        if (time.endsWith("]")) {
            return ZonedDateTime.parse(time).toInstant().toEpochMilli();
        }
        if (time.matches(".*([zZ]|[+-]\\d\\d:?\\d\\d(:?\\d\\d)?)$") && time.indexOf('T') > 0) {
            return time.endsWith("Z") || time.endsWith("z")
                    ? Instant.parse(time).toEpochMilli()
                    : OffsetDateTime.parse(time.replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2"))
                            .toInstant()
                            .toEpochMilli();
        }
        return LocalDateTime.parse(time).toInstant(ZoneOffset.UTC).toEpochMilli();
    }
}
