package mind.supervisor.fleet;

import java.util.Optional;
import mind.protocol.EngineStatus;
import mind.protocol.ServiceStatus;

/** What one process says of itself, and when it last said something new. Owned by the loop. */
final class Report {
    private final long begunNanos;
    private long beatNanos;
    private long progressNanos;
    private ServiceStatus last;

    Report(long now) {
        begunNanos = now;
        beatNanos = now;
        progressNanos = now;
    }

    /** Takes a status, and answers whether it says something that status before it did not. */
    boolean take(ServiceStatus status, long now) {
        boolean changed = last == null
                || last.state() != status.state()
                || !last.reason().equals(status.reason())
                || !same(last.percent(), status.percent());
        if (last == null || last.beat() != status.beat()) {
            beatNanos = now;
        }
        if (changed || !same(done(last), done(status))) {
            progressNanos = now;
        }
        last = status;
        return changed;
    }

    private static boolean same(Object one, Object other) {
        return one == null ? other == null : one.equals(other);
    }

    private static Long done(ServiceStatus status) {
        return status == null || status.engine() == null || status.engine().progress() == null
                ? null
                : status.engine().progress().done();
    }

    /** The supervisor itself stood still: silence meanwhile proves nothing. */
    void forgive(long now) {
        beatNanos = now;
    }

    long beatNanos() {
        return beatNanos;
    }

    long progressNanos() {
        return progressNanos;
    }

    long begunNanos() {
        return begunNanos;
    }

    Optional<ServiceStatus> last() {
        return Optional.ofNullable(last);
    }

    Optional<EngineStatus> engine() {
        return last().map(ServiceStatus::engine);
    }
}
