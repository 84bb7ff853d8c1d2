package mind.gateway.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mind.gateway.feed.Event;
import mind.gateway.wire.Json.Bytes;
import mind.protocol.WireJson;

/**
 * Folds many events of one citizen into few for a client that lags: of {@code delta} and {@code subs} the newest value an
 * index stays, {@code flows} and the changes and counts of {@code flips} are summed, of {@code frame} and {@code wm} the
 * newest stays. All else is kept in order. A folded event stands where the last of its kind stood.
 */
public final class Merge {
    /**
     * What is left.
     *
     * @param events in order
     * @param merged how many were folded into others
     */
    public record Result(List<Event> events, int merged) {}

    private Merge() {}

    public static Result fold(List<Event> events) {
        Map<String, List<Event>> kinds = new LinkedHashMap<>();
        for (Event event : events) {
            if (folds(event.type())) {
                kinds.computeIfAbsent(event.type(), type -> new ArrayList<>()).add(event);
            }
        }
        Map<Event, Event> folded = new java.util.IdentityHashMap<>();
        int merged = 0;
        for (List<Event> kind : kinds.values()) {
            Event last = kind.get(kind.size() - 1);
            if (kind.size() == 1) {
                folded.put(last, last);
                continue;
            }
            try {
                folded.put(last, fold(kind, last));
                merged += kind.size() - 1;
            } catch (IOException e) {
                kind.forEach(event -> folded.put(event, event)); // a body we cannot read goes out as it came
            }
        }
        List<Event> left = new ArrayList<>();
        for (Event event : events) {
            Event now = folds(event.type()) ? folded.get(event) : event;
            if (now != null) {
                left.add(now);
            }
        }
        return new Result(left, merged);
    }

    private static boolean folds(String type) {
        return switch (type) {
            case "delta", "subs", "flips", "flows", "frame", "wm" -> true;
            default -> false;
        };
    }

    private static Event fold(List<Event> kind, Event last) throws IOException {
        return switch (last.type()) {
            case "delta" -> replace(kind, last, "i", "e");
            case "subs" -> replace(kind, last, "i", "e", "t", "a");
            case "flows" -> sum(kind, last, "l", "f");
            case "flips" -> sum(kind, last, "i", "e", "d");
            default -> last; // frame, wm: the newest says it all
        };
    }

    /** The newest row an index; rows in the order in which their index was last told. */
    private static Event replace(List<Event> kind, Event last, String key, String... columns) throws IOException {
        Map<Long, double[]> rows = new LinkedHashMap<>();
        for (Event event : kind) {
            Table table = Table.read(event, key, columns);
            for (int i = 0; i < table.rows(); i++) {
                rows.remove(table.key(i));
                rows.put(table.key(i), table.row(i));
            }
        }
        return written(last, key, columns, rows, -1);
    }

    /** Of the last column the sum an index, of the others the newest. */
    private static Event sum(List<Event> kind, Event last, String key, String... columns) throws IOException {
        Map<Long, double[]> rows = new LinkedHashMap<>();
        long count = -1;
        int summed = columns.length - 1;
        for (Event event : kind) {
            Table table = Table.read(event, key, columns);
            for (int i = 0; i < table.rows(); i++) {
                double[] row = table.row(i);
                double[] before = rows.put(table.key(i), row);
                if (before != null) {
                    row[summed] += before[summed];
                }
            }
            if (table.count >= 0) {
                count = Math.max(0, count) + table.count;
            }
        }
        return written(last, key, columns, rows, count);
    }

    private static Event written(Event last, String key, String[] columns, Map<Long, double[]> rows, long count) {
        var out = new Bytes(32 + rows.size() * 16);
        try (JsonGenerator json = WireJson.MAPPER.getFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart(key);
            for (long index : rows.keySet()) {
                json.writeNumber(index);
            }
            json.writeEndArray();
            for (int c = 0; c < columns.length; c++) {
                json.writeArrayFieldStart(columns[c]);
                for (double[] row : rows.values()) {
                    write(json, row[c]);
                }
                json.writeEndArray();
            }
            if (count >= 0) {
                json.writeNumberField("n", count);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return new Event(last.epoch(), last.seq(), last.type(), last.frame(), last.tMs(), out.toByteArray(), 0);
    }

    private static void write(JsonGenerator json, double value) throws IOException {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            json.writeNumber((long) value);
        } else {
            json.writeNumber(value);
        }
    }

    /** A body of equally long columns: one of whole numbers that names the rows, others of numbers. */
    private static final class Table {
        private final Column keys = new Column();
        private final Column[] columns;
        private long count = -1;

        private Table(int columns) {
            this.columns = new Column[columns];
            for (int c = 0; c < columns; c++) {
                this.columns[c] = new Column();
            }
        }

        static Table read(Event event, String key, String... names) throws IOException {
            var table = new Table(names.length);
            try (JsonParser json =
                    WireJson.MAPPER.getFactory().createParser(event.message(), event.bodyAt(), event.bodyBytes())) {
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    throw new IOException("the body is no object");
                }
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    JsonToken value = json.nextToken();
                    if (name.equals("n") && value == JsonToken.VALUE_NUMBER_INT) {
                        table.count = json.getLongValue();
                    } else if (value == JsonToken.START_ARRAY && name.equals(key)) {
                        table.keys.read(json);
                    } else if (value == JsonToken.START_ARRAY && at(names, name) >= 0) {
                        table.columns[at(names, name)].read(json);
                    } else {
                        json.skipChildren();
                    }
                }
            }
            for (Column column : table.columns) {
                if (column.size != table.keys.size) {
                    throw new IOException("columns of " + column.size + " and " + table.keys.size + " rows");
                }
            }
            return table;
        }

        private static int at(String[] names, String name) {
            for (int i = 0; i < names.length; i++) {
                if (names[i].equals(name)) {
                    return i;
                }
            }
            return -1;
        }

        int rows() {
            return keys.size;
        }

        long key(int row) {
            return (long) keys.values[row];
        }

        double[] row(int row) {
            double[] values = new double[columns.length];
            for (int c = 0; c < columns.length; c++) {
                values[c] = columns[c].values[row];
            }
            return values;
        }
    }

    private static final class Column {
        private double[] values = new double[64];
        private int size;

        void read(JsonParser json) throws IOException {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (size == values.length) {
                    values = java.util.Arrays.copyOf(values, size * 2);
                }
                values[size++] = json.getDoubleValue();
            }
        }
    }
}
