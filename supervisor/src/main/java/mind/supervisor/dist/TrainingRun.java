package mind.supervisor.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A process started to see what it loads, with its output in a file; it ends when it is closed, whatever happens. */
final class TrainingRun implements AutoCloseable {
    /** Longest wait for anything such a process does. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final long LOOK_MILLIS = 20;

    private final String name;
    private final Path log;
    private final Process process;

    TrainingRun(String name, List<String> command, Map<String, String> settings, Path folder) throws IOException {
        this.name = name;
        this.log = folder.resolve(name + ".log");
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // what the builder's own environment says of servers and ports is not meant for this
        builder.environment()
                .keySet()
                .removeIf(key -> key.startsWith("MIND_")
                        || List.of("REDIS_URL", "FALKORDB_HOST", "FALKORDB_PORT", "FALKORDB_PASSWORD", "BIND")
                                .contains(key));
        builder.environment().putAll(settings);
        this.process = builder.start();
    }

    void waitUntil(BooleanSupplier ready) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new IOException(name + " ended with " + process.exitValue() + ": " + lastLine());
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(name + " was not ready after " + LIMIT.toSeconds() + " s: " + lastLine());
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** Waits for an end of its own. */
    void waitForEnd() throws IOException, InterruptedException {
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException(name + " did not end within " + LIMIT.toSeconds() + " s: " + lastLine());
        }
    }

    String lastLine() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            return lines.isEmpty() ? "it printed nothing" : lines.get(lines.size() - 1);
        } catch (IOException e) {
            return "it printed nothing";
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
