package mind.gateway.access;

import mind.protocol.Env;

/**
 * How much of the gateway one client and all clients may use; each is a setting.
 *
 * @param connections           sockets at once, all clients together; {@code MAX_CONNECTIONS}
 * @param connectionsPerAddress sockets at once from one address, loopback excepted; {@code MAX_CONNECTIONS_PER_IP}
 * @param subscriptions         citizens one socket may watch; {@code MAX_SUBSCRIPTIONS}
 * @param messageBytes          longest message or frame taken in; {@code MAX_MESSAGE_BYTES}
 * @param commandsPerSecond     messages a socket may send in the long run; {@code MAX_COMMANDS_PER_SECOND}
 * @param commandBurst          messages it may send at once after a pause; {@code MAX_COMMAND_BURST}
 * @param controlPerSecond      ping and pong frames taken in; {@code MAX_CONTROL_FRAMES_PER_SECOND}
 */
public record Limits(
        int connections,
        int connectionsPerAddress,
        int subscriptions,
        int messageBytes,
        int commandsPerSecond,
        int commandBurst,
        int controlPerSecond) {

    public static Limits from(Env env) {
        return new Limits(
                env.integer("MAX_CONNECTIONS", 2_000, 1, 1_000_000),
                env.integer("MAX_CONNECTIONS_PER_IP", 50, 1, 1_000_000),
                env.integer("MAX_SUBSCRIPTIONS", 64, 1, 10_000),
                env.integer("MAX_MESSAGE_BYTES", 16 * 1_024, 1_024, 16 << 20),
                env.integer("MAX_COMMANDS_PER_SECOND", 20, 1, 1_000_000),
                env.integer("MAX_COMMAND_BURST", 40, 1, 1_000_000),
                env.integer("MAX_CONTROL_FRAMES_PER_SECOND", 10, 1, 1_000_000));
    }
}
