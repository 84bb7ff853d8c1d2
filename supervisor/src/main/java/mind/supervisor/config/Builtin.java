package mind.supervisor.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import mind.protocol.Env;
import mind.protocol.GraphName;
import mind.protocol.ServerAddress;
import mind.supervisor.dist.Distribution;

/** The built-in default: a FalkorDB unless one is named, the gateway, and an engine for each citizen found. */
final class Builtin {
    static final String FALKORDB = "falkordb";
    static final String GATEWAY = "gateway";

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int OWN_LOG_BYTES = 10 << 20;
    private static final int OTHER_LOG_BYTES = 50 << 20;
    static final ServiceSpec.Logs OWN_LOGS = new ServiceSpec.Logs(OWN_LOG_BYTES, 5, true);
    static final ServiceSpec.Logs OTHER_LOGS = new ServiceSpec.Logs(OTHER_LOG_BYTES, 5, false);

    private Builtin() {}

    static ServicesFile of(Instance instance) {
        var env = new Env(instance.environment());
        Optional<ServerAddress> outside = env.falkorDb();
        int cores = Runtime.getRuntime().availableProcessors();
        int loadingAtOnce = env.integer("MIND_LOADING_AT_ONCE", Math.max(1, cores), 1, 1_000);
        env.check();
        ServerAddress falkorDb = outside.orElseGet(() -> new ServerAddress(
                "127.0.0.1", recordedPort(instance.state()), Optional.empty(), env.find("FALKORDB_PASSWORD"), false));
        List<ServiceSpec> services = new ArrayList<>();
        if (outside.isEmpty()) {
            services.add(falkorDb(instance, falkorDb));
        }
        services.add(gateway(instance, falkorDb, env));
        return new ServicesFile(
                List.copyOf(services),
                Optional.of(engine(instance, falkorDb, env, outside.isEmpty())),
                Map.of(),
                Optional.of(falkorDb),
                loadingAtOnce,
                true,
                Duration.ofSeconds(30));
    }

    /** The port of this instance's FalkorDB: chosen once, then the same for its life. */
    private static int recordedPort(Path state) {
        Path file = state.resolve("falkordb.port");
        try {
            if (Files.exists(file)) {
                return Integer.parseInt(Files.readString(file).trim());
            }
            try (var socket = new ServerSocket(0)) {
                Files.createDirectories(state);
                Files.writeString(file, socket.getLocalPort() + "\n");
                return socket.getLocalPort();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the state directory cannot keep FalkorDB's port", e);
        }
    }

    private static ServiceSpec falkorDb(Instance instance, ServerAddress address) {
        return new ServiceSpec(
                FALKORDB,
                Kind.FALKORDB,
                Optional.empty(),
                List.of(
                        instance.home().resolve("scripts/falkordb").toString(),
                        "run",
                        "--port",
                        Integer.toString(address.port()),
                        "--dir",
                        instance.state().resolve("falkordb").toString()),
                Optional.empty(),
                Map.of(),
                true,
                Optional.empty(),
                List.of(),
                Optional.of(
                        new ServiceSpec.Readiness(new Probe.GraphList(address, Duration.ofSeconds(3)), SECOND, 600)),
                Optional.of(new ServiceSpec.Liveness(
                        new Probe.GraphList(address, Duration.ofSeconds(10)), Duration.ofSeconds(10), 4)),
                Duration.ZERO,
                Duration.ofMinutes(10),
                ServiceSpec.RestartRule.DEFAULT,
                Optional.empty(),
                "TERM",
                Duration.ofSeconds(20),
                List.of(address.port()),
                OTHER_LOGS,
                ServiceSpec.Limits.NONE);
    }

    private static ServiceSpec gateway(Instance instance, ServerAddress falkorDb, Env env) {
        return new ServiceSpec(
                GATEWAY,
                Kind.GATEWAY,
                Optional.empty(),
                List.of(),
                Optional.of(java(
                        instance,
                        OptionalInt.of(env.integer("MIND_GATEWAY_HEAP_MIB", instance.small() ? 48 : 128, 24, 65_536)),
                        List.of("-XX:+UseSerialGC", "-Xss512k", "-XX:+ExitOnOutOfMemoryError"),
                        "gateway",
                        "mind.gateway.GatewayMain")),
                environment(falkorDb, env, Map.of("PORT", Integer.toString(instance.port()))),
                true,
                Optional.empty(),
                List.of(),
                Optional.of(new ServiceSpec.Readiness(
                        new Probe.Tcp("127.0.0.1", instance.port(), Duration.ofSeconds(3)), SECOND, 30)),
                Optional.empty(),
                Duration.ofSeconds(30),
                Duration.ofSeconds(120),
                ServiceSpec.RestartRule.DEFAULT,
                Optional.empty(),
                "TERM",
                Duration.ofSeconds(10),
                List.of(instance.port()),
                OWN_LOGS,
                ServiceSpec.Limits.NONE);
    }

    private static ServiceSpec engine(Instance instance, ServerAddress falkorDb, Env env, boolean ownDatabase) {
        int heap = env.integer("MIND_ENGINE_HEAP_MIB", 0, 0, 65_536);
        return new ServiceSpec(
                "engine",
                Kind.ENGINE,
                Optional.empty(),
                List.of(),
                Optional.of(java(
                        instance,
                        heap == 0 ? OptionalInt.empty() : OptionalInt.of(heap),
                        List.of(
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xss256k",
                                "-XX:+ExitOnOutOfMemoryError"),
                        "worker",
                        "mind.worker.WorkerMain")),
                environment(falkorDb, env, Map.of()),
                true,
                Optional.empty(),
                ownDatabase ? List.of(new ServiceSpec.Requirement(FALKORDB, ServiceSpec.Condition.READY)) : List.of(),
                Optional.of(new ServiceSpec.Readiness(new Probe.Report(SECOND), SECOND, Integer.MAX_VALUE)),
                Optional.empty(),
                Duration.ofSeconds(env.integer("MIND_LIVENESS_S", 30, 1, 86_400)),
                Duration.ofSeconds(120),
                ServiceSpec.RestartRule.DEFAULT,
                Optional.empty(),
                "TERM",
                Duration.ofSeconds(10),
                List.of(),
                OWN_LOGS,
                ServiceSpec.Limits.NONE);
    }

    static ServiceSpec engineOf(ServiceSpec spec, GraphName graph) {
        Map<String, String> environment = new LinkedHashMap<>(spec.environment());
        environment.put("CITIZEN", graph.citizen());
        environment.put("GRAPH", graph.graph());
        return new ServiceSpec(
                graph.citizen(),
                spec.kind(),
                Optional.of(graph),
                spec.command(),
                spec.java(),
                Map.copyOf(environment),
                spec.inherit(),
                spec.folder(),
                spec.requires(),
                spec.readiness(),
                spec.liveness(),
                spec.beat(),
                spec.startup(),
                spec.restart(),
                spec.watch(),
                spec.stopSignal(),
                spec.stopTimeout(),
                spec.ports(),
                spec.logs(),
                spec.limits());
    }

    private static Map<String, String> environment(ServerAddress falkorDb, Env env, Map<String, String> more) {
        Map<String, String> environment = new LinkedHashMap<>(more);
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
