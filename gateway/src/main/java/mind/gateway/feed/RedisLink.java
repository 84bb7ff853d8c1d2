package mind.gateway.feed;

import mind.protocol.ServerAddress;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.SslOptions;

/** Opens connections to the bus, every wait bounded. */
final class RedisLink {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int ANSWER_MILLIS = 5_000;

    private RedisLink() {}

    static Jedis open(ServerAddress address, String clientName) {
        var config = DefaultJedisClientConfig.builder()
                .protocol(RedisProtocol.RESP2)
                .autoNegotiateProtocol(false)
                .connectionTimeoutMillis(CONNECT_MILLIS)
                .socketTimeoutMillis(ANSWER_MILLIS)
                .clientName(clientName);
        if (address.tls()) {
            config.sslOptions(SslOptions.defaults());
        }
        address.user().ifPresent(config::user);
        address.password().ifPresent(config::password);
        return new Jedis(new HostAndPort(address.host(), address.port()), config.build());
    }
}
