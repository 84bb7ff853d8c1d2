package mind.gateway.client;

import java.time.Duration;
import mind.protocol.Env;

/**
 * What one client may cost, and how long we are patient with it.
 *
 * @param messageBytes  longest message from a client, bytes; CLIENT_MESSAGE_BYTES, default 16384
 * @param frameBytes    longest frame of events to a client, bytes, where few are connected; CLIENT_FRAME_BYTES, default 1048576
 * @param subscriptions citizens one client may watch; CLIENT_SUBSCRIPTIONS, default 64
 * @param commandsPerSecond messages a client may send in the long run; CLIENT_COMMANDS_PER_S, default 20
 * @param commandBurst  messages it may send at once; CLIENT_COMMAND_BURST, default 40
 * @param controlFramesPerSecond pings it may send; CLIENT_CONTROL_PER_S, default 10
 * @param commandsInFlight unanswered commands of one client; CLIENT_COMMANDS_IN_FLIGHT, default 16
 * @param ping          between our pings; CLIENT_PING_MS, default 20000
 * @param pongDeadline  from when a ping has left until something must have come; CLIENT_PONG_MS, default 10000
 * @param slow          how long a frame may wait for a client of {@code mind.v1} to read; CLIENT_SLOW_MS, default 5000
 * @param slowOriginal  the same for the original dialect; CLIENT_SLOW_ORIGINAL_MS, default 60000
 */
public record ClientLimits(
        int messageBytes,
        int frameBytes,
        int subscriptions,
        int commandsPerSecond,
        int commandBurst,
        int controlFramesPerSecond,
        int commandsInFlight,
        Duration ping,
        Duration pongDeadline,
        Duration slow,
        Duration slowOriginal) {

    public static ClientLimits from(Env env) {
        return new ClientLimits(
                env.integer("CLIENT_MESSAGE_BYTES", 16 << 10, 512, 16 << 20),
                env.integer("CLIENT_FRAME_BYTES", 1 << 20, 16 << 10, 64 << 20),
                env.integer("CLIENT_SUBSCRIPTIONS", 64, 1, 10_000),
                env.integer("CLIENT_COMMANDS_PER_S", 20, 1, 1_000_000),
                env.integer("CLIENT_COMMAND_BURST", 40, 1, 1_000_000),
                env.integer("CLIENT_CONTROL_PER_S", 10, 1, 1_000_000),
                env.integer("CLIENT_COMMANDS_IN_FLIGHT", 16, 1, 1_000),
                millis(env, "CLIENT_PING_MS", 20_000),
                millis(env, "CLIENT_PONG_MS", 10_000),
                millis(env, "CLIENT_SLOW_MS", 5_000),
                millis(env, "CLIENT_SLOW_ORIGINAL_MS", 60_000));
    }

    private static Duration millis(Env env, String name, int fallback) {
        return Duration.ofMillis(env.integer(name, fallback, 50, 3_600_000));
    }
}
