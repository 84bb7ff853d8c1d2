package mind.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import mind.protocol.WireJson;
import org.awaitility.Awaitility;

/** A standards-following WebSocket client that keeps every message it got. */
final class TestSocket implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
    private final Consumer<JsonNode> also;
    private final StringBuilder partial = new StringBuilder();
    private volatile int closeCode;
    private volatile String closeReason = "";
    private WebSocket socket;

    private TestSocket(Consumer<JsonNode> also) {
        this.also = also;
    }

    static TestSocket mind(URI uri) {
        return open(uri, "mind.v1", message -> {});
    }

    /** As a browser's page of {@code origin} opens it. */
    static TestSocket withOrigin(URI uri, String origin) {
        return withOrigin(uri, "mind.v1", origin);
    }

    /** The same in another dialect; none for the original one. */
    static TestSocket withOrigin(URI uri, String protocol, String origin) {
        return open(uri, protocol, message -> {}, "Origin", origin);
    }

    static TestSocket original(URI uri) {
        return open(uri, "", message -> {});
    }

    static TestSocket open(URI uri, String protocol, Consumer<JsonNode> also, String... headers) {
        var client = new TestSocket(also);
        WebSocket.Builder builder = HTTP.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(20));
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        if (!protocol.isEmpty()) {
            builder.subprotocols(protocol);
        }
        client.socket = builder.buildAsync(uri, client.new Listener()).join();
        return client;
    }

    private final class Listener implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                try {
                    JsonNode message = WireJson.MAPPER.readTree(partial.toString());
                    also.accept(message);
                    messages.add(message);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } finally {
                    partial.setLength(0);
                }
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closeReason = reason;
            closeCode = code;
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closeReason = String.valueOf(error);
            closeCode = 1006;
        }
    }

    TestSocket send(String text) {
        socket.sendText(text, true).join();
        return this;
    }

    TestSocket subscribe(String... citizens) {
        return send("{\"type\":\"subscribe\",\"citizens\":[\"" + String.join("\",\"", citizens) + "\"]}");
    }

    List<JsonNode> messages() {
        return messages;
    }

    List<JsonNode> ofType(String type) {
        return messages.stream()
                .filter(message -> message.path("type").asText().equals(type))
                .toList();
    }

    /** Waits for a message of {@code type} that {@code fits}. */
    JsonNode await(String type, Predicate<JsonNode> fits) {
        return Awaitility.await("a message " + type)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> ofType(type).stream().filter(fits).findFirst(), java.util.Optional::isPresent)
                .orElseThrow();
    }

    JsonNode await(String type) {
        return await(type, message -> true);
    }

    int closeCode() {
        return closeCode;
    }

    String closeReason() {
        return closeReason;
    }

    /** Drops the connection without a word. */
    void drop() {
        closeCode = 1006;
        socket.abort();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
