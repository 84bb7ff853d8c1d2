package mind.worker.persist;

import java.util.List;
import mind.protocol.Channels;
import mind.worker.lease.Tenure;
import mind.worker.link.Link;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Runs writing queries on one graph as long as the tenure's epoch is the newest: the server itself refuses them from a
 * worker that has been succeeded, even one that was frozen in the middle.
 */
/*
 * WATCH epoch, GET epoch, EXISTS graph, in one trip; if both fit, MULTI, GRAPH.QUERY, EXEC in a second. Should the epoch
 * change between the two, EXEC does nothing. EXISTS, because a query on a graph that is gone would create an empty one.
 */
final class GraphWriter {
    private final Link link;
    private final String graph;
    private final String epochKey;
    private final Tenure tenure;

    /** The server refused: another worker's epoch is the newest, or none is known. */
    static final class Fenced extends Exception {
        private static final long serialVersionUID = 1L;

        Fenced(String message) {
            super(message);
        }
    }

    /** The graph does not exist any more. */
    static final class GraphGone extends Exception {
        private static final long serialVersionUID = 1L;

        GraphGone(String message) {
            super(message);
        }
    }

    /**
     * @param graph   its name in FalkorDB
     * @param citizen the name the lease goes by
     */
    GraphWriter(Link link, String graph, String citizen, Tenure tenure) {
        this.link = link;
        this.graph = graph;
        this.epochKey = Channels.epoch(citizen);
        this.tenure = tenure;
    }

    /** Whether writing would be allowed at this moment; asks the server. */
    void check() throws Fenced, GraphGone {
        watch();
        link.call("UNWATCH");
    }

    /**
     * Runs {@code query}, which answers one number.
     *
     * @return that number
     * @throws redis.clients.jedis.exceptions.JedisException if the server is away or refuses the query; nothing, or all of
     *     it, is written
     */
    long write(String query) throws Fenced, GraphGone {
        watch();
        List<Object> answers = link.batch()
                .add("MULTI")
                .add("GRAPH.QUERY", graph, query)
                .add("EXEC")
                .answers();
        for (Object answer : answers) {
            throwIfError(answer);
        }
        List<?> executed = (List<?>) answers.get(2);
        if (executed == null) {
            throw new Fenced("the epoch changed while writing");
        }
        throwIfError(executed.get(0));
        List<?> rows = (List<?>) ((List<?>) executed.get(0)).get(1);
        return (Long) ((List<?>) rows.get(0)).get(0);
    }

    private void watch() throws Fenced, GraphGone {
        List<Object> answers = link.batch()
                .add("WATCH", epochKey)
                .add("GET", epochKey)
                .add("EXISTS", graph)
                .answers();
        for (Object answer : answers) {
            throwIfError(answer);
        }
        String newest = answers.get(1) == null ? "none" : Link.text(answers.get(1));
        if (!newest.equals(Long.toString(tenure.epoch()))) {
            link.call("UNWATCH");
            throw new Fenced("the newest epoch is " + newest + ", this worker's is " + tenure.epoch());
        }
        if ((Long) answers.get(2) == 0) {
            link.call("UNWATCH");
            throw new GraphGone("graph \"" + graph + "\" does not exist any more");
        }
    }

    private static void throwIfError(Object answer) {
        if (answer instanceof JedisDataException refused) {
            throw refused;
        }
    }

    /** Rows of a reading query. */
    List<?> read(String query) {
        return (List<?>) ((List<?>) link.call("GRAPH.RO_QUERY", graph, query)).get(1);
    }

    String trouble(RuntimeException e) {
        return link.trouble(e);
    }

    /** After an answer that makes no sense: nor may what follows it. */
    void beginAnew() {
        link.drop();
    }

    void close() {
        link.close();
    }
}
