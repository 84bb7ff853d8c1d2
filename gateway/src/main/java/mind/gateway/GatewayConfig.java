package mind.gateway;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import mind.gateway.access.AccessSettings;
import mind.gateway.client.ClientLimits;
import mind.protocol.Env;
import mind.protocol.ServerAddress;

/**
 * The gateway's settings.
 *
 * @param port       PORT, default 8000, 0 takes a free one
 * @param service    its name for the supervisor; MIND_SERVICE, default {@code gateway}
 * @param redis      the bus; REDIS_URL, else FALKORDB_URL, else FALKORDB_HOST and FALKORDB_PORT, else localhost:6379
 * @param fleetFile  the supervisor's list of citizens; MIND_FLEET
 * @param statusFile where to tell the supervisor how we are; MIND_STATUS_FILE
 * @param tick       how long events are gathered into one frame; TICK_MS, default 33, 0 sends each as it comes
 * @param silence    how long a worker may be silent before its citizen is {@code unknown}; WORKER_SILENCE_MS, default 5000
 * @param drain      longest goodbye to the clients on SIGTERM; DRAIN_MS, default 8000
 * @param spread     over how long the goodbyes are spread, so that clients return one by one; DRAIN_SPREAD_MS, default 2000
 * @param deflate    whether frames may be compressed (costs a compressor a client); WS_DEFLATE, default 0
 * @param limits     what one client may cost
 * @param access     who may come in
 */
record GatewayConfig(
        int port,
        String service,
        ServerAddress redis,
        Optional<Path> fleetFile,
        Optional<Path> statusFile,
        Duration tick,
        Duration silence,
        Duration drain,
        Duration spread,
        boolean deflate,
        ClientLimits limits,
        AccessSettings access) {
    static final int DEFAULT_PORT = 8_000;

    static GatewayConfig from(Map<String, String> environment) {
        return from(new Env(environment));
    }

    static GatewayConfig from(Env env) {
        return env.orThrow(new GatewayConfig(
                env.port("PORT", DEFAULT_PORT),
                env.text("MIND_SERVICE", "gateway"),
                env.redis()
                        .orElseGet(
                                () -> new ServerAddress("localhost", 6379, Optional.empty(), Optional.empty(), false)),
                env.find("MIND_FLEET").map(Path::of),
                env.find("MIND_STATUS_FILE").map(Path::of),
                millis(env, "TICK_MS", 33, 0, 1_000),
                millis(env, "WORKER_SILENCE_MS", 5_000, 100, 600_000),
                millis(env, "DRAIN_MS", 8_000, 0, 60_000),
                millis(env, "DRAIN_SPREAD_MS", 2_000, 0, 60_000),
                env.flag("WS_DEFLATE", false),
                ClientLimits.from(env),
                AccessSettings.from(env)));
    }

    private static Duration millis(Env env, String name, int fallback, int least, int most) {
        return Duration.ofMillis(env.integer(name, fallback, least, most));
    }
}
