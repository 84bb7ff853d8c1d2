package mind.gateway.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server under test: a process of ours, with what the kernel says it used. */
final class ServerProcess implements AutoCloseable {
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux

    private final Process process;
    private final int port;
    private final long startedNanos;

    private ServerProcess(Process process, int port, long startedNanos) {
        this.process = process;
        this.port = port;
        this.startedNanos = startedNanos;
    }

    /** Starts {@code command} with {@code PORT} set; does not wait. */
    static ServerProcess start(List<String> command, int port, Map<String, String> environment, Path log)
            throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("PORT", Integer.toString(port));
        long now = System.nanoTime();
        return new ServerProcess(builder.start(), port, now);
    }

    int port() {
        return port;
    }

    /** Milliseconds from its start until it accepts. */
    double untilAccepts() throws IOException, InterruptedException {
        while (true) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
                return sinceStart();
            } catch (IOException e) {
                alive();
                TimeUnit.MICROSECONDS.sleep(500);
            }
        }
    }

    /** Milliseconds from its start until {@code GET /healthz} is answered 200. */
    double untilHealthy() throws IOException, InterruptedException {
        return untilAnswers("/healthz");
    }

    /** Milliseconds from its start until {@code GET path} is answered 200. */
    double untilAnswers(String path) throws IOException, InterruptedException {
        while (true) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
                socket.setSoTimeout(30_000);
                String request =
                        "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                byte[] answer = socket.getInputStream().readNBytes(12);
                if (new String(answer, StandardCharsets.US_ASCII).endsWith(" 200")) {
                    return sinceStart();
                }
            } catch (IOException e) {
                alive();
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
    }

    private double sinceStart() {
        return (System.nanoTime() - startedNanos) / 1e6;
    }

    private void alive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("the server under test ended with " + process.exitValue());
        }
    }

    /** The line of {@code /metrics} that begins with {@code name}. */
    String metric(String name) throws IOException {
        try (var in = java.net
                .URI
                .create("http://127.0.0.1:" + port + "/metrics")
                .toURL()
                .openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(name))
                    .findFirst()
                    .orElse(name + " missing");
        }
    }

    /** CPU seconds used so far, user and system. */
    double cpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** Proportional set size, bytes. */
    long pssBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps_rollup"))) {
            if (line.startsWith("Pss:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        throw new IOException("no Pss line");
    }

    /** Live heap after a full collection, bytes, for a JVM. */
    long liveHeapBytes() throws IOException, InterruptedException {
        jcmd("GC.run");
        for (String line : jcmd("GC.class_histogram").lines().toList()) {
            if (line.startsWith("Total")) {
                return Long.parseLong(line.trim().split("\\s+")[2]);
            }
        }
        throw new IOException("no total in the histogram");
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process asked = new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), command)
                .redirectErrorStream(true)
                .start();
        String text = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        asked.waitFor();
        return text;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
