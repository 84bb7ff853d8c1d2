package mind.supervisor.fleet;

import java.time.Duration;
import mind.protocol.ExitCodes;
import mind.supervisor.config.ServiceSpec.Policy;
import mind.supervisor.config.ServiceSpec.RestartRule;

/** What the keeper does once a service has ended without being asked to. */
sealed interface NextStep {
    /**
     * @param after how long to wait first
     */
    record Restart(Duration after) implements NextStep {}

    /** It is not started again until somebody asks. */
    record Quarantine(String reason) implements NextStep {}

    /** Its policy says to leave it so. */
    record StayDown() implements NextStep {}

    /** Most restarts in a minute that a service may ask for itself. */
    int MOST_REQUESTS = 5;

    Duration FLOOR = Duration.ofMillis(100);

    /** A start that ended sooner is never followed by one at once: it would only turn in a circle. */
    Duration TOO_SHORT = Duration.ofMillis(100);

    /**
     * Decides, and notes what has happened in {@code failures}.
     *
     * @param exit   how it ended
     * @param uptime how long it ran
     * @param stable whether it had been ready for the rule's stable time
     * @param now    monotonic nanoseconds
     * @param chance from 0 to 1, drawn anew for each decision
     */
    static NextStep after(
            Exit exit, RestartRule rule, Failures failures, Duration uptime, boolean stable, long now, double chance) {
        if (exit.is(ExitCodes.CONFIG)) {
            return new Quarantine("it says that it cannot run (exit 78)");
        }
        if (rule.policy() == Policy.NEVER) {
            return new StayDown();
        }
        if (exit.is(ExitCodes.RESTART) && failures.requested(now) <= MOST_REQUESTS) {
            return new Restart(Duration.ZERO);
        }
        if (exit.is(ExitCodes.OK) && rule.policy() != Policy.ALWAYS) {
            failures.forget();
            return new StayDown();
        }
        failures.crashed(now, rule.window(), stable);
        if (failures.count() > rule.maxRetries()) {
            return new Quarantine((exit.is(ExitCodes.OK) ? "it ended " : "it crashed ") + failures.count()
                    + " times within " + Words.of(rule.window()));
        }
        return new Restart(stable ? atLeastFloor(uptime) : wait(rule, failures.nextStep(), chance));
    }

    private static Duration atLeastFloor(Duration uptime) {
        return uptime.compareTo(TOO_SHORT) < 0 ? FLOOR : Duration.ZERO;
    }

    /** The wait after {@code step} doublings: base × 2^step up to max, made longer or shorter by chance. */
    static Duration wait(RestartRule rule, int step, double chance) {
        double millis = Math.min(rule.max().toMillis(), rule.base().toMillis() * Math.pow(2, Math.min(step, 40)));
        double jittered = millis * (1 + rule.jitter() * (2 * chance - 1));
        return Duration.ofMillis(Math.max(FLOOR.toMillis(), Math.round(jittered)));
    }
}
