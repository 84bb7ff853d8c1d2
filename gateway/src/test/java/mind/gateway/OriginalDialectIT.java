package mind.gateway;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import mind.protocol.FalkorDb;
import mind.protocol.State;
import mind.protocol.WireJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The existing dashboard, stood for by clients that behave as its two hooks and its chat box do. */
class OriginalDialectIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static final String LIST_G = """
            {"type":"subscribe@1.0","topics":["graph.delta.node.*","graph.delta.link.*","graph.delta.subentity.*",
            "subentity.*","wm.emit","percept.frame","emergence.*","mode.*","state_modulation.frame","rich_club.*",
            "integration_metrics.*"]}""";
    private static final String LIST_T = """
            {"type":"subscribe@1.0","topics":["snapshot.*","graph.delta.node.*","graph.delta.link.*","wm.emit",
            "percept.frame","hierarchy.snapshot","auth.wallet.*","telemetry.economy.spend","inject.ack",
            "membrane.inject.ack"]}""";
    private static final Set<String> SESSION =
            Set.of("subscribe.ack@1.0", "hierarchy.snapshot@1.0", "dashboard.state.emit@1.0", "pong", "ping");
    private static final AtomicInteger NAMES = new AtomicInteger();

    private static String name() {
        return "mind-protocol_o" + NAMES.incrementAndGet();
    }

    private static JsonNode awaitEnd(TestSocket socket, String graph) {
        return socket.await(
                "snapshot.end@1.0",
                end -> end.path("provenance").path("citizen_id").asText().equals(graph));
    }

    @Test
    void each_hook_is_acknowledged_told_who_is_there_and_given_every_graph_in_order() {
        String one = name();
        String two = name();
        try (var first = new StubWorker(redis, one, 1_100).start();
                var second = new StubWorker(redis, two, 3).start();
                var gateway = TestGateway.start(redis.url())) {
            gateway.awaitHeard(one, two);
            try (var g1 = TestSocket.original(gateway.socket("/ws")).send(LIST_G);
                    var g2 = TestSocket.original(gateway.socket("/api/ws")).send(LIST_G);
                    var t = TestSocket.original(gateway.socket("/api/ws")).send(LIST_T)) {
                for (TestSocket socket : List.of(g1, g2, t)) {
                    awaitEnd(socket, one);
                    awaitEnd(socket, two);
                    List<String> types = socket.messages().stream()
                            .map(message -> message.path("type").asText())
                            .filter(type -> !type.equals("dashboard.state.emit@1.0"))
                            .toList();
                    assertEquals("subscribe.ack@1.0", types.get(0));
                    assertEquals("hierarchy.snapshot@1.0", types.get(1));
                    assertEquals("snapshot.begin@1.0", types.get(2));
                    assertGraph(socket, one, 1_100, first);
                    assertGraph(socket, two, 3, second);
                }
                assertEquals(1, first.snapshots.get());
            }
        }
    }

    private static void assertGraph(TestSocket socket, String graph, int nodes, StubWorker worker) {
        List<JsonNode> chunks = socket.ofType("snapshot.chunk@1.0").stream()
                .filter(chunk ->
                        chunk.path("provenance").path("citizen_id").asText().equals(graph))
                .toList();
        Set<String> nodeIds = new HashSet<>();
        List<String> linkIds = new ArrayList<>();
        List<JsonNode> subentities = new ArrayList<>();
        for (JsonNode chunk : chunks) {
            JsonNode payload = chunk.path("payload");
            assertTrue(payload.path("nodes").size() <= 512);
            payload.path("nodes").forEach(node -> {
                assertEquals(node.path("type"), node.path("node_type"));
                assertTrue(node.path("energy").isNumber() && node.path("theta").isNumber());
                assertTrue(nodeIds.add(node.path("id").asText()), "a node twice");
            });
            payload.path("links").forEach(link -> linkIds.add(link.path("id").asText()));
            payload.path("subentities").forEach(subentities::add);
        }
        assertTrue(chunks.get(chunks.size() - 1).path("payload").path("eof").asBoolean());
        assertEquals(nodes, nodeIds.size());
        assertEquals(2 * nodes - 1, new HashSet<>(linkIds).size());
        assertEquals(2 * nodes - 1, linkIds.size(), "each link once");
        assertTrue(linkIds.contains("n0_n1_ENABLES"));
        assertTrue(linkIds.contains("n0_se_1_MEMBER_OF"));
        assertEquals(1, subentities.size());
        assertEquals(nodes, subentities.get(0).path("member_ids").size());
        assertEquals("One", subentities.get(0).path("name").asText());
    }

    @Test
    void every_event_has_the_envelope_and_its_body_twice_and_lists_are_advice() {
        String graph = name();
        try (var worker = new StubWorker(redis, graph, 3).start();
                var gateway = TestGateway.start(redis.url())) {
            gateway.awaitHeard(graph);
            try (var g = TestSocket.original(gateway.socket("/ws")).send(LIST_G);
                    var t = TestSocket.original(gateway.socket("/ws")).send(LIST_T);
                    var strict = TestSocket.original(gateway.socket("/ws"))
                            .send("{\"type\":\"subscribe\",\"topics\":[\"lint.findings.emit\"]}")) {
                awaitEnd(g, graph);
                awaitEnd(t, graph);
                awaitEnd(strict, graph);
                worker.event("node.flip", "{\"frame_id\":1,\"nodes\":[{\"id\":\"n1\",\"E\":7.25,\"dE\":1.5}]}");
                worker.event("frame.start", "{\"frame_id\":1,\"rho\":0.97}");
                worker.energy(1, 3);
                worker.event(
                        "graph.delta.link.upsert",
                        "{\"id\":\"l_77\",\"source\":\"n0\",\"target\":\"n2\",\"type\":\"ENABLES\",\"weight\":0.4}");
                worker.event("wm.emit", "{\"frame_id\":1,\"subentities\":[\"se_1\"],\"selected_nodes\":[\"n1\"]}");
                worker.event("lint.findings.emit", "{\"x\":1}");
                t.await("wm.emit");
                t.await("lint.findings.emit");
                g.await("wm.emit");
                strict.await("lint.findings.emit");
                assertEquals(1, t.ofType("node.flip").size());
                assertEquals(1, t.ofType("frame.start").size());
                assertEquals(0, t.ofType("delta").size());
                assertEquals(0, g.ofType("frame.start").size());
                assertEquals(0, strict.ofType("wm.emit").size());
                JsonNode link = g.await("graph.delta.link.upsert");
                assertEquals("ENABLES", link.path("payload").path("type").asText());
                assertEquals("l_77", link.path("payload").path("id").asText());
                assertTrue(link.path("id").asText().startsWith("evt_"));
                for (TestSocket socket : List.of(g, t)) {
                    socket.messages().forEach(OriginalDialectIT::assertEnveloped);
                }
            }
        }
    }

    private static void assertEnveloped(JsonNode message) {
        String type = message.path("type").asText();
        if (SESSION.contains(type)) {
            return;
        }
        assertFalse(message.path("id").asText().isEmpty(), type);
        assertFalse(message.path("spec").path("name").asText().isEmpty(), type);
        assertFalse(message.path("spec").path("rev").asText().isEmpty(), type);
        assertEquals("personal", message.path("provenance").path("scope").asText(), type);
        assertFalse(message.path("provenance").path("citizen_id").asText().isEmpty(), type);
        assertTrue(message.path("payload").isObject(), type);
        if (!type.startsWith("snapshot.")) {
            message.path("payload").properties().forEach(field -> {
                if (!Set.of("type", "id", "ts", "spec", "provenance", "payload").contains(field.getKey())) {
                    assertEquals(field.getValue(), message.path(field.getKey()), type + "." + field.getKey());
                }
            });
        }
    }

    @Test
    void a_stimulus_in_either_layout_is_acknowledged_to_all_with_the_id_the_page_gave() {
        String graph = name();
        String citizen = graph.substring("mind-protocol_".length());
        try (var worker = new StubWorker(redis, graph, 3).start();
                var gateway = TestGateway.start(redis.url())) {
            gateway.awaitHeard(graph);
            try (var t = TestSocket.original(gateway.socket("/ws")).send(LIST_T);
                    var chat = TestSocket.original(gateway.socket("/api/inject"))) {
                awaitEnd(t, graph);
                chat.send("{\"v\":\"1.1\",\"type\":\"membrane.inject\",\"id\":\"stim-1\",\"scope\":\"organizational\","
                        + "\"channel\":\"ui.action.user_prompt\",\"payload\":{\"text\":\"hello\",\"citizen_id\":\""
                        + graph
                        + "\"}}");
                JsonNode accepted = ack(t, "stim-1");
                assertEquals("accepted", accepted.path("status").asText());
                assertEquals(graph, accepted.path("citizen_id").asText());
                JsonNode args = worker.commands.stream()
                        .filter(command -> command.path("command").asText().equals("inject"))
                        .findFirst()
                        .orElseThrow()
                        .path("args");
                assertEquals("hello", args.path("text").asText());
                assertEquals("stim-1", args.path("stimulus_id").asText());
                assertEquals(0.3, args.path("severity").asDouble());

                chat.send("{\"type\":\"membrane.inject\",\"id\":\"stim-2\",\"citizen_id\":\"" + citizen
                        + "\",\"content\":\"again\",\"features_raw\":{\"urgency\":0.8}}");
                assertEquals("accepted", ack(t, "stim-2").path("status").asText());
                chat.send(
                        "{\"type\":\"membrane.inject\",\"id\":\"stim-3\",\"citizen_id\":\"nobody\",\"content\":\"x\"}");
                assertEquals("rejected", ack(t, "stim-3").path("status").asText());
                assertFalse(ack(t, "stim-3").path("reason").asText().isEmpty());
                chat.send("{\"type\":\"membrane.inject\",\"id\":\"stim-4\",\"citizen_id\":\"" + citizen
                        + "\",\"content\":\" \"}");
                assertEquals("rejected", ack(t, "stim-4").path("status").asText());
                worker.state(State.STOPPING);
                await().until(() -> gateway.gateway().feed().lives().all().stream()
                        .anyMatch(life -> life.graph().equals(graph) && life.state() == State.STOPPING));
                chat.send("{\"type\":\"membrane.inject\",\"id\":\"stim-5\",\"citizen_id\":\"" + citizen
                        + "\",\"content\":\"late\"}");
                assertEquals("rejected", ack(t, "stim-5").path("status").asText());
                t.messages().forEach(OriginalDialectIT::assertEnveloped);
            }
        }
    }

    private static JsonNode ack(TestSocket socket, String id) {
        return socket.await(
                "membrane.inject.ack", ack -> ack.path("envelope_id").asText().equals(id));
    }

    @Test
    void a_worker_that_dies_and_returns_brings_open_pages_up_to_date_by_deltas_alone() {
        String graph = name();
        try (var worker = new StubWorker(redis, graph, 5).start();
                var gateway = TestGateway.start(redis.url(), "WORKER_SILENCE_MS", "1500")) {
            gateway.awaitHeard(graph);
            try (var page = TestSocket.original(gateway.socket("/ws")).send(LIST_T)) {
                awaitEnd(page, graph);
                worker.beating(false);
                page.await("hierarchy.snapshot@1.0", hierarchy -> status(hierarchy, graph)
                        .equals("busy"));
                worker.shrink();
                worker.grow("fresh");
                worker.beating(true);
                worker.restart();
                JsonNode upsert = page.await("graph.delta.node.upsert");
                assertEquals("fresh", upsert.path("payload").path("node_id").asText());
                assertEquals(
                        "n4",
                        page.await("graph.delta.node.delete").path("node_id").asText());
                page.await(
                        "graph.delta.link.upsert",
                        link -> link.path("payload").path("id").asText().equals("n3_fresh_ENABLES"));
                page.await(
                        "graph.delta.link.upsert",
                        link -> link.path("payload").path("id").asText().equals("fresh_se_1_MEMBER_OF"));
                page.await(
                        "graph.delta.link.delete",
                        link -> link.path("payload").path("target").asText().equals("n4"));
                assertEquals(1, page.ofType("snapshot.begin@1.0").size());
                page.await("hierarchy.snapshot@1.0", hierarchy -> status(hierarchy, graph)
                        .equals("ready"));
                worker.event("node.flip", "{\"frame_id\":9,\"nodes\":[]}");
                page.await("node.flip");
                assertEquals(0, page.closeCode());
            }
        }
    }

    private static String status(JsonNode hierarchy, String graph) {
        for (JsonNode citizen : hierarchy.path("citizens")) {
            if (citizen.path("id").asText().equals(graph)) {
                return citizen.path("status").asText();
            }
        }
        return "";
    }

    @Test
    void the_socket_that_says_nothing_goes_on_after_a_second_and_hears_the_state_of_all() {
        String graph = name();
        try (var worker = new StubWorker(redis, graph, 5).start();
                var gateway = TestGateway.start(redis.url())) {
            gateway.awaitHeard(graph);
            try (var page = TestSocket.original(gateway.socket("/ws"))) {
                awaitEnd(page, graph);
                JsonNode state = page.await(
                        "dashboard.state.emit@1.0",
                        emitted -> emitted.path("citizens").size() > 0);
                assertTrue(state.path("totals").path("total_nodes").asInt() >= 5);
                page.send("{\"type\":\"ping\"}");
                page.await("pong");
                page.send("[{\"type\":\"ping\"},{\"type\":\"pong\"},{\"type\":\"ping\"}]");
                await().until(() -> page.ofType("pong").size() == 3);
            }
        }
    }

    private static void readSnapshot(RawSocket socket) throws IOException {
        String type = "";
        while (!type.equals("snapshot.end@1.0")) {
            type = WireJson.MAPPER
                    .readTree(socket.read().payload())
                    .path("type")
                    .asText();
        }
    }

    @Test
    void a_page_that_stalls_loses_telemetry_but_no_change_of_a_graph_and_holds_up_nobody() throws IOException {
        String graph = name();
        int changes = 1_500;
        try (var worker = new StubWorker(redis, graph, 5).start();
                var gateway = TestGateway.start(redis.url());
                var stalled = new RawSocket(gateway.port(), 4_096)) {
            gateway.awaitHeard(graph);
            stalled.request("/ws");
            stalled.text(LIST_T);
            readSnapshot(stalled);
            try (var healthy = TestSocket.original(gateway.socket("/ws")).send(LIST_G)) {
                awaitEnd(healthy, graph);
                String pad = "x".repeat(5_000);
                for (int i = 0; i < changes; i++) {
                    worker.event("graph.delta.node.upsert", "{\"node_id\":\"x" + i + "\",\"node_type\":\"Concept\"}");
                    worker.event("stride.exec", "{\"pad\":\"" + pad + "\"}");
                    worker.event("tier.link.strengthened", "{\"pad\":\"" + pad + "\"}");
                    int told = i + 1;
                    if (told % 100 == 0) { // no faster than the bus carries: what it drops is another test's matter
                        await().atMost(ofSeconds(60))
                                .until(() -> healthy.ofType("graph.delta.node.upsert")
                                                .size()
                                        == told);
                    }
                }
            }
            Set<String> seen = new HashSet<>();
            int telemetry = 0;
            while (seen.size() < changes) {
                RawSocket.Frame frame = stalled.read();
                assertEquals(1, frame.opcode(), "whole text frames only");
                JsonNode message = WireJson.MAPPER.readTree(frame.payload());
                if (message.path("type").asText().equals("graph.delta.node.upsert")) {
                    assertTrue(seen.add(message.path("node_id").asText()), "a change told twice");
                }
                telemetry += message.has("pad") || message.path("payload").has("pad") ? 1 : 0;
            }
            var counters = gateway.gateway().clients().counters();
            long lost = counters.merged.sum() + counters.dropped.sum();
            assertTrue(lost > 0, "something is lost");
            assertTrue(
                    telemetry + lost >= 2 * changes - 2,
                    "what it was not told is counted"); // two follow the last change
        }
    }

    @Test
    void a_page_that_stalls_behind_more_changes_than_are_kept_is_asked_to_come_again() throws IOException {
        String graph = name();
        try (var worker = new StubWorker(redis, graph, 5).start();
                var gateway = TestGateway.start(redis.url());
                var stalled = new RawSocket(gateway.port(), 4_096)) {
            gateway.awaitHeard(graph);
            stalled.request("/ws");
            stalled.text(LIST_G);
            readSnapshot(stalled);
            try (var healthy = TestSocket.original(gateway.socket("/ws")).send(LIST_G)) {
                awaitEnd(healthy, graph);
                String pad = "x".repeat(20_000);
                var counters = gateway.gateway().clients().counters();
                for (int i = 1; i <= 1_000 && counters.closes(1012) == 0; i++) {
                    worker.event(
                            "graph.delta.node.upsert",
                            "{\"node_id\":\"x" + i + "\",\"node_type\":\"Concept\",\"pad\":\"" + pad + "\"}");
                    int told = i;
                    if (told % 100 == 0) {
                        await().atMost(ofSeconds(60))
                                .until(() -> healthy.ofType("graph.delta.node.upsert")
                                                .size()
                                        == told);
                    }
                }
                assertEquals(1, counters.closes(1012), "the one that stalls");
                assertEquals(0, healthy.closeCode());
            }
        }
    }
}
