package mind.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import mind.protocol.FalkorDb;
import mind.protocol.GraphName;
import mind.protocol.ServiceStatus;
import mind.protocol.State;
import org.awaitility.Awaitility;

/** A real worker in a JVM of its own, started from the class path of the tests. Closing it kills what is left of it. */
final class WorkerProcess implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(40); // for a loaded machine; nothing waits longer than it must

    private final Path folder;
    private final Process process;
    private final String graph;

    private WorkerProcess(Path folder, Process process, String graph) {
        this.folder = folder;
        this.process = process;
        this.graph = graph;
    }

    /** Starts a worker for {@code graph} on {@code falkor} with further settings. */
    static WorkerProcess start(FalkorDb falkor, String graph, String... settings) {
        Map<String, String> environment = new HashMap<>();
        environment.put("FALKORDB_URL", falkor.url());
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        return start(graph, environment);
    }

    static WorkerProcess start(String graph, Map<String, String> environment) {
        try {
            Path folder = Files.createTempDirectory("mind-worker");
            var builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-Xss256k",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+ExitOnOutOfMemoryError",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "mind.worker.WorkerMain")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out").toFile());
            builder.environment().clear();
            builder.environment().put("CITIZEN", GraphName.of(graph).citizen());
            builder.environment().put("GRAPH", graph);
            builder.environment()
                    .put("MIND_STATUS_FILE", folder.resolve("status.json").toString());
            builder.environment().put("MIND_LOG_FILE", folder.resolve("log").toString());
            builder.environment().putAll(environment);
            return new WorkerProcess(folder, builder.start(), graph);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the worker says it is in {@code state}. */
    WorkerProcess until(State state) {
        return until("is " + state, status -> status.state() == state);
    }

    WorkerProcess until(String what, Predicate<ServiceStatus> holds) {
        Awaitility.await(graph + " " + what + ", see " + folder)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> status().filter(holds).isPresent());
        return this;
    }

    /** Waits until the log or the output has {@code text}. */
    WorkerProcess untilSaid(String text) {
        Awaitility.await(graph + " says \"" + text + "\", see " + folder)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> said().contains(text));
        return this;
    }

    Optional<ServiceStatus> status() {
        try {
            return ServiceStatus.read(folder.resolve("status.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String said() {
        try {
            Path log = folder.resolve("log");
            return Files.readString(folder.resolve("out")) + (Files.exists(log) ? Files.readString(log) : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long ticks() {
        return status().map(status -> status.engine().tickCount()).orElse(0L);
    }

    /** Asks it to end, as a supervisor does, and answers its exit code. */
    int stop() {
        process.destroy();
        return exit();
    }

    int exit() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(graph + " does not end:\n" + said());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** As {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        exit();
    }

    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        exit();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
