package mind.worker.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mind.protocol.Channels;
import mind.protocol.ExitCodes;
import mind.protocol.GraphName;
import mind.protocol.Nearest;
import mind.protocol.ServerAddress;
import mind.worker.link.Link;
import redis.clients.jedis.exceptions.JedisException;

/** One connection to the FalkorDB that holds the graphs. Not thread-safe. */
final class GraphStore implements AutoCloseable {
    private static final int ANSWER_MILLIS = 60_000; // longest wait for one chunk or window
    private static final String RENEW =
            "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('EXPIRE', KEYS[1], ARGV[2]) end return 0";
    private static final String RELEASE = "local holder = redis.call('GET', KEYS[1])"
            + " if holder and holder ~= ARGV[1] then return 0 end return redis.call('DEL', KEYS[1], KEYS[2])";
    private static final String NAME = "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'LOST' end"
            + " if redis.call('EXISTS', KEYS[2]) == 1 then return 'ENGINE_RUNS' end"
            + " if ARGV[2] == '0' and redis.call('EXISTS', KEYS[4]) == 1 then return 'TAKEN' end"
            + " redis.call('RENAME', KEYS[3], KEYS[4]) return 'DONE'";

    /** What came of giving a graph its name. */
    enum Naming {
        DONE,
        /** Another holds the claim, or nobody. */
        LOST,
        ENGINE_RUNS,
        /** A graph of that name exists. */
        TAKEN
    }

    private final Link link;

    private GraphStore(Link link) {
        this.link = link;
    }

    /** @throws StoreException where no FalkorDB answers */
    static GraphStore open(ServerAddress address) {
        var store = new GraphStore(new Link(address, "FALKORDB_URL", "mind-store", ANSWER_MILLIS));
        try {
            store.list();
            return store;
        } catch (JedisException e) {
            store.close();
            throw new StoreException(ExitCodes.FAILED, store.link.trouble(e), e);
        }
    }

    List<String> list() {
        return Link.texts(link.call("GRAPH.LIST"));
    }

    boolean exists(String graph) {
        return one("EXISTS", graph);
    }

    /** The stored graph that a person means by {@code name}: as it is, by its citizen's short name, or by an old name. */
    String find(String name) {
        List<String> graphs = list();
        var candidates = new ArrayList<>(List.of(name, GraphName.of(name).graph()));
        candidates.addAll(GraphName.of(name).legacyNames());
        Optional<String> found = candidates.stream().filter(graphs::contains).findFirst();
        return found.orElseThrow(() -> {
            var known = new ArrayList<>(graphs);
            graphs.forEach(graph -> GraphName.discovered(graph).ifPresent(citizen -> known.add(citizen.citizen())));
            return new StoreException(ExitCodes.UNKNOWN_NAME, "no graph of " + name + Nearest.hint(name, known));
        });
    }

    /** Whether an engine holds the lease on {@code graph}, and so reads and writes its rows by number. */
    boolean engineRuns(String graph) {
        return one("EXISTS", Channels.lease(graph));
    }

    /** The rows that {@code cypher} answers, in the compact form: each value after its type. */
    List<?> rows(String graph, String cypher) {
        return (List<?>) ((List<?>) link.call("GRAPH.RO_QUERY", graph, cypher, "--compact")).get(1);
    }

    void write(String graph, String cypher) {
        link.call("GRAPH.QUERY", graph, cypher);
    }

    /** Adds rows in the binary form; {@code begin} makes the graph, which must not exist. */
    void bulk(String graph, boolean begin, int nodes, int links, List<byte[]> blobs) {
        var arguments = new ArrayList<Object>(blobs.size() + 6);
        arguments.add(graph);
        if (begin) {
            arguments.add("BEGIN");
        }
        arguments.add(nodes);
        arguments.add(links);
        arguments.add(nodes > 0 ? blobs.size() : 0);
        arguments.add(links > 0 ? blobs.size() : 0);
        arguments.addAll(blobs);
        link.call("GRAPH.BULK", arguments.toArray());
    }

    void delete(String graph) {
        link.call("DEL", graph);
    }

    /**
     * Gives the graph {@code from} the name {@code to}, where {@code token} still holds {@code claim} and no engine runs on
     * it; looks and renames in one step, so that nobody comes between.
     */
    Naming name(String claim, String token, String from, String to, boolean replace) {
        Object done = link.call("EVAL", NAME, 4, claim, Channels.lease(to), from, to, token, replace ? 1 : 0);
        return Naming.valueOf(Link.text(done));
    }

    /** Takes {@code key} for {@code seconds}; answers false where another holds it. */
    boolean claim(String key, String token, int seconds) {
        return link.call("SET", key, token, "NX", "EX", seconds) != null;
    }

    /** Holds {@code key} for {@code seconds} from now; answers false where {@code token} does not hold it any more. */
    boolean renew(String key, String token, int seconds) {
        return one("EVAL", RENEW, 1, key, token, seconds);
    }

    /** Deletes {@code graph} and gives up {@code key}, unless another holds that and so fills the graph. */
    void release(String key, String token, String graph) {
        link.call("EVAL", RELEASE, 2, key, graph, token);
    }

    void remember(String key, String value) {
        link.call("SET", key, value);
    }

    @Override
    public void close() {
        link.close();
    }

    private boolean one(String command, Object... arguments) {
        return Long.valueOf(1).equals(link.call(command, arguments));
    }
}
