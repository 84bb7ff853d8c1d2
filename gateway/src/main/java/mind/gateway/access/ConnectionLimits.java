package mind.gateway.access;

import mind.protocol.Env;

/**
 * How many sockets may be open at once.
 *
 * @param all        by all clients together; {@code MAX_CONNECTIONS}, default 2000
 * @param perAddress from one address, loopback excepted; {@code MAX_CONNECTIONS_PER_IP}, default 50
 */
public record ConnectionLimits(int all, int perAddress) {
    public static ConnectionLimits from(Env env) {
        return new ConnectionLimits(
                env.integer("MAX_CONNECTIONS", 2_000, 1, 1_000_000),
                env.integer("MAX_CONNECTIONS_PER_IP", 50, 1, 1_000_000));
    }
}
