package mind.gateway;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import mind.protocol.Channels;
import mind.protocol.FalkorDb;
import mind.protocol.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MindStreamIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static final AtomicInteger NAMES = new AtomicInteger();

    static String name() {
        return "mind-protocol_s" + NAMES.incrementAndGet();
    }

    static void assertSame(StubWorker worker, Picture picture) {
        await("the picture of " + worker.graph()).atMost(ofSeconds(20)).untilAsserted(() -> {
            assertEquals(List.of(), picture.complaints());
            Optional<double[]> energies = picture.energies(); // once: a gap may end it between two looks
            assertTrue(energies.isPresent(), "no whole picture yet");
            assertArrayEquals(worker.energies(), energies.get());
            assertEquals(worker.epoch(), picture.epoch());
        });
    }

    @Test
    void a_subscriber_gets_subscribed_then_a_snapshot_then_what_followed() {
        String graph = name();
        try (var worker = new StubWorker(redis, graph, 1_200).start();
                var gateway = TestGateway.start(redis.url())) {
            var picture = new Picture(graph);
            try (var socket = TestSocket.open(gateway.socket("/ws"), "mind.v1", picture::accept)) {
                assertEquals(1, socket.await("welcome").path("v").asInt());
                socket.subscribe(graph);
                JsonNode subscribed = socket.await("subscribed");
                assertEquals(graph, subscribed.path("citizen").asText());
                assertFalse(subscribed.path("recovered").asBoolean());
                socket.await(
                        "snapshot",
                        part -> part.path("part").asInt() == part.path("parts").asInt() - 1);
                for (int i = 0; i < 50; i++) {
                    worker.energy(i, i / 8.0);
                }
                assertSame(worker, picture);
                assertEquals(0, picture.gaps());
                assertEquals(1, worker.snapshots.get());
            }
        }
    }

    @Test
    void a_late_subscriber_is_told_what_happened_before_it_came_as_far_as_others_watched() {
        String graph = name();
        try (var worker = new StubWorker(redis, graph, 10).start();
                var gateway = TestGateway.start(redis.url());
                var early = TestSocket.mind(gateway.socket("/ws"));
                var late = TestSocket.mind(gateway.socket("/ws"))) {
            early.subscribe(graph).await("snapshot", MindStreamIT::isLast);
            for (int i = 0; i < 30; i++) {
                worker.energy(i % 10, i);
            }
            await().atMost(ofSeconds(10))
                    .until(() -> told(early.ofType("events")).contains(29.0));
            late.send("{\"type\":\"recent\",\"citizen\":\"" + graph + "\"}");
            assertTrue(late.await("error").path("error").asText().startsWith("subscribe to " + graph));
            JsonNode part = late.subscribe(graph).await("snapshot", MindStreamIT::isLast);
            long epoch = part.path("epoch").asLong();
            long before = told(early.ofType("events")).size() + part.path("seq").asLong(); // ahead of all
            late.send(recent(graph, epoch, before + 1_000));
            assertEquals(0, late.await("recent").path("events").size(), "what has not happened yet");
            List<JsonNode> events = early.ofType("events");
            long next = events.get(events.size() - 1).path("to").asLong() + 1;
            late.send(recent(graph, epoch, next));
            JsonNode answer =
                    late.await("recent", message -> message.path("events").size() > 0);
            assertEquals(next - 1, answer.path("to").asLong());
            assertEquals(told(events), told(List.of(answer)));
            late.send(recent(graph, epoch, answer.path("from").asLong()));
            late.await(
                    "recent",
                    message ->
                            message.path("to").asLong() == answer.path("from").asLong() - 1
                                    && message.path("from").asLong()
                                            == answer.path("from").asLong());
        }
    }

    private static boolean isLast(JsonNode part) {
        return part.path("part").asInt() == part.path("parts").asInt() - 1;
    }

    private static String recent(String graph, long epoch, long before) {
        return "{\"type\":\"recent\",\"citizen\":\"" + graph + "\",\"epoch\":" + epoch + ",\"before\":" + before
                + ",\"topics\":[\"delta\"]}";
    }

    /** The energies that were told, in order. */
    private static List<Double> told(List<JsonNode> messages) {
        List<Double> energies = new ArrayList<>();
        for (JsonNode message : messages) {
            for (JsonNode event : message.path("events")) {
                event.path("body").path("e").forEach(e -> energies.add(e.asDouble()));
            }
        }
        return energies;
    }

    @Test
    void the_same_subscription_three_times_delivers_everything_once() {
        String graph = name();
        try (var worker = new StubWorker(redis, graph, 10).start();
                var gateway = TestGateway.start(redis.url())) {
            var picture = new Picture(graph);
            try (var socket = TestSocket.open(gateway.socket("/ws"), "mind.v1", picture::accept)) {
                socket.subscribe(graph).subscribe(graph).subscribe(graph);
                socket.await(
                        "snapshot",
                        part -> part.path("part").asInt() == part.path("parts").asInt() - 1);
                socket.subscribe(graph);
                await().atMost(ofSeconds(10))
                        .until(() -> socket.ofType("subscribed").size() >= 2);
                for (int i = 0; i < 20; i++) {
                    worker.energy(i % 10, i);
                }
                assertSame(worker, picture);
                assertEquals(20, picture.delivered());
                socket.send("{\"type\":\"unsubscribe\",\"citizens\":[\"" + graph + "\"]}");
                socket.await("unsubscribed");
                worker.energy(3, 77);
                socket.send("{\"type\":\"ping\",\"t\":5}");
                assertEquals(5, socket.await("pong").path("t").asInt());
                assertEquals(20, picture.delivered());
            }
        }
    }

    @Test
    void a_lost_message_is_told_as_a_gap_and_made_good_by_a_snapshot() {
        String graph = name();
        try (var worker = new StubWorker(redis, graph, 10).start();
                var gateway = TestGateway.start(redis.url())) {
            var picture = new Picture(graph);
            try (var socket = TestSocket.open(gateway.socket("/ws"), "mind.v1", picture::accept)) {
                socket.subscribe(graph);
                worker.energy(1, 1);
                assertSame(worker, picture);
                worker.lostEnergy(2, 22);
                worker.energy(3, 33);
                assertSame(worker, picture);
                assertEquals(1, picture.gaps());
            }
        }
    }

    @Test
    void a_lost_last_message_is_found_out_by_the_next_lifecycle_message() {
        String graph = name();
        try (var worker = new StubWorker(redis, graph, 10).start();
                var gateway = TestGateway.start(redis.url())) {
            var picture = new Picture(graph);
            try (var socket = TestSocket.open(gateway.socket("/ws"), "mind.v1", picture::accept)) {
                socket.subscribe(graph);
                worker.energy(1, 1);
                assertSame(worker, picture);
                worker.lostEnergy(2, 22);
                await().atMost(ofSeconds(10)).until(() -> {
                    worker.live();
                    return picture.gaps() == 1;
                });
                assertSame(worker, picture);
            }
        }
    }

    @Test
    void a_new_life_of_the_worker_gives_a_gap_and_a_new_picture_and_its_ghost_is_not_heard() {
        String graph = name();
        try (var worker = new StubWorker(redis, graph, 10).start();
                var gateway = TestGateway.start(redis.url())) {
            var picture = new Picture(graph);
            try (var socket = TestSocket.open(gateway.socket("/ws"), "mind.v1", picture::accept)) {
                socket.subscribe(graph);
                worker.energy(1, 1);
                assertSame(worker, picture);
                worker.restart();
                worker.energy(1, 5);
                worker.ghostEvent();
                worker.energy(2, 6);
                assertSame(worker, picture);
                assertEquals(1, picture.gaps());
                assertEquals(1, gateway.gateway().feed().counters().stale.sum());
            }
        }
    }

    @Test
    void a_client_that_returns_goes_on_where_it_was_also_when_it_had_seen_no_event() {
        String graph = name();
        try (var worker = new StubWorker(redis, graph, 10).start();
                var gateway = TestGateway.start(redis.url());
                var admin = redis.connect()) {
            worker.state(State.LOADING);
            long epoch;
            try (var socket = TestSocket.mind(gateway.socket("/ws"))) {
                socket.await("lifecycle", life -> life.path("state").asText().equals("loading"));
                socket.subscribe(graph);
                JsonNode subscribed = socket.await("subscribed");
                epoch = subscribed.path("epoch").asLong();
                assertEquals(worker.epoch(), epoch);
                assertEquals(0, subscribed.path("seq").asLong());
                assertEquals("loading", subscribed.path("state").asText());
                String channel = Channels.events(graph);
                await().until(() -> admin.pubsubNumSub(channel).get(channel) == 1);
            }
            worker.energy(4, 4);
            try (var socket = TestSocket.mind(gateway.socket("/ws"))) {
                socket.send("{\"type\":\"subscribe\",\"citizens\":[\"" + graph + "\"],\"from\":{\"" + graph
                        + "\":{\"epoch\":" + epoch + ",\"seq\":0}}}");
                assertTrue(socket.await("subscribed").path("recovered").asBoolean());
                JsonNode events = socket.await("events");
                assertEquals(1, events.path("from").asLong());
                assertEquals(1, events.path("to").asLong());
                worker.energy(5, 5);
                assertEquals(
                        2,
                        socket.await("events", next -> next.path("to").asLong() == 2)
                                .path("from")
                                .asLong());
            }
        }
    }

    @Test
    void a_position_the_gateway_does_not_know_is_answered_by_a_snapshot() {
        String graph = name();
        try (var worker = new StubWorker(redis, graph, 10).start();
                var gateway = TestGateway.start(redis.url());
                var socket = TestSocket.mind(gateway.socket("/api/ws"))) {
            socket.send("{\"type\":\"subscribe\",\"citizens\":[\"" + graph + "\"],\"from\":{\"" + graph
                    + "\":{\"epoch\":7,\"seq\":9}}}");
            assertFalse(socket.await("subscribed").path("recovered").asBoolean());
            socket.await("snapshot");
            assertEquals(1, worker.snapshots.get());
        }
    }
}
