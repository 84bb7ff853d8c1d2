package mind.supervisor.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import mind.protocol.EngineStatus;
import mind.protocol.GraphName;
import mind.protocol.State;
import mind.supervisor.config.Kind;

/**
 * One service as the keeper saw it last: never changes, so it may cross threads.
 *
 * @param name         what people call it; for an engine the citizen's short name
 * @param kind         what it is
 * @param graph        the graph of an engine; empty for others
 * @param state        what it is doing
 * @param reason       why, where the state needs one; else empty
 * @param wanted       whether it shall run
 * @param since        wall clock of the last change of state
 * @param pid          its process, while there is one
 * @param startedNanos {@link System#nanoTime} at which the process began; empty without one
 * @param adopted      whether an earlier supervisor started the process: its exit code will be unknown
 * @param restarts     starts nobody asked for, since the supervisor began to keep it
 * @param failures     crashes that count towards quarantine now
 * @param maxRetries   crashes allowed before quarantine
 * @param probe        what the last readiness probe found, such as {@code TCP 127.0.0.1:8000 succeeded}; else empty
 * @param attempt      number of that probe, from 1; 0 before the first
 * @param percent      how far its start is, where it tells
 * @param lastExit     how its last process ended, such as {@code exit 1} or {@code SIGKILL}; empty before the first end
 * @param nextTryNanos {@link System#nanoTime} of the next start; empty where none is due
 * @param port         the port it listens on, where one is declared
 * @param rssBytes     resident memory of its process group; 0 without one
 * @param cpuPercent   of one core, over the last seconds
 * @param engine       what the engine says of itself, where it has said something
 * @param requires     services that must be ready before it starts
 * @param policy       {@code always}, {@code on-failure} or {@code never}
 * @param log          its log file
 * @param lastLines    last lines of that file when it was quarantined; else empty
 */
public record ServiceView(
        String name,
        Kind kind,
        Optional<GraphName> graph,
        State state,
        String reason,
        boolean wanted,
        Instant since,
        OptionalLong pid,
        OptionalLong startedNanos,
        boolean adopted,
        int restarts,
        int failures,
        int maxRetries,
        String probe,
        int attempt,
        OptionalInt percent,
        String lastExit,
        OptionalLong nextTryNanos,
        OptionalInt port,
        long rssBytes,
        double cpuPercent,
        Optional<EngineStatus> engine,
        List<String> requires,
        String policy,
        Path log,
        List<String> lastLines) {

    /** How long the process has been there, by the monotonic clock; zero without one. */
    public Duration uptime() {
        return startedNanos.isPresent()
                ? Duration.ofNanos(Math.max(0, System.nanoTime() - startedNanos.getAsLong()))
                : Duration.ZERO;
    }

    /** How long until the next start; empty where none is due. */
    public Optional<Duration> nextTry() {
        return nextTryNanos.isPresent()
                ? Optional.of(Duration.ofNanos(Math.max(0, nextTryNanos.getAsLong() - System.nanoTime())))
                : Optional.empty();
    }

    /** Whether it does its work: running, or a citizen that has nothing to think with. */
    public boolean ready() {
        return state == State.RUNNING || state == State.EMPTY;
    }
}
