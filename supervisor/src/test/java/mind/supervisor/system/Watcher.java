package mind.supervisor.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import mind.protocol.WireJson;

/**
 * A client that watches some citizens over {@code mind.v1} and complains of every hole, repeat and disorder. When its socket
 * ends it comes back, as a page does, and counts that.
 */
final class Watcher implements AutoCloseable {
    private static final long BACK_MILLIS = 200;

    private final int port;
    private final List<String> graphs;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, Place> places = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private volatile WebSocket socket;
    private volatile boolean closed;
    private int closes;

    /** Where in a citizen's stream this client is. */
    private static final class Place {
        private long epoch;
        private long seq;
        private boolean whole;
        private int nextPart;
        private long events;
    }

    Watcher(int port, List<String> graphs) {
        this.port = port;
        this.graphs = graphs;
        graphs.forEach(graph -> places.put(graph, new Place()));
    }

    void start() {
        connect();
    }

    private void connect() {
        synchronized (this) {
            places.values().forEach(place -> place.whole = false);
        }
        http.newWebSocketBuilder()
                .subprotocols("mind.v1")
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws"), new Ears())
                .whenComplete((opened, failure) -> {
                    if (failure != null) {
                        again();
                    } else {
                        socket = opened;
                        opened.sendText(
                                "{\"type\":\"subscribe\",\"citizens\":[\"" + String.join("\",\"", graphs) + "\"]}",
                                true);
                    }
                });
    }

    private void again() {
        if (!closed) {
            CompletableFuture.delayedExecutor(BACK_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(this::connect);
        }
    }

    private final class Ears implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                hear(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            ended();
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            ended();
        }
    }

    private void ended() {
        synchronized (this) {
            if (!closed) {
                closes++;
            }
        }
        again();
    }

    private synchronized void hear(String text) {
        try {
            JsonNode message = WireJson.MAPPER.readTree(text);
            Place place = places.get(message.path("citizen").asText());
            if (place != null) {
                hear(place, message);
            }
        } catch (IOException e) {
            complaints.add("no JSON: " + text);
        }
    }

    private void hear(Place place, JsonNode message) {
        switch (message.path("type").asText()) {
            case "gap" -> start(place);
            case "subscribed" -> {
                if (!message.path("recovered").asBoolean()) {
                    start(place);
                }
            }
            case "snapshot" -> snapshot(place, message);
            case "events", "to" -> range(place, message);
            default -> {}
        }
    }

    private static void start(Place place) {
        place.whole = false;
        place.nextPart = 0;
    }

    private void snapshot(Place place, JsonNode message) {
        if (message.path("part").asInt() != place.nextPart) {
            complain(message, "part " + message.path("part") + " instead of " + place.nextPart);
        }
        if (message.path("epoch").asLong() < place.epoch) {
            complain(message, "an epoch that had ended");
        }
        place.epoch = message.path("epoch").asLong();
        place.seq = message.path("seq").asLong();
        place.nextPart = message.path("part").asInt() + 1;
        place.whole = place.nextPart == message.path("parts").asInt();
    }

    private void range(Place place, JsonNode message) {
        if (!place.whole) {
            complain(message, "events before the picture was whole");
        } else if (message.path("epoch").asLong() != place.epoch
                || message.path("from").asLong() != place.seq + 1) {
            complain(message, "follows on epoch " + place.epoch + " seq " + place.seq);
        }
        place.seq = message.path("to").asLong();
        place.events += message.path("events").size();
    }

    private void complain(JsonNode message, String what) {
        complaints.add(
                message.path("citizen").asText() + " " + message.path("type").asText() + " epoch "
                        + message.path("epoch") + " " + message.path("from") + ".." + message.path("to") + ": " + what);
    }

    synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** How often the socket ended without being closed from here. */
    synchronized int closes() {
        return closes;
    }

    /** Events heard of each citizen so far. */
    synchronized Map<String, Long> heard() {
        Map<String, Long> heard = new HashMap<>();
        places.forEach((graph, place) -> heard.put(graph, place.events));
        return heard;
    }

    @Override
    public void close() {
        closed = true;
        if (socket != null) {
            socket.abort();
        }
    }
}
