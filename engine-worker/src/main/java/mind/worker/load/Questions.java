package mind.worker.load;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Queries to one graph, asked some ahead over one or two connections in turn, so that the server is at work while an answer
 * is read; the answers are read in the order of asking.
 */
final class Questions {
    /**
     * Queries asked and not answered. The server works on one query of a connection at a time, so two connections keep two of
     * its threads at work; the more are asked, the longer they go on while a cold JVM takes its time over an answer. Some MiB
     * of answers then wait in the server.
     */
    private static final int AHEAD = 8;

    private final List<FalkorConnection> connections;
    private final String graph;
    private final Deque<Question> waiting = new ArrayDeque<>();
    private final Deque<Asked> asked = new ArrayDeque<>(AHEAD);
    private int turn;

    /** What is done with an answer. */
    interface Answer {
        /** Reads {@code rows} rows, each whole. */
        void read(RespReader from, int rows) throws IOException;
    }

    private record Question(String cypher, Answer answer) {}

    private record Asked(FalkorConnection connection, Answer answer) {}

    Questions(List<FalkorConnection> connections, String graph) {
        this.connections = connections;
        this.graph = graph;
    }

    void add(String cypher, Answer answer) {
        waiting.add(new Question(cypher, answer));
    }

    /** Asks all that were added and reads the answers; an answer may add more, which come last. */
    void run() throws IOException {
        while (ask()) {
            Asked next = asked.remove();
            FalkorConnection from = next.connection();
            try {
                next.answer().read(from.reader(), from.rows());
                from.done();
            } catch (RespReader.RefusedException e) {
                throw from.meant(e);
            }
        }
    }

    private boolean ask() throws IOException {
        while (asked.size() < AHEAD && !waiting.isEmpty()) {
            Question next = waiting.remove();
            FalkorConnection to = connections.get(turn++ % connections.size());
            to.ask(graph, next.cypher());
            asked.add(new Asked(to, next.answer()));
        }
        return !asked.isEmpty();
    }
}
