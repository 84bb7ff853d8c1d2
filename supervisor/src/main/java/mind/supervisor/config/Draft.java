package mind.supervisor.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mind.protocol.GraphName;

/** A service in the making: begins with the defaults or with another service, is changed bit by bit, ends as a record. */
final class Draft {
    private static final int LOG_BYTES = 50 << 20;
    private static final int LOGS_KEPT = 5;

    String name;
    Kind kind = Kind.COMMAND;
    Optional<GraphName> graph = Optional.empty();
    List<String> command = List.of();
    Optional<JavaCommand> java = Optional.empty();
    Map<String, String> environment = Map.of();
    boolean inherit = true;
    Optional<Path> folder = Optional.empty();
    List<ServiceSpec.Requirement> requires = List.of();
    Optional<ServiceSpec.Readiness> readiness = Optional.empty();
    Optional<ServiceSpec.Liveness> liveness = Optional.empty();
    Duration beat = Duration.ZERO;
    Duration startup = Duration.ofSeconds(120);
    ServiceSpec.RestartRule restart = ServiceSpec.RestartRule.DEFAULT;
    Optional<ServiceSpec.Watch> watch = Optional.empty();
    String stopSignal = "TERM";
    Duration stopTimeout = Duration.ofSeconds(10);
    List<Integer> ports = List.of();
    ServiceSpec.Logs logs = new ServiceSpec.Logs(LOG_BYTES, LOGS_KEPT, false);
    ServiceSpec.Limits limits = ServiceSpec.Limits.NONE;
    boolean optional;

    Draft(String name) {
        this.name = name;
    }

    static Draft of(ServiceSpec spec) {
        var draft = new Draft(spec.name());
        draft.kind = spec.kind();
        draft.graph = spec.graph();
        draft.command = spec.command();
        draft.java = spec.java();
        draft.environment = spec.environment();
        draft.inherit = spec.inherit();
        draft.folder = spec.folder();
        draft.requires = spec.requires();
        draft.readiness = spec.readiness();
        draft.liveness = spec.liveness();
        draft.beat = spec.beat();
        draft.startup = spec.startup();
        draft.restart = spec.restart();
        draft.watch = spec.watch();
        draft.stopSignal = spec.stopSignal();
        draft.stopTimeout = spec.stopTimeout();
        draft.ports = spec.ports();
        draft.logs = spec.logs();
        draft.limits = spec.limits();
        draft.optional = spec.optional();
        return draft;
    }

    /** Adds to the environment; what is there under the same name is replaced. */
    void with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(more);
        environment = Map.copyOf(all);
    }

    ServiceSpec done() {
        return new ServiceSpec(
                name,
                kind,
                graph,
                command,
                java,
                environment,
                inherit,
                folder,
                requires,
                readiness,
                liveness,
                beat,
                startup,
                restart,
                watch,
                stopSignal,
                stopTimeout,
                ports,
                logs,
                limits,
                optional);
    }
}
