package mind.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mind.protocol.FalkorDb;
import org.awaitility.Awaitility;

/** The gateway as its own process, started as the supervisor starts it. */
final class GatewayProcess implements AutoCloseable {
    private static final long TICK_MILLIS = 10; // 1 s / USER_HZ, which is 100

    private final Process process;
    private final Path output;
    private final int port;

    private GatewayProcess(Process process, Path output, int port) {
        this.process = process;
        this.output = output;
        this.port = port;
    }

    /** @param flags of the JVM, beside the usual ones and before them in force */
    static GatewayProcess start(Map<String, String> settings, String... flags) {
        int port = settings.containsKey("PORT") ? Integer.parseInt(settings.get("PORT")) : FalkorDb.freePort();
        try {
            Path output = Files.createTempFile("mind-gateway", ".log");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx256m"));
            command.addAll(List.of(flags));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), GatewayMain.class.getName()));
            var builder = new ProcessBuilder(command);
            builder.environment().put("PORT", Integer.toString(port));
            builder.environment().putAll(settings);
            builder.redirectErrorStream(true).redirectOutput(output.toFile());
            return new GatewayProcess(builder.start(), output, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    java.net.URI http(String path) {
        return java.net.URI.create("http://127.0.0.1:" + port + path);
    }

    java.net.URI socket(String path) {
        return java.net.URI.create("ws://127.0.0.1:" + port + path);
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> lines() {
        return output().lines().toList();
    }

    /** Waits until it answers over HTTP. */
    GatewayProcess awaitAnswering() {
        Awaitility.await("the gateway on port " + port)
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("ended with " + process.exitValue() + ": " + output());
                    }
                    return answers();
                });
        return this;
    }

    private boolean answers() {
        try (var socket = new RawSocket(port, 0)) {
            socket.send("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            return socket.status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Files it has open. */
    long fds() {
        try (var open = Files.list(Path.of("/proc", Long.toString(pid()), "fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Time that a thread of it has had a processor, in steps of ten milliseconds. */
    long cpuMillis(String thread) {
        try (var tasks = Files.list(Path.of("/proc", Long.toString(pid()), "task"))) {
            for (Path task : tasks.toList()) {
                String stat = stat(task);
                if (stat.contains("(" + thread + ")")) {
                    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                    return TICK_MILLIS * (Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
                }
            }
            throw new AssertionError("no thread " + thread);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** "TID (name) state …", proc(5); nothing of a thread that has ended meanwhile. */
    private static String stat(Path task) {
        try {
            return Files.readString(task.resolve("stat"));
        } catch (IOException e) {
            return "";
        }
    }

    /** What lives after a full collection, by class, the largest first. */
    String histogram() {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process asked = new ProcessBuilder(jcmd.toString(), Long.toString(pid()), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            String text = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            asked.waitFor();
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Bytes, after full collections. Only each fourth of the serial collector compacts all; the others leave up to a
     * twentieth of the heap as dead filling, which the histogram shows as {@code int[]}.
     */
    long liveHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            least = Math.min(least, heapAfterCollection());
        }
        return least;
    }

    private long heapAfterCollection() {
        String total = histogram()
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(total.trim().split("\\s+")[2]);
    }

    /** A number that it shows to Prometheus. */
    double metric(String name) {
        return TestHttp.get(java.net.URI.create("http://127.0.0.1:" + port + "/metrics"))
                .raw()
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Waits for the end. @return the exit code */
    int awaitExit(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("still running after " + atMost + ": " + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            Files.deleteIfExists(output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
