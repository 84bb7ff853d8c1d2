package mind.worker.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import mind.protocol.WireJson;
import mind.worker.life.Session;

/** {@code query}: one read-only query on the stored graph, with bounds on time, rows and memory. */
public final class QueryCommand implements CommandHandler {
    private static final int MAX_ROWS = 1_000;
    private static final int MAX_CHARACTERS = 1_000_000; // of the answer
    /** Of the database's reply, which takes up to ten times as much once it is read. */
    private static final int MAX_REPLY_BYTES = 2 << 20;

    private static final int COLUMNS_BYTES = 64 << 10; // of the reply that tells the columns, and
    private static final int COLUMNS_MILLIS = 500; // how long that may take
    private static final Pattern UNION = Pattern.compile("\\bUNION\\b", Pattern.CASE_INSENSITIVE);

    private static final int MAX_QUERY = 20_000;

    private final Running running;
    private final GraphReader reader;
    private final Executor slow;

    public QueryCommand(Running running, GraphReader reader, Executor slow) {
        this.running = running;
        this.reader = reader;
        this.slow = slow;
    }

    @Override
    public void handle(Args args, Answer answer) throws Refusal {
        Session session = running.session();
        String query = args.text("query");
        if (query.length() > MAX_QUERY) {
            throw Refusal.badValue("query has " + query.length() + " characters: send at most " + MAX_QUERY);
        }
        Running.later(slow, answer, () -> {
            String graph = session.mind().loaded().source();
            GraphReader.Answered answered =
                    inOrder(graph, query, reader.read(graph, bounded(query), Map.of(), MAX_REPLY_BYTES));
            ArrayNode rows = answered.rows();
            boolean truncated = rows.size() > MAX_ROWS;
            while (rows.size() > MAX_ROWS) {
                rows.remove(rows.size() - 1);
            }
            ObjectNode result = WireJson.MAPPER.createObjectNode();
            result.set("columns", WireJson.MAPPER.valueToTree(answered.columns()));
            result.set("rows", rows);
            result.put("truncated", truncated);
            if (isTooLong(result)) {
                throw Refusal.badValue("the answer has more than " + MAX_CHARACTERS
                        + " characters: ask for fewer columns, or add a LIMIT");
            }
            answer.done(result);
        });
    }

    /** Measures without writing it anywhere: as JSON it may be six times as long as it came. */
    private static boolean isTooLong(ObjectNode result) {
        try {
            WireJson.MAPPER.writeValue(new Ruler(), result);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Lets {@link #MAX_CHARACTERS} pass and fails at the next. */
    private static final class Ruler extends Writer {
        private int characters;

        @Override
        public void write(char[] from, int at, int length) throws IOException {
            characters += length;
            if (characters > MAX_CHARACTERS) {
                throw new IOException("too long");
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** The answer with its columns in the order of the query's RETURN: that of the alphabet is RETURN *'s. */
    private GraphReader.Answered inOrder(String graph, String query, GraphReader.Answered answered) {
        List<String> columns = answered.columns();
        if (columns.size() < 2) {
            return answered;
        }
        List<String> order = new ArrayList<>(columnsOf(graph, query));
        order.retainAll(columns);
        if (order.size() != columns.size()) {
            return answered;
        }
        ArrayNode rows = WireJson.MAPPER.createArrayNode();
        for (JsonNode row : answered.rows()) {
            ArrayNode cells = rows.addArray();
            order.forEach(column -> cells.add(row.get(columns.indexOf(column))));
        }
        return new GraphReader.Answered(order, rows);
    }

    /** What the query names its columns, asked of the database by the query with nothing to begin from. */
    private List<String> columnsOf(String graph, String query) {
        String first = UNION.split(bare(query), 2)[0]; // the others have the same columns
        try {
            return reader.read(graph, "UNWIND [] AS `nothing` " + first, Map.of(), COLUMNS_BYTES, COLUMNS_MILLIS)
                    .columns();
        } catch (Refusal e) {
            return List.of(); // it can't be told, and the answer holds without it
        }
    }

    private static String bare(String query) {
        String text = query.strip();
        return text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
    }

    /** The query as part of one that ends by itself after a row too many; a bare procedure call has its own bound. */
    private static String bounded(String query) {
        String bare = bare(query);
        return bare.toUpperCase(Locale.ROOT).contains("RETURN")
                ? "CALL { " + bare + "\n} RETURN * LIMIT " + (MAX_ROWS + 1)
                : bare;
    }
}
