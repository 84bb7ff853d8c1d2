package mind.gateway.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mind.protocol.WireJson;

/**
 * Some columns of a snapshot, one part at a time: those asked for are kept until the next part is read, everything else is
 * read past. A value that a part leaves out is 0 or empty.
 */
final class Columns {
    private final Map<String, Column> wanted = new HashMap<>();

    /** Asks for a column of numbers. @param name as in {@code links.w} */
    Numbers numbers(String name) {
        var column = new Numbers();
        wanted.put(name, column);
        return column;
    }

    /** Asks for a column of texts. @param name as in {@code nodes.id} */
    Texts texts(String name) {
        var column = new Texts();
        wanted.put(name, column);
        return column;
    }

    /** @throws IOException if {@code part} is no JSON object */
    void read(byte[] part) throws IOException {
        wanted.values().forEach(Column::clear);
        try (JsonParser json = WireJson.MAPPER.getFactory().createParser(part)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("a part that is no object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String section = json.currentName();
                if (json.nextToken() == JsonToken.START_OBJECT) {
                    section(section, json);
                } else {
                    json.skipChildren();
                }
            }
        }
    }

    private void section(String section, JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            Column column = wanted.get(section + '.' + json.currentName());
            if (json.nextToken() != JsonToken.START_ARRAY || column == null) {
                json.skipChildren();
                continue;
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                column.take(json);
                json.skipChildren();
            }
        }
    }

    private interface Column {
        void clear();

        void take(JsonParser value) throws IOException;
    }

    static final class Numbers implements Column {
        private double[] values = new double[0];
        private int rows;

        @Override
        public void clear() {
            rows = 0;
        }

        @Override
        public void take(JsonParser value) throws IOException {
            if (rows == values.length) {
                values = Arrays.copyOf(values, Math.max(256, rows + rows / 2));
            }
            values[rows++] = value.getValueAsDouble();
        }

        int rows() {
            return rows;
        }

        double at(int row) {
            return row < rows ? values[row] : 0;
        }

        int whole(int row) {
            return (int) at(row);
        }
    }

    static final class Texts implements Column {
        private final List<String> values = new ArrayList<>();

        @Override
        public void clear() {
            values.clear();
        }

        @Override
        public void take(JsonParser value) throws IOException {
            values.add(value.getValueAsString(""));
        }

        int rows() {
            return values.size();
        }

        String at(int row) {
            return row < values.size() ? values.get(row) : "";
        }
    }
}
