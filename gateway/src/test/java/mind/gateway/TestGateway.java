package mind.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mind.gateway.http.EarlyAnswers;
import mind.gateway.http.Server;
import org.awaitility.Awaitility;

/** A gateway of a test's own, in this JVM, on a free port. */
final class TestGateway implements AutoCloseable {
    private final Gateway gateway;
    private final int port;

    private TestGateway(Gateway gateway, int port) {
        this.gateway = gateway;
        this.port = port;
    }

    /** @param settings name, value, name, value … beside the Redis address */
    static TestGateway start(String redisUrl, String... settings) {
        Map<String, String> environment =
                new HashMap<>(Map.of("REDIS_URL", redisUrl, "PORT", "0", "DRAIN_MS", "200", "DRAIN_SPREAD_MS", "0"));
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        try {
            EarlyPort port = EarlyPort.open("", 0);
            int number = ((InetSocketAddress) port.channels().get(0).getLocalAddress()).getPort();
            int patience = Integer.parseInt(environment.getOrDefault("TEST_PATIENCE_MS", "30000"));
            var server = new Server(port.channels(), new EarlyAnswers(port.channels()), patience);
            server.open();
            var gateway = new Gateway(port, server, GatewayConfig.from(environment));
            gateway.start();
            return new TestGateway(gateway, number);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    URI http(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    URI socket(String path) {
        return URI.create("ws://127.0.0.1:" + port + path);
    }

    Gateway gateway() {
        return gateway;
    }

    /** Waits until the gateway has heard of all {@code graphs}. */
    void awaitHeard(String... graphs) {
        Awaitility.await("workers heard of")
                .atMost(Duration.ofSeconds(10))
                .until(() -> gateway.feed().lives().all().stream()
                        .map(life -> life.graph())
                        .toList()
                        .containsAll(List.of(graphs)));
    }

    @Override
    public void close() {
        gateway.close();
    }
}
