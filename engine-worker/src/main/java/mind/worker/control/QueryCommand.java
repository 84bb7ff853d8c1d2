package mind.worker.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import mind.protocol.WireJson;
import mind.worker.life.Session;

/** {@code query}: one read-only query on the stored graph, with bounds on time, rows and memory. */
public final class QueryCommand implements CommandHandler {
    private static final int MAX_ROWS = 1_000;
    private static final int MAX_CHARACTERS = 1_000_000; // of the answer
    /** Of the database's reply, which takes up to ten times as much once it is read. */
    private static final int MAX_REPLY_BYTES = 2 << 20;

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
            GraphReader.Answered answered =
                    reader.read(session.mind().loaded().source(), bounded(query), Map.of(), MAX_REPLY_BYTES);
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

    /** The query as part of one that ends by itself after a row too many; a bare procedure call has its own bound. */
    private static String bounded(String query) {
        String text = query.strip();
        String bare = text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
        return bare.toUpperCase(Locale.ROOT).contains("RETURN")
                ? "CALL { " + bare + "\n} RETURN * LIMIT " + (MAX_ROWS + 1)
                : bare;
    }
}
