package mind.supervisor.fleet;

import java.time.Duration;
import java.util.OptionalLong;
import mind.supervisor.config.ServiceSpec.Watch;

/**
 * When a restart that changed files ask for is due: once nothing has changed for a while, but not much later than that
 * when changes never end, and never soon after a start. Monotonic nanoseconds; owned by the loop.
 */
final class Debounce {
    private OptionalLong first = OptionalLong.empty();
    private long last;
    private String file = "";

    /** Notes a change. The first file is the one the restart is told to come from. */
    void changed(long now, String name) {
        if (first.isEmpty()) {
            first = OptionalLong.of(now);
            file = name;
        }
        last = now;
    }

    /** How long until it is due; empty where nothing has changed, zero where it is due now. */
    java.util.Optional<Duration> due(long now, Watch rule, long startedNanos) {
        if (first.isEmpty()) {
            return java.util.Optional.empty();
        }
        long quiet = last + rule.quiet().toNanos();
        long longest = first.getAsLong() + rule.longest().toNanos();
        long settled = startedNanos + rule.minUptime().toNanos();
        long at = quiet - longest < 0 ? quiet : longest;
        at = at - settled < 0 ? settled : at;
        return java.util.Optional.of(Duration.ofNanos(Math.max(0, at - now)));
    }

    String file() {
        return file;
    }

    void forget() {
        first = OptionalLong.empty();
        file = "";
    }
}
