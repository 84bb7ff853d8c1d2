package mind.supervisor.fleet;

import java.time.Duration;
import java.util.List;

/**
 * What people ask of the keeper. Every command is queued, may be repeated without harm, and is answered by an
 * {@link Outcome}; those with {@code patience} are answered when the services have come to rest or the patience is over, and at
 * once where it is zero.
 */
public sealed interface Command {
    /** Start these services and what they require; all of them where {@code names} is empty. */
    record Up(List<String> names, Duration patience) implements Command {}

    /** Start these; a name without a service is looked up among FalkorDB's graphs. */
    record Start(List<String> names, Duration patience) implements Command {}

    /** Look which graphs there are now, and start everything. */
    record StartAll(Duration patience) implements Command {}

    /** End these, and don't start them again. Answered when they are gone, by the services' own stop timeouts. */
    record Stop(List<String> names) implements Command {}

    /** End these and start them anew. */
    record Restart(List<String> names, Duration patience) implements Command {}

    /** Forget their crashes; start those that were quarantined. */
    record Reset(List<String> names) implements Command {}

    /** Read the services file anew and look for citizens; apply what differs and touch nothing else. */
    record Reload() implements Command {}

    /** Send a signal, such as {@code HUP}, to the group of one service. */
    record Signal(String name, String signal) implements Command {}

    /** Tell those who look that citizens are being made or looked for, until the next {@link StartAll}. */
    record Looking(String reason) implements Command {}

    /** End every service in reverse order, then the keeper. {@code now} kills at once. */
    record Shutdown(boolean now) implements Command {}
}
