package mind.supervisor.fleet;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import mind.protocol.ServiceStatus;
import mind.protocol.State;
import mind.supervisor.config.ServiceSpec;
import mind.supervisor.process.Child;

/** How one service stands, as people see it: its state with the reason, and what was last found out. Owned by the loop. */
final class Standing {
    private State state = State.STOPPED;
    private String reason = "";
    private Instant since = Instant.now();
    private int attempt;
    private String probeText = "";
    private String lastExit = "";
    private List<String> lastLines = List.of();
    private Usage usage = Usage.NONE;
    private final Runnable listener;

    /** @param listener called when people may see something that was not so before */
    Standing(Runnable listener) {
        this.listener = listener;
    }

    void changed() {
        listener.run();
    }

    State state() {
        return state;
    }

    boolean is(State asked) {
        return state == asked;
    }

    String reason() {
        return reason;
    }

    String lastExit() {
        return lastExit;
    }

    void to(State next, String why) {
        if (state == next && reason.equals(why)) {
            return;
        }
        if (state != next) {
            since = Instant.now();
        }
        state = next;
        reason = why;
        changed();
    }

    /** What a probe found. */
    void probed(int attempts, String finding) {
        attempt = attempts;
        probeText = finding;
    }

    void probed(String finding) {
        probeText = finding;
    }

    void exited(String how) {
        lastExit = how;
    }

    /** The last lines of its log before it was given up. */
    void lines(List<String> lines) {
        lastLines = lines;
    }

    void used(Usage newUsage) {
        usage = newUsage;
    }

    ServiceView view(
            ServiceSpec spec,
            boolean wanted,
            Optional<Child> child,
            long startedNanos,
            Report report,
            int restarts,
            int failures,
            OptionalLong dueNanos,
            Path log) {
        Optional<Integer> percent = report.last().map(ServiceStatus::percent);
        return new ServiceView(
                spec.name(),
                spec.kind(),
                spec.graph(),
                state,
                reason,
                wanted,
                since,
                child.isEmpty()
                        ? OptionalLong.empty()
                        : OptionalLong.of(child.get().pid()),
                child.isEmpty() ? OptionalLong.empty() : OptionalLong.of(startedNanos),
                child.filter(Child::adopted).isPresent(),
                restarts,
                failures,
                spec.restart().maxRetries(),
                probeText,
                attempt,
                percent.isPresent() ? OptionalInt.of(percent.get()) : OptionalInt.empty(),
                lastExit,
                dueNanos,
                spec.ports().isEmpty()
                        ? OptionalInt.empty()
                        : OptionalInt.of(spec.ports().get(0)),
                usage.rssBytes(),
                usage.cpuPercent(),
                report.engine(),
                spec.requires().stream().map(ServiceSpec.Requirement::name).toList(),
                spec.restart().policy().toString(),
                log,
                lastLines);
    }
}
