package mind.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.util.SafeEncoder;

/**
 * A real FalkorDB of a test class's own, on a free port of 127.0.0.1 with a folder of its own; it can be killed and
 * started again on the same data. It is run by {@code scripts/falkordb run}, which says what is missing where it can't.
 */
public final class FalkorDb implements BeforeAllCallback, AfterAllCallback {
    private static final AtomicInteger GRAPHS = new AtomicInteger();

    private final int port = freePort();
    private Path data;
    private Process server;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        stop();
    }

    /** Starts the server, on what an earlier start left, and waits until it answers {@code GRAPH.LIST}. */
    public void start() throws IOException {
        if (data == null) {
            data = Files.createTempDirectory("mind-falkordb");
        }
        Path log = data.resolve("server.log");
        server = new ProcessBuilder(
                        root().resolve("scripts/falkordb").toString(),
                        "run",
                        "--port",
                        Integer.toString(port),
                        "--dir",
                        data.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Awaitility.await("FalkorDB on port " + port + ", see " + log)
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    if (!server.isAlive()) {
                        throw new IllegalStateException(
                                "scripts/falkordb run ended with " + server.exitValue() + ": " + Files.readString(log));
                    }
                    return answers();
                });
    }

    private boolean answers() {
        try (Jedis jedis = connect()) {
            jedis.sendCommand(command("GRAPH.LIST"));
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Ends the server at once, as {@code kill -9} does; its data stays. */
    public void kill() {
        server.destroyForcibly();
        waitForEnd();
    }

    /** Ends the server and deletes its data. */
    public void stop() throws IOException {
        if (server != null) {
            server.destroy();
            waitForEnd();
        }
        if (data != null) {
            try (var files = Files.walk(data)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
            data = null; // another start begins with nothing
        }
    }

    private void waitForEnd() {
        try {
            if (!server.waitFor(20, TimeUnit.SECONDS)) {
                server.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public long pid() {
        return server.pid();
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    public ServerAddress address() {
        return ServerAddress.of(URI.create(url()));
    }

    /** A new connection, which the caller closes. */
    public Jedis connect() {
        return new Jedis(
                new HostAndPort("127.0.0.1", port),
                DefaultJedisClientConfig.builder()
                        .protocol(RedisProtocol.RESP2)
                        .autoNegotiateProtocol(false)
                        .socketTimeoutMillis(60_000)
                        .build());
    }

    /** Runs {@code cypher} on a new graph and answers the graph's name, a citizen's by the naming rule. */
    public String graph(String cypher) {
        String name = "mind-protocol_t" + ProcessHandle.current().pid() + "-" + GRAPHS.incrementAndGet();
        query(name, cypher);
        return name;
    }

    /** Runs {@code cypher} and answers FalkorDB's raw reply: header, rows, statistics. */
    public List<?> query(String graph, String cypher) {
        try (Jedis jedis = connect()) {
            return (List<?>) jedis.sendCommand(command("GRAPH.QUERY"), graph, cypher);
        }
    }

    /** The rows of {@code cypher}, each value as text. */
    public List<List<String>> rows(String graph, String cypher) {
        List<List<String>> rows = new ArrayList<>();
        for (Object row : (List<?>) query(graph, cypher).get(1)) {
            rows.add(((List<?>) row).stream().map(FalkorDb::text).toList());
        }
        return rows;
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes ? SafeEncoder.encode(bytes) : String.valueOf(value);
    }

    public static ProtocolCommand command(String name) {
        return () -> SafeEncoder.encode(name);
    }

    /** A port that was free a moment ago. */
    public static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The project's root: the nearest folder above that has {@code scripts/falkordb}. */
    public static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isExecutable(folder.resolve("scripts/falkordb"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "no scripts/falkordb above " + Path.of("").toAbsolutePath() + ": run the tests from a checkout");
        }
        return folder;
    }
}
