package mind.supervisor.discover;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import mind.protocol.GraphName;
import mind.protocol.ServerAddress;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.SafeEncoder;

/** The names of FalkorDB's graphs: all that a supervisor asks of it. */
public final class Graphs {
    private static final ProtocolCommand LIST = () -> SafeEncoder.encode("GRAPH.LIST");

    private Graphs() {}

    /**
     * The graphs engines run on, citizens by name, then the organisation and the ecosystem.
     *
     * @throws JedisException if the server cannot be reached or does not answer in time
     */
    public static List<GraphName> citizens(ServerAddress server, int timeoutMillis) {
        return names(server, timeoutMillis).stream()
                .flatMap(name -> GraphName.discovered(name).stream())
                .sorted(Comparator.comparing(GraphName::level).thenComparing(GraphName::citizen))
                .toList();
    }

    /** Every graph there is. */
    public static List<String> names(ServerAddress server, int timeoutMillis) {
        // a bare connection: the client around it would load a class for each kind of answer there is
        try (var connection = new Connection(place(server), config(server, timeoutMillis, timeoutMillis))) {
            List<String> names = new ArrayList<>();
            for (Object name : (List<?>) connection.executeCommand(LIST)) {
                names.add(name instanceof byte[] bytes ? SafeEncoder.encode(bytes) : String.valueOf(name));
            }
            return names;
        }
    }

    /**
     * A new connection, which the caller closes.
     *
     * @param answerMillis longest wait for an answer; 0 waits for ever, where each wait has a bound of its own
     * @throws JedisException if the server cannot be reached
     */
    public static Jedis connect(ServerAddress server, int connectMillis, int answerMillis) {
        return new Jedis(place(server), config(server, connectMillis, answerMillis));
    }

    private static HostAndPort place(ServerAddress server) {
        return new HostAndPort(server.host(), server.port());
    }

    private static JedisClientConfig config(ServerAddress server, int connectMillis, int answerMillis) {
        return DefaultJedisClientConfig.builder()
                .protocol(RedisProtocol.RESP2)
                .autoNegotiateProtocol(false)
                .connectionTimeoutMillis(connectMillis)
                .socketTimeoutMillis(answerMillis)
                .user(server.user().orElse(null))
                .password(server.password().orElse(null))
                .sslOptions(server.tls() ? SslOptions.defaults() : null)
                .build();
    }
}
