package mind.worker.persist;

import java.time.Duration;
import mind.protocol.Env;

/**
 * When a mind is written back.
 *
 * @param enabled  whether it is at all; MP_PERSIST_ENABLED, default 1
 * @param minBatch fewest rows worth a write of their own before they have waited an interval; MP_PERSIST_MIN_BATCH, 1 to
 *                 1000000, default 5
 * @param interval longest wait of a row that has moved; MP_PERSIST_INTERVAL_SEC, 0.1 to 3600, default 5
 */
public record PersistSettings(boolean enabled, int minBatch, Duration interval) {
    /** Reads them; problems are collected in {@code env}. */
    public static PersistSettings from(Env env) {
        boolean enabled = env.flag("MP_PERSIST_ENABLED", true);
        int minBatch = env.integer("MP_PERSIST_MIN_BATCH", 5, 1, 1_000_000);
        double interval = env.decimal("MP_PERSIST_INTERVAL_SEC", 5, 0.1, 3_600);
        return new PersistSettings(enabled, minBatch, Duration.ofMillis((long) (interval * 1_000)));
    }

    double intervalSeconds() {
        return interval.toMillis() / 1_000.0;
    }
}
