package mind.supervisor.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.logging.Logger;
import mind.protocol.Env;
import mind.protocol.GraphName;
import mind.protocol.ServerAddress;
import mind.protocol.ServiceStatus;
import mind.supervisor.dist.Distribution;

/** The built-in default: a FalkorDB unless one is named, the gateway, and an engine for each citizen found. */
final class Builtin {
    private static final Logger LOG = Logger.getLogger("mind.supervisor.config");

    static final String FALKORDB = "falkordb";
    static final String GATEWAY = "gateway";

    /** How many pools glibc's malloc keeps: by default eight a core, most of them with little in them. */
    private static final String ARENAS = "MALLOC_ARENA_MAX";

    private static final String ENGINE_HEAP = "MIND_ENGINE_HEAP_MIB";

    /** What our JVMs begin with: with less at most they would not start. */
    static final int LEAST_HEAP_MIB = 12;

    static final int LEAST_GATEWAY_HEAP_MIB = 24;

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int OWN_LOG_BYTES = 10 << 20;
    static final ServiceSpec.Logs OWN_LOGS = new ServiceSpec.Logs(OWN_LOG_BYTES, 5, true);

    private Builtin() {}

    static ServicesFile of(Instance instance) {
        var env = new Env(instance.environment());
        Optional<ServerAddress> outside = env.falkorDb();
        int cores = Runtime.getRuntime().availableProcessors();
        int loadingAtOnce = env.integer("MIND_LOADING_AT_ONCE", instance.small() ? 1 : Math.max(1, cores), 1, 1_000);
        ServerAddress falkorDb = outside.orElseGet(() -> new ServerAddress(
                "127.0.0.1", recordedPort(instance.state()), Optional.empty(), env.find("FALKORDB_PASSWORD"), false));
        List<ServiceSpec> services = new ArrayList<>();
        if (outside.isEmpty()) {
            services.add(falkorDb(instance, falkorDb));
        }
        services.add(gateway(instance, falkorDb, env));
        ServiceSpec engine = engine(instance, falkorDb, env, outside.isEmpty());
        env.check();
        return new ServicesFile(
                List.copyOf(services),
                Optional.of(engine),
                Map.of(),
                Optional.of(falkorDb),
                loadingAtOnce,
                true,
                Duration.ofSeconds(30));
    }

    /**
     * The port of this instance's FalkorDB: chosen once, then the same for its life. A file that a full disk left without one
     * is renewed.
     */
    private static int recordedPort(Path state) {
        Path file = state.resolve("falkordb.port");
        try {
            OptionalInt recorded = readPort(file);
            if (recorded.isPresent()) {
                return recorded.getAsInt();
            }
            try (var socket = new ServerSocket(0)) {
                if (Files.isDirectory(state)) { // a check of settings leaves nothing behind
                    ServiceStatus.AtomicFile.write(
                            file, (socket.getLocalPort() + "\n").getBytes(StandardCharsets.US_ASCII));
                }
                return socket.getLocalPort();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the state directory cannot keep FalkorDB's port", e);
        }
    }

    private static OptionalInt readPort(Path file) throws IOException {
        if (!Files.exists(file)) {
            return OptionalInt.empty();
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).trim();
        if (text.matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return OptionalInt.of(port);
            }
        }
        LOG.warning(file + " does not hold FalkorDB's port, so it gets a new one");
        return OptionalInt.empty();
    }

    private static ServiceSpec falkorDb(Instance instance, ServerAddress address) {
        var draft = new Draft(FALKORDB);
        draft.kind = Kind.FALKORDB;
        draft.command = List.of(
                instance.home().resolve("scripts/falkordb").toString(),
                "run",
                "--port",
                Integer.toString(address.port()),
                "--dir",
                instance.state().resolve("falkordb").toString());
        // its first start may fetch and install it
        draft.readiness = Optional.of(
                new ServiceSpec.Readiness(new Probe.GraphList(address, Duration.ofSeconds(3)), SECOND, 600));
        draft.startup = Duration.ofMinutes(10);
        draft.liveness = Optional.of(new ServiceSpec.Liveness(
                new Probe.GraphList(address, Duration.ofSeconds(10)), Duration.ofSeconds(10), 4));
        draft.stopTimeout = Duration.ofSeconds(20);
        draft.ports = List.of(address.port());
        return draft.done();
    }

    private static ServiceSpec gateway(Instance instance, ServerAddress falkorDb, Env env) {
        var draft = new Draft(GATEWAY);
        draft.kind = Kind.GATEWAY;
        int heap = env.integer("MIND_GATEWAY_HEAP_MIB", instance.small() ? 48 : 128, LEAST_GATEWAY_HEAP_MIB, 65_536);
        draft.java = Optional.of(java(
                instance,
                OptionalInt.of(heap),
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xss512k",
                        "-Xms" + LEAST_GATEWAY_HEAP_MIB
                                + "m", // else a machine with much memory makes it begin with all it may have
                        "-XX:NewSize=12m",
                        "-XX:MinHeapFreeRatio=15",
                        "-XX:MaxHeapFreeRatio=30",
                        "-XX:-ShrinkHeapInSteps", // it collects all once a burst is over: that is to give all back
                        "-XX:ReservedCodeCacheSize=64m",
                        "-XX:-UsePerfData",
                        "-XX:+ExitOnOutOfMemoryError"),
                "gateway",
                "mind.gateway.GatewayMain"));
        draft.environment = environment(falkorDb, env, Map.of("PORT", Integer.toString(instance.port()), ARENAS, "2"));
        draft.readiness = Optional.of(new ServiceSpec.Readiness(
                new Probe.Tcp("127.0.0.1", instance.port(), Duration.ofSeconds(3)), SECOND, 30));
        draft.beat = Duration.ofSeconds(env.integer("MIND_LIVENESS_S", 30, 1, 86_400));
        draft.ports = List.of(instance.port());
        draft.logs = OWN_LOGS;
        return draft.done();
    }

    private static ServiceSpec engine(Instance instance, ServerAddress falkorDb, Env env, boolean ownDatabase) {
        var draft = new Draft("engine");
        draft.kind = Kind.ENGINE;
        int heap = env.integer(ENGINE_HEAP, 0, 0, 65_536);
        if (heap > 0 && heap < LEAST_HEAP_MIB) {
            env.problem(
                    ENGINE_HEAP,
                    Integer.toString(heap),
                    "set 0 or a whole number from " + LEAST_HEAP_MIB + " to 65536, or unset it to use 0");
        }
        List<String> flags = new ArrayList<>(compiler(instance));
        flags.addAll(List.of(
                "-XX:+UseSerialGC",
                "-Xss256k",
                "-Xms" + LEAST_HEAP_MIB + "m", // a heap that follows its graph and gives back what loading needed
                "-Xmn2m",
                "-XX:MinHeapFreeRatio=5",
                "-XX:MaxHeapFreeRatio=10",
                "-XX:MinHeapDeltaBytes=2m", // each step it grows by collects it whole; what is free below a step stays
                "-XX:-ShrinkHeapInSteps",
                "-XX:ReservedCodeCacheSize=32m",
                "-Dsun.reflect.inflationThreshold=" + Integer.MAX_VALUE, // no class for each accessor of a status
                "-Djava.locale.providers=SPI", // the root locale alone: half a MiB, 20 ms
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError"));
        draft.java = Optional.of(java(
                instance,
                heap == 0 ? OptionalInt.empty() : OptionalInt.of(heap),
                flags,
                "worker",
                "mind.worker.WorkerMain"));
        draft.environment = environment(falkorDb, env, Map.of(ARENAS, "1"));
        draft.requires =
                ownDatabase ? List.of(new ServiceSpec.Requirement(FALKORDB, ServiceSpec.Condition.READY)) : List.of();
        draft.readiness = Optional.of(new ServiceSpec.Readiness(new Probe.Report(SECOND), SECOND, Integer.MAX_VALUE));
        draft.beat = Duration.ofSeconds(env.integer("MIND_LIVENESS_S", 30, 1, 86_400));
        draft.logs = OWN_LOGS;
        return draft.done();
    }

    /**
     * The optimising compiler for the tick alone, and compiled code for what runs often; the quick compiler for all where
     * memory is scarce, or where the file that says what is the tick is missing.
     */
    private static List<String> compiler(Instance instance) {
        Path directives = instance.home().resolve("scripts/lib/engine-compiler.json");
        return !instance.small() && Files.isReadable(directives)
                ? List.of(
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:CompilerDirectivesFile=" + directives,
                        "-XX:CompileThresholdScaling=4")
                : List.of("-XX:TieredStopAtLevel=1");
    }

    static ServiceSpec engineOf(ServiceSpec spec, GraphName graph) {
        var draft = Draft.of(spec);
        draft.name = graph.citizen();
        draft.graph = Optional.of(graph);
        draft.with(Map.of("CITIZEN", graph.citizen(), "GRAPH", graph.graph()));
        return draft.done();
    }

    private static Map<String, String> environment(ServerAddress falkorDb, Env env, Map<String, String> more) {
        Map<String, String> environment = new LinkedHashMap<>(more);
        env.find(ARENAS).ifPresent(chosen -> environment.put(ARENAS, chosen));
        environment.put("FALKORDB_URL", falkorDb.toSecretUrl());
        environment.put("REDIS_URL", env.text("REDIS_URL", falkorDb.toSecretUrl()));
        return Map.copyOf(environment);
    }

    private static JavaCommand java(
            Instance instance, OptionalInt heapMiB, List<String> flags, String which, String mainClass) {
        String module = which.equals("gateway") ? "gateway" : "engine-worker";
        String archives = Distribution.in(instance.home()).archivesFit() ? "cds" : "cds-of-another-jdk";
        return new JavaCommand(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                heapMiB,
                flags,
                instance.home().resolve(archives).resolve(which + ".jsa"),
                jar(instance.home().resolve("lib"), "mind-" + module + "-"),
                mainClass);
    }

    private static Path jar(Path lib, String prefix) {
        try (var jars = Files.newDirectoryStream(lib, prefix + "*.jar")) {
            for (Path jar : jars) {
                return jar;
            }
        } catch (IOException e) {
            // answered below: the command fails with a line that names the jar
        }
        return lib.resolve(prefix + "*.jar");
    }
}
