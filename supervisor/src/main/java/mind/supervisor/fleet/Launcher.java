package mind.supervisor.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import mind.protocol.EngineStatus;
import mind.protocol.Fleet;
import mind.protocol.ServiceStatus;
import mind.supervisor.config.Kind;
import mind.supervisor.config.ServiceSpec;
import mind.supervisor.process.Child;
import mind.supervisor.process.Launch;
import mind.supervisor.process.PortOwner;
import mind.supervisor.process.Processes;

/** Starts a service's process with everything it is told: once its ports are free. Runs beside the loop. */
final class Launcher {
    private static final int SMALLEST_HEAP_MIB = 32;
    private static final int UNKNOWN_HEAP_MIB = 64;
    private static final int LARGEST_HEAP_MIB = 4_096;
    private static final int ROWS_A_MIB = 2_000;
    private static final String SEARCH_PATH = "/usr/local/bin:/usr/bin:/bin"; // where the environment has none

    private final Path state;
    private final Processes processes;
    private final Map<String, String> inherited;
    private final Map<String, Print> prints = new ConcurrentHashMap<>(); // by service

    /** A fingerprint, kept as long as the very same {@code of} is asked about. */
    private record Print(ServiceSpec of, String text) {}

    /** A process, or who is in its way. */
    record Outcome(Optional<Child> child, Optional<PortOwner> owner) {}

    /** @param inherited the supervisor's own environment */
    Launcher(Path state, Processes processes, Map<String, String> inherited) {
        this.state = state;
        this.processes = processes;
        this.inherited = inherited;
    }

    Path logFile(String service) {
        return state.resolve("logs").resolve(service + ".log");
    }

    Path statusFile(String service) {
        return state.resolve("run").resolve(service + ".json");
    }

    Outcome launch(ServiceSpec spec, int heapDoublings) throws IOException {
        for (int port : spec.ports()) {
            Optional<PortOwner> owner = PortOwner.of(port);
            if (owner.isPresent() && !processes.endOwn(spec.name(), owner.get())) {
                return new Outcome(Optional.empty(), owner);
            }
        }
        Path folder = statusFile(spec.name()).getParent();
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
        Launch launch = launchOf(spec, heapDoublings);
        Optional<Child> prepared = processes.startPrepared(launch);
        if (prepared.isPresent()) {
            return new Outcome(prepared, Optional.empty());
        }
        seeProgram(launch, spec);
        return new Outcome(Optional.of(processes.start(launch)), Optional.empty());
    }

    private void seeProgram(Launch launch, ServiceSpec spec) throws IOException {
        String obstacle = Program.obstacle(launch.argv().get(0), folder(spec), searchPath(spec));
        if (!obstacle.isEmpty()) {
            throw new IOException(obstacle);
        }
    }

    /** Where its process runs. */
    static Path folder(ServiceSpec spec) {
        return spec.folder().orElseGet(() -> Path.of("")).toAbsolutePath();
    }

    private String searchPath(ServiceSpec spec) {
        return spec.environment().getOrDefault("PATH", inherited.getOrDefault("PATH", SEARCH_PATH));
    }

    /** Gets ready for the next start; the program is looked for now, so that a restart need not. */
    void prepare(ServiceSpec spec, int heapDoublings) throws IOException {
        Launch launch = launchOf(spec, heapDoublings);
        seeProgram(launch, spec);
        processes.prepare(launch);
    }

    private Launch launchOf(ServiceSpec spec, int heapDoublings) {
        return new Launch(
                spec.name(),
                spec.argv(heapMiB(spec, heapDoublings)),
                environment(spec),
                spec.inherit(),
                spec.folder(),
                logFile(spec.name()),
                fingerprint(spec),
                spec.graph().map(graph -> graph.graph()).orElse(""),
                spec.limits());
    }

    private String fingerprint(ServiceSpec spec) {
        return prints.compute(
                        spec.name(),
                        (name, known) ->
                                known != null && known.of == spec ? known : new Print(spec, spec.fingerprint()))
                .text;
    }

    private Map<String, String> environment(ServiceSpec spec) {
        Map<String, String> environment = new HashMap<>(spec.environment());
        environment.put("MIND_STATUS_FILE", statusFile(spec.name()).toString());
        environment.put("MIND_FLEET", state.resolve(Fleet.FILE).toString());
        if (spec.logs().selfRolling()) {
            environment.put("MIND_LOG_FILE", logFile(spec.name()).toString());
            environment.put("MIND_LOG_MAX_BYTES", Long.toString(spec.logs().maxBytes()));
            environment.put("MIND_LOG_KEEP", Integer.toString(spec.logs().keep()));
        }
        return environment;
    }

    /**
     * The heap an engine needs, by the size its graph had when it last ran; one that ran out of memory gets twice as much
     * each time.
     */
    private int heapMiB(ServiceSpec spec, int doublings) {
        if (spec.kind() != Kind.ENGINE) {
            return UNKNOWN_HEAP_MIB;
        }
        long rows = 0;
        try {
            rows = ServiceStatus.read(statusFile(spec.name()))
                    .map(ServiceStatus::engine)
                    .map(Launcher::rows)
                    .orElse(0L);
        } catch (IOException e) {
            // a status that cannot be read tells no size
        }
        long heap = rows == 0 ? UNKNOWN_HEAP_MIB : SMALLEST_HEAP_MIB + rows / ROWS_A_MIB;
        return (int) Math.min(LARGEST_HEAP_MIB, heap << Math.min(doublings, 7));
    }

    private static long rows(EngineStatus engine) {
        return (long) engine.nodes() + engine.links();
    }
}
