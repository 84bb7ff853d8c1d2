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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mind.protocol.Channels;
import mind.protocol.Command;
import mind.protocol.WireJson;
import mind.supervisor.dist.Distribution.Program;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.SafeEncoder;

/**
 * Makes the class-data archives at build time: each program is run once, made to do its first work, and ended; what it
 * loaded is archived. Where a FalkorDB is installed, the runs have one of their own, on a graph of a few nodes.
 *
 * <p>An archive is a gain, never a need: a run that fails is said in one line and leaves none.
 */
public final class ClassDataArchives {
    private static final String GRAPH = "mind-protocol_training";
    private static final String FEW_NODES = "UNWIND range(1, 40) AS i CREATE (:Concept {id: 'c' + i, name: 'n' + i, "
            + "E: 0.6, theta: 0.5, weight: 0.5})-[:ENABLES {weight: 0.5, energy: 0.5}]->(:Realization {id: 'r' + i, "
            + "name: 'm' + i, E: 0.0, theta: 0.5})-[:MEMBER_OF {weight: 0.5}]->(:SubEntity {id: 's' + i, name: 's'})";
    /** Long enough for a first tick, its events and a snapshot. */
    private static final long WORK_MILLIS = 1_500;

    private static final long LIMIT_SECONDS = 90;
    private static final int ANSWER_SECONDS = 5;
    /** Nobody listens on port 1: a run without a server must not find one by chance. */
    private static final String NO_SERVER = "redis://127.0.0.1:1";

    private final Distribution distribution;
    private final Path scratch;
    private String server = NO_SERVER;

    private ClassDataArchives(Distribution distribution, Path scratch) {
        this.distribution = distribution;
        this.scratch = scratch;
    }

    /** @param args when the build began, which {@code dist/built} then says: what changed since is not in it */
    public static void main(String[] args) throws IOException, InterruptedException {
        var distribution = Distribution.locate();
        Files.createDirectories(distribution.archives());
        Files.deleteIfExists(distribution.archivesMaker());
        var training = new ClassDataArchives(distribution, Files.createTempDirectory("mind-cds"));
        try {
            training.all();
            for (Program program : List.of(Program.GATEWAY, Program.WORKER)) {
                training.note(program);
            }
            Files.write(
                    distribution.archivesMaker(),
                    List.of(distribution.java().toString(), String.join(" ", Distribution.TRIMMING)));
            Files.writeString(distribution.folder().resolve("built"), String.join(" ", args) + "\n");
        } finally {
            deleteTree(training.scratch);
        }
        System.exit(0); // whatever still waits, waits for nothing
    }

    private void note(Program program) throws InterruptedException {
        try {
            new ProgramSettings(distribution, program).write();
        } catch (IOException | TimeoutException e) {
            say("the settings of " + program + " could not be noted: " + e.getMessage());
        }
    }

    private void all() throws IOException, InterruptedException {
        ExecutorService runs = Executors.newFixedThreadPool(Program.values().length);
        try (TrainingRun database = database().orElse(null)) {
            runs.execute(() -> attempt(Program.GATEWAY, this::gateway));
            runs.execute(() -> attempt(Program.WORKER, this::worker));
            runs.execute(() -> attempt(Program.SUPERVISOR, this::supervisor));
            runs.shutdown();
            if (!runs.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                say("the training runs took longer than " + LIMIT_SECONDS + " s");
                runs.shutdownNow();
            }
        }
    }

    /** A FalkorDB with a small graph, if one is installed; it is not fetched for this. */
    private Optional<TrainingRun> database() throws IOException, InterruptedException {
        String script = distribution.folder().resolve("scripts/falkordb").toString();
        try (var find = new TrainingRun("find-falkordb", List.of(script, "find"), Map.of(), scratch)) {
            find.waitForEnd();
            if (!find.lastLine().contains("--loadmodule")) {
                return Optional.empty();
            }
        }
        int port = freePort();
        var command = List.of(
                script,
                "run",
                "--port",
                Integer.toString(port),
                "--dir",
                scratch.resolve("falkordb").toString());
        var database = new TrainingRun("falkordb", command, Map.of(), scratch);
        try {
            database.waitUntil(() -> answered(port));
            server = "redis://127.0.0.1:" + port;
        } catch (IOException e) {
            say(e.getMessage());
        }
        return Optional.of(database);
    }

    private static boolean answered(int port) {
        try (var jedis = new Jedis("127.0.0.1", port)) {
            jedis.sendCommand(() -> SafeEncoder.encode("GRAPH.QUERY"), GRAPH, FEW_NODES);
            return true;
        } catch (JedisException e) {
            return false;
        }
    }

    private interface Run {
        void run() throws IOException, InterruptedException;
    }

    private void attempt(Program program, Run run) {
        Path archive = distribution.archive(program);
        try {
            run.run();
            if (!Files.exists(archive)) {
                say(program + " left none");
            }
        } catch (IOException e) {
            archive.toFile().delete(); // of a run that came to nothing: it may lack the most
            say(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(String problem) {
        System.err.println("no class-data archive, starts will be slower: " + problem);
    }

    private void gateway() throws IOException, InterruptedException {
        int port = freePort();
        var http = HttpClient.newHttpClient();
        try (var gateway = start(Program.GATEWAY, Map.of("PORT", Integer.toString(port)), List.of())) {
            String address = "127.0.0.1:" + port;
            gateway.waitUntil(() -> answers(http, "http://" + address + "/"));
            for (String page : List.of("/healthz", "/readyz", "/metrics", "/dashboard.js", "/dashboard.css")) {
                answers(http, "http://" + address + page);
            }
            for (String dialect : List.of("mind.v1", "")) {
                listen(http, "ws://" + address + "/ws", dialect);
            }
        }
    }

    private static void listen(HttpClient http, String url, String dialect) throws InterruptedException {
        try {
            var builder = http.newWebSocketBuilder();
            if (!dialect.isEmpty()) {
                builder.subprotocols(dialect);
            }
            WebSocket socket = builder.buildAsync(URI.create(url), new WebSocket.Listener() {})
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS);
            socket.sendText("{\"type\":\"subscribe\",\"citizens\":[\"" + GRAPH + "\"]}", true)
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS);
            Thread.sleep(WORK_MILLIS);
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            say("the gateway answered no WebSocket, its archive goes without: " + e.getMessage());
        }
    }

    private static boolean answers(HttpClient http, String url) {
        try {
            var request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(Duration.ofSeconds(ANSWER_SECONDS))
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
        var settings = Map.of(
                "CITIZEN",
                "training",
                "GRAPH",
                GRAPH,
                "MIND_STATUS_FILE",
                status.toString(),
                "MIND_LOG_FILE",
                scratch.resolve("worker-own.log").toString(),
                "MIND_AMBIENT_S",
                "1");
        try (var worker = start(Program.WORKER, settings, List.of())) {
            worker.waitUntil(() -> Files.exists(status));
            Thread.sleep(WORK_MILLIS);
            command("inject", Map.of("text", "n1 m2"));
            command("search", Map.of("query", "n1 m"));
            command("node", Map.of("id", "c1"));
            Thread.sleep(WORK_MILLIS);
        }
    }

    /** Tells the worker to do something; nobody listens to its answer. */
    private void command(String name, Map<String, String> args) throws IOException {
        if (server.equals(NO_SERVER)) {
            return;
        }
        try (var jedis = new Jedis(URI.create(server))) {
            var command = Command.of(name, Channels.replies("training"), name, WireJson.MAPPER.valueToTree(args));
            jedis.publish(Channels.commands(GRAPH), WireJson.MAPPER.writeValueAsString(command));
        } catch (JedisException e) {
            say("the worker was not asked to " + name + ", its archive goes without: " + e.getMessage());
        }
    }

    /** A whole life of a supervisor whose services only sleep: up, what graphs there are, a question, down. */
    private void supervisor() throws IOException, InterruptedException {
        Path state = scratch.resolve("state");
        Path sleepers = scratch.resolve("mind.yaml");
        Files.writeString(sleepers, """
                builtin: true
                services: [{id: gateway, cmd: [sleep, "600"]}]
                engine: {cmd: [sleep, "600"]}
                """);
        var settings = Map.of("MIND_STATE", state.toString(), "PORT", Integer.toString(freePort()));
        try (var supervisor = start(Program.SUPERVISOR, settings, List.of("up", "--config", sleepers.toString()))) {
            supervisor.waitUntil(() -> Files.exists(state.resolve("control.sock")));
            for (String word : List.of("status", "down")) {
                ask(word, settings);
            }
            supervisor.waitForEnd();
        }
    }

    private void ask(String word, Map<String, String> settings) throws IOException, InterruptedException {
        var command = new ArrayList<>(distribution.command(Program.SUPERVISOR));
        command.add(word);
        try (var asking = new TrainingRun("mind-" + word, command, settings, scratch)) {
            asking.waitForEnd();
        }
    }

    private TrainingRun start(Program program, Map<String, String> settings, List<String> arguments)
            throws IOException {
        var command = new ArrayList<>(distribution.command(
                program, "-XX:ArchiveClassesAtExit=" + distribution.archive(program), "-Xlog:disable"));
        command.addAll(arguments);
        var all = new HashMap<>(settings);
        all.put("FALKORDB_URL", server);
        return new TrainingRun(program.name().toLowerCase(Locale.ROOT), command, all, scratch);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
