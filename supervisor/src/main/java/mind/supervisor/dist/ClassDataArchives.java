package mind.supervisor.dist;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Makes the class-data archives at build time: each program is run once, made to do its first work, and ended; what it
 * loaded is archived. An archive is a gain, never a need: a run that fails is said in one line and leaves none.
 */
public final class ClassDataArchives {
    private static final Duration RUN = Duration.ofSeconds(30);

    private final Distribution distribution;
    private final Path scratch;

    private ClassDataArchives(Distribution distribution, Path scratch) {
        this.distribution = distribution;
        this.scratch = scratch;
    }

    /** @param args when the build began, which {@code dist/built} then says: what changed since is not in it */
    public static void main(String[] args) throws IOException, InterruptedException {
        var distribution = Distribution.locate();
        Path archives = Files.createDirectories(distribution.archives());
        Files.deleteIfExists(archives.resolve("jdk"));
        var training = new ClassDataArchives(distribution, Files.createTempDirectory("mind-cds"));
        try {
            training.all();
            Files.writeString(archives.resolve("jdk"), Distribution.jdk());
            Files.writeString(distribution.folder().resolve("built"), String.join(" ", args) + "\n");
        } finally {
            deleteTree(training.scratch);
        }
    }

    private void all() throws InterruptedException {
        var runs = Executors.newFixedThreadPool(3);
        runs.execute(() -> attempt(Distribution.Program.GATEWAY, this::gateway));
        runs.execute(() -> attempt(Distribution.Program.WORKER, this::worker));
        runs.execute(() -> attempt(Distribution.Program.SUPERVISOR, this::supervisor));
        runs.shutdown();
        if (!runs.awaitTermination(3 * RUN.toSeconds(), TimeUnit.SECONDS)) {
            runs.shutdownNow();
        }
    }

    private interface Run {
        void run() throws IOException, InterruptedException;
    }

    private void attempt(Distribution.Program program, Run run) {
        Path archive = distribution.archives().resolve(program.archive());
        try {
            run.run();
            if (!Files.exists(archive)) {
                say(program + " left none: " + lastLine(log(program)));
            }
        } catch (IOException e) {
            archive.toFile().delete(); // of a run that came to nothing: it may lack the most
            say(program + " " + e.getMessage() + ": " + lastLine(log(program)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(String problem) {
        System.err.println("no class-data archive, starts will be slower: " + problem);
    }

    private void gateway() throws IOException, InterruptedException {
        int port = freePort();
        Process gateway = start(Distribution.Program.GATEWAY, Map.of("PORT", Integer.toString(port)), List.of());
        var http = HttpClient.newHttpClient();
        try {
            waitUntil(gateway, () -> answers(http, "http://127.0.0.1:" + port + "/"));
            answers(http, "http://127.0.0.1:" + port + "/readyz");
            WebSocket socket = http.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws"), new WebSocket.Listener() {})
                    .get(5, TimeUnit.SECONDS);
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(5, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            say("the gateway answered no WebSocket, its archive goes without: " + e.getMessage());
        } finally {
            end(gateway);
        }
    }

    private static boolean answers(HttpClient http, String url) {
        try {
            var request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() > 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Without a FalkorDB the worker gets as far as its first attempts to connect: most of its classes. */
    private void worker() throws IOException, InterruptedException {
        Path status = scratch.resolve("worker.json");
        Process worker = start(
                Distribution.Program.WORKER,
                Map.of("CITIZEN", "training", "GRAPH", "mind-protocol_training", "MIND_STATUS_FILE", status.toString()),
                List.of());
        try {
            waitUntil(worker, () -> Files.exists(status));
        } finally {
            end(worker);
        }
    }

    private void supervisor() throws IOException, InterruptedException {
        Process supervisor = start(Distribution.Program.SUPERVISOR, Map.of(), List.of("--version"));
        if (!supervisor.waitFor(RUN.toSeconds(), TimeUnit.SECONDS)) {
            supervisor.destroyForcibly();
        }
    }

    private Process start(Distribution.Program program, Map<String, String> settings, List<String> arguments)
            throws IOException {
        Path archive = distribution.archives().resolve(program.archive());
        var command =
                new ArrayList<>(distribution.command(program, "-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off"));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log(program).toFile());
        // nobody listens on port 1: the run must not find a server by chance
        builder.environment().put("FALKORDB_URL", "redis://127.0.0.1:1");
        builder.environment().remove("REDIS_URL");
        builder.environment().putAll(settings);
        return builder.start();
    }

    private Path log(Distribution.Program program) {
        return scratch.resolve(program + ".log");
    }

    private static void waitUntil(Process process, BooleanSupplier ready) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + RUN.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new IOException("ended with " + process.exitValue());
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("not ready after " + RUN.toSeconds() + " s");
            }
            Thread.sleep(20);
        }
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(RUN.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private static String lastLine(Path log) {
        try {
            List<String> lines = Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1);
            return lines.isEmpty() ? "it printed nothing" : lines.get(lines.size() - 1);
        } catch (IOException e) {
            return "it printed nothing";
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
