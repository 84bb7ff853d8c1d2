package mind.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import mind.protocol.Channels;
import mind.protocol.Command;
import mind.protocol.FalkorDb;
import mind.protocol.Message;
import mind.protocol.WireJson;
import org.awaitility.Awaitility;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Jedis;

/** Hears everything a citizen's worker says, in order, and asks it things: a small gateway. */
final class Ear implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String graph;
    private final String instance = "ear" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
    private final Jedis hearing;
    private final Jedis asking;
    private final List<Message> heard = new ArrayList<>(); // guarded by itself
    private final AtomicInteger requests = new AtomicInteger();

    private Ear(FalkorDb bus, String graph) {
        this.graph = graph;
        this.hearing = bus.connect();
        this.asking = bus.connect();
    }

    /** Listens from when it answers. */
    static Ear on(FalkorDb bus, String graph) {
        var ear = new Ear(bus, graph);
        var subscribed = new CountDownLatch(3);
        var thread = new Thread(() -> ear.listen(subscribed), "ear");
        thread.setDaemon(true);
        thread.start();
        try {
            if (!subscribed.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("not subscribed");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return ear;
    }

    private void listen(CountDownLatch subscribed) {
        try {
            hearing.getClient().setTimeoutInfinite();
            hearing.subscribe(
                    new BinaryJedisPubSub() {
                        @Override
                        public void onSubscribe(byte[] channel, int count) {
                            subscribed.countDown();
                        }

                        @Override
                        public void onMessage(byte[] channel, byte[] bytes) {
                            try {
                                Message message = Message.parse(bytes);
                                if (message.header().citizen().equals(graph)) {
                                    synchronized (heard) {
                                        heard.add(message);
                                    }
                                }
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        }
                    },
                    Channels.events(graph).getBytes(StandardCharsets.UTF_8),
                    Channels.LIFECYCLE.getBytes(StandardCharsets.UTF_8),
                    Channels.replies(instance).getBytes(StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            // closed, or the server is gone: whoever waits for a message says so
        }
    }

    List<Message> heard() {
        synchronized (heard) {
            return List.copyOf(heard);
        }
    }

    /** Events in the order they came: what is numbered on the events channel. */
    List<Message> events() {
        return heard().stream()
                .filter(message -> !List.of("lifecycle", "reply", "snapshot")
                        .contains(message.header().type()))
                .toList();
    }

    Message await(String what, Predicate<Message> wanted) {
        return Awaitility.await(what + " of " + graph)
                .atMost(WorkerProcess.PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> heard().stream().filter(wanted).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    Message await(String type) {
        return await(type, message -> message.header().type().equals(type));
    }

    /** Sends {@code command} and answers the message that answers it. */
    Message ask(String command, JsonNode args) {
        String request = instance + "-" + requests.incrementAndGet();
        send(new Command(Message.VERSION, request, replies(), command, args));
        return await(
                "answer to " + command, message -> message.header().request().equals(request));
    }

    /** The same; {@code args} as JSON with single quotes. */
    JsonNode ask(String command, String args) {
        return body(ask(command, json(args)));
    }

    /** The channel on which it hears answers. */
    String replies() {
        return Channels.replies(instance);
    }

    void send(Command command) {
        try {
            asking.publish(
                    Channels.commands(graph).getBytes(StandardCharsets.UTF_8),
                    WireJson.MAPPER.writeValueAsBytes(command));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void sendText(String text) {
        asking.publish(Channels.commands(graph), text);
    }

    /** All parts of a new snapshot; the first is the header's body. */
    List<Message> snapshot() {
        List<Message> parts = new ArrayList<>();
        parts.add(ask("snapshot", json("{}")));
        JsonNode head = body(parts.get(0));
        for (int part = 1; part < head.path("parts").asInt(); part++) {
            ObjectNode args = WireJson.MAPPER
                    .createObjectNode()
                    .put("part", part)
                    .put("snapshot", head.path("snapshot").asText());
            parts.add(ask("snapshot", args));
        }
        return parts;
    }

    static JsonNode json(String text) {
        try {
            return WireJson.MAPPER.readTree(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static JsonNode body(Message message) {
        try {
            byte[] bytes = new byte[message.body().remaining()];
            message.body().duplicate().get(bytes);
            return WireJson.MAPPER.readTree(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        hearing.close();
        asking.close();
    }
}
