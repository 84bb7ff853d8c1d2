package mind.gateway;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import mind.protocol.FalkorDb;
import mind.protocol.WireJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Graphs as great as the system takes, asked for whole from a gateway with the heap that the supervisor gives it. */
class GreatGraphsIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static GatewayProcess gateway(int heapMiB) {
        return GatewayProcess.start(
                        Map.of("REDIS_URL", redis.url()),
                        "-Xmx" + heapMiB + "m",
                        "-Xms24m",
                        "-XX:NewSize=12m",
                        "-XX:+ExitOnOutOfMemoryError")
                .awaitAnswering();
    }

    private static StubWorker worker(String citizen, int nodes, int fan) {
        return new StubWorker(redis, "mind-protocol_" + citizen, nodes, 2_500, System.currentTimeMillis())
                .fan(fan)
                .start();
    }

    private static void awaitRunning(GatewayProcess gateway, String citizen) {
        await(citizen)
                .atMost(ofSeconds(20))
                .until(() -> TestHttp.get(gateway.http("/api/citizen/" + citizen + "/status"))
                                .status()
                        == 200);
    }

    /** How many elements each array of the answer has, read as it comes. */
    private static Map<String, Integer> rows(URI uri) throws Exception {
        var request = HttpRequest.newBuilder(uri).timeout(ofSeconds(60)).build();
        // 503 says to try again: the room of the answer before may be given back a moment after its last byte
        HttpResponse<java.io.InputStream> response = await(uri.toString())
                .atMost(ofSeconds(20))
                .until(
                        () -> HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream()),
                        answer -> answer.statusCode() != 503);
        assertEquals(200, response.statusCode());
        try (JsonParser json = WireJson.MAPPER.getFactory().createParser(response.body())) {
            return rows(json);
        }
    }

    private static Map<String, Integer> rows(JsonParser json) throws IOException {
        Map<String, Integer> rows = new HashMap<>();
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (json.nextToken() == JsonToken.START_ARRAY) {
                int count = 0;
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    json.skipChildren();
                    count++;
                }
                rows.put(name, count);
            } else {
                json.skipChildren();
            }
        }
        assertEquals(JsonToken.END_OBJECT, json.currentToken());
        return rows;
    }

    private static void assertWhole(GatewayProcess gateway, String citizen, int nodes, int links) throws Exception {
        for (String path : List.of("/api/viz/snapshot?graph_id=" + citizen, "/api/consciousness/citizen/" + citizen)) {
            assertEquals(Map.of("nodes", nodes, "links", links), rows(gateway.http(path)), path);
        }
        assertEquals(
                Map.of("nodes", 1_000, "links", 5_000, "subentities", 1),
                rows(gateway.http("/api/graph/citizen/" + citizen)));
    }

    @Test
    void the_greatest_graph_is_written_out_by_a_gateway_with_the_usual_heap() throws Exception {
        int links = 5 * 100_000 - 15;
        try (var worker = worker("ceiling", 100_000, 5);
                var gateway = gateway(128)) {
            awaitRunning(gateway, "ceiling");
            assertWhole(gateway, "ceiling", 100_000, links);
            var debt = TestHttp.get(gateway.http("/api/consciousness/constant-debt"))
                    .body()
                    .path("wm_alpha");
            assertEquals(links, debt.path("total_edges").asInt(), debt.toString());
            assertEquals(links, debt.path("learned_count").asInt(), debt.toString());
            assertTrue(gateway.isAlive(), gateway.output());
        }
    }

    @Test
    void the_debt_of_several_great_graphs_is_counted_one_after_the_other() throws Exception {
        List<StubWorker> workers = new ArrayList<>();
        try (var gateway = gateway(128)) {
            for (int i = 0; i < 6; i++) {
                workers.add(worker("debtor" + i, 100_000, 5));
                awaitRunning(gateway, "debtor" + i);
            }
            var answer = HTTP.send(
                    HttpRequest.newBuilder(gateway.http("/api/consciousness/constant-debt"))
                            .timeout(ofSeconds(120))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(
                    6 * (5 * 100_000 - 15),
                    WireJson.MAPPER
                            .readTree(answer.body())
                            .path("wm_alpha")
                            .path("total_edges")
                            .asInt(),
                    answer.body());
            assertTrue(gateway.isAlive(), gateway.output());
        } finally {
            workers.forEach(StubWorker::close);
        }
    }

    @Test
    void a_small_heap_does_for_a_usual_graph_and_a_greater_one_is_refused_in_a_line() throws Exception {
        try (var usual = worker("usual", 20_000, 3);
                var ceiling = worker("great", 100_000, 5);
                var gateway = gateway(48)) {
            awaitRunning(gateway, "usual");
            awaitRunning(gateway, "great");
            assertWhole(gateway, "usual", 20_000, 3 * 20_000 - 6);
            for (String path : List.of("/api/viz/snapshot?graph_id=great", "/api/consciousness/citizen/great")) {
                var refused = TestHttp.get(gateway.http(path));
                assertEquals(413, refused.status(), refused.raw().body());
                String detail = refused.body().path("detail").asText();
                assertTrue(
                        detail.contains("MIND_GATEWAY_HEAP_MIB")
                                && detail.lines().count() == 1,
                        detail);
            }
            assertEquals(0, ceiling.snapshots.get(), "what will not be written out is not fetched");
            assertEquals(2, gateway.metric("gateway_graphs_refused_total{reason=\"size\"}"));
            assertTrue(gateway.isAlive(), gateway.output());
        }
    }

    @Test
    void a_snapshot_of_more_than_a_quarter_of_the_heap_is_given_up_and_those_who_wait_for_it_and_others_are_served()
            throws Exception {
        try (var usual = worker("small", 5_000, 1);
                var greatest = worker("beyond", 100_000, 5);
                var gateway = gateway(40)) {
            awaitRunning(gateway, "small");
            awaitRunning(gateway, "beyond");
            try (var client = TestSocket.mind(gateway.socket("/ws")).subscribe("beyond")) {
                client.await("subscribed");
                await("a word of it").atMost(ofSeconds(40)).until(() -> gateway.output()
                        .contains("a quarter of the gateway's heap: raise MIND_GATEWAY_HEAP_MIB"));
                assertTrue(gateway.metric("gateway_snapshot_failures_total") >= 1);
                assertEquals(0, client.ofType("snapshot").size());
                var error = client.await("error");
                assertEquals(413, error.path("code").asInt());
                assertTrue(error.path("error").asText().contains(greatest.graph()), error.toString());
                client.subscribe("small");
                client.await("snapshot", part -> part.path("citizen").asText().equals(usual.graph()));
                await("many signs of life")
                        .atMost(ofSeconds(60))
                        .until(() -> client.ofType("lifecycle").stream()
                                        .filter(life ->
                                                life.path("citizen").asText().equals(greatest.graph()))
                                        .count()
                                > 12);
                int tries = greatest.snapshots.get();
                assertTrue(tries > 1 && tries < 5, tries + " tries: it is asked for again, but less and less often");
                assertEquals(1, client.ofType("error").size(), "told once");
                assertEquals(1, gateway.metric("gateway_snapshots_refused_total"));
            }
            assertTrue(gateway.isAlive(), gateway.output());
        }
    }

    @Test
    void the_events_of_many_citizens_together_take_an_eighth_of_the_heap() throws Exception {
        List<StubWorker> workers = new ArrayList<>();
        try (var gateway = gateway(48);
                var client = TestSocket.mind(gateway.socket("/ws"))) {
            String body = "{\"text\":\"" + "x".repeat(20_000) + "\"}";
            for (int i = 0; i < 6; i++) {
                StubWorker worker = worker("talker" + i, 10, 1);
                workers.add(worker);
                awaitRunning(gateway, "talker" + i);
                client.subscribe(worker.graph());
                client.await("snapshot", part -> part.path("citizen").asText().equals(worker.graph()));
            }
            for (int i = 0; i < 200; i++) { // 4 MB of each
                workers.forEach(worker -> worker.event("told.at.length", body));
            }
            await("all that they said")
                    .atMost(ofSeconds(20))
                    .until(() -> gateway.metric("gateway_bus_bytes_total") > 6 * 200 * 20_000);
            await("what is kept of it")
                    .atMost(ofSeconds(20))
                    .until(() -> gateway.metric("gateway_event_bytes") > 5 << 20);
            double bytes = gateway.metric("gateway_event_bytes");
            assertTrue(bytes <= 48 << 17, bytes + " bytes");
            for (StubWorker worker : workers) {
                worker.energy(3, 9);
                client.await("events", events -> events.path("citizen").asText().equals(worker.graph()));
            }
        } finally {
            workers.forEach(StubWorker::close);
        }
    }

    @Test
    void many_who_stall_over_frames_of_their_own_leave_the_gateway_its_memory() {
        int pages = 150;
        List<RawSocket> stalled = new ArrayList<>();
        try (var worker = worker("orator", 10, 1);
                var gateway = gateway(48)) {
            awaitRunning(gateway, "orator");
            for (int i = 0; i < pages; i++) {
                var page = new RawSocket(gateway.port(), 4_096);
                stalled.add(page);
                page.request("/ws", "Sec-WebSocket-Protocol: mind.v1");
                page.text(
                        "{\"type\":\"subscribe\",\"citizens\":[\"orator\"],\"topics\":[\"told.*\",\"own" + i + "\"]}");
            }
            await("all to watch").atMost(ofSeconds(20)).until(() -> gateway.metric("gateway_subscriptions") == pages);
            String body = "{\"text\":\"" + "x".repeat(10_000) + "\"}";
            await("all to be cut off").atMost(ofSeconds(90)).until(() -> {
                for (int i = 0; i < 150; i++) { // until the system takes no more for them
                    worker.event("told.at.length", body);
                }
                assertTrue(gateway.isAlive(), gateway.output());
                return gateway.metric("gateway_slow_disconnects_total") == pages;
            });
        } finally {
            stalled.forEach(RawSocket::close);
        }
    }

    @Test
    void a_page_that_watches_several_great_graphs_at_once_gets_them_all() throws Exception {
        List<StubWorker> workers = new ArrayList<>();
        try (var gateway = gateway(128)) {
            for (int i = 0; i < 6; i++) {
                workers.add(worker("giant" + i, 100_000, 5));
                awaitRunning(gateway, "giant" + i);
            }
            Set<String> whole = ConcurrentHashMap.newKeySet();
            var page = TestSocket.open(gateway.socket("/ws"), "mind.v1", message -> {
                if (message.path("part").asInt() == message.path("parts").asInt() - 1) {
                    whole.add(message.path("citizen").asText());
                }
                ((ObjectNode) message).removeAll(); // or it were kept
            });
            try (page) {
                page.subscribe(workers.stream().map(StubWorker::graph).toArray(String[]::new));
                await("all six").atMost(ofSeconds(60)).until(() -> {
                    assertTrue(gateway.isAlive(), gateway.output());
                    return whole.size() == 6;
                });
            }
            await("to be let go")
                    .atMost(ofSeconds(20))
                    .until(() -> gateway.metric("gateway_snapshot_bytes") < (128 << 20) / 8);
            workers.forEach(worker -> assertEquals(1, worker.snapshots.get(), worker.graph()));
            assertTrue(gateway.isAlive(), gateway.output());
        } finally {
            workers.forEach(StubWorker::close);
        }
    }

    @Test
    void a_small_heap_bears_pages_of_both_dialects_and_visitors_at_once() throws Exception {
        List<StubWorker> workers = new ArrayList<>();
        List<RawSocket> slow = new ArrayList<>();
        try (var gateway = gateway(48)) {
            for (int i = 0; i < 4; i++) {
                workers.add(worker("crowd" + i, 30_000, 4));
                awaitRunning(gateway, "crowd" + i);
            }
            var all = new AtomicInteger();
            for (int round = 0; round < 3; round++) {
                for (StubWorker worker : workers) {
                    for (String dialect : List.of("mind.v1", "")) { // both stall in the middle of a graph
                        var page = new RawSocket(gateway.port(), 4_096);
                        slow.add(page);
                        page.request("/ws", dialect.isEmpty() ? "X-None: 1" : "Sec-WebSocket-Protocol: " + dialect);
                        page.text("{\"type\":\"subscribe\",\"citizens\":[\"" + worker.graph() + "\"]}");
                    }
                    var visitor = new RawSocket(gateway.port(), 4_096);
                    slow.add(visitor);
                    visitor.send("GET /api/viz/snapshot?graph_id="
                            + worker.graph().replace("mind-protocol_", "") + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
                }
                await("whole graphs in memory").atMost(ofSeconds(20)).until(() -> {
                    all.set((int) gateway.metric("gateway_graphs_bytes"));
                    return all.get() > 48 << 18; // a quarter of the heap
                });
                assertTrue(all.get() <= 48 / 4 * 3 << 20, all + " bytes");
            }
            assertTrue(gateway.isAlive(), gateway.output());
            slow.forEach(RawSocket::close);
            try (var client = TestSocket.mind(gateway.socket("/ws")).subscribe("crowd3")) {
                client.await("snapshot");
            }
            assertTrue(gateway.isAlive(), gateway.output());
        } finally {
            slow.forEach(RawSocket::close);
            workers.forEach(StubWorker::close);
        }
    }

    @Test
    void visitors_who_take_their_graphs_slowly_leave_the_gateway_its_memory_and_the_next_is_told_to_come_again()
            throws Exception {
        List<RawSocket> slow = new ArrayList<>();
        try (var worker = worker("slow", 20_000, 3);
                var gateway = gateway(48)) {
            awaitRunning(gateway, "slow");
            URI uri = gateway.http("/api/viz/snapshot?graph_id=slow");
            TestHttp.Answer next = null;
            for (int i = 0; i < 12 && (next == null || next.status() == 200); i++) {
                var visitor = new RawSocket(gateway.port(), 4_096);
                slow.add(visitor);
                visitor.send("GET /api/viz/snapshot?graph_id=slow HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
                next = TestHttp.get(uri);
            }
            assertEquals(503, next.status(), next.raw().body());
            assertEquals("1", next.header("Retry-After"));
            assertTrue(gateway.metric("gateway_graphs_refused_total{reason=\"busy\"}") >= 1);
            slow.forEach(RawSocket::close);
            await().atMost(ofSeconds(30)).until(() -> TestHttp.get(uri).status() == 200);
            assertTrue(gateway.isAlive(), gateway.output());
        } finally {
            slow.forEach(RawSocket::close);
        }
    }

    @Test
    void who_takes_a_graph_too_slowly_is_cut_off() throws Exception {
        try (var worker = worker("trickle", 40_000, 5);
                var gateway = TestGateway.start(redis.url(), "TEST_PATIENCE_MS", "2000")) {
            await().atMost(ofSeconds(20))
                    .until(() -> TestHttp.get(gateway.http("/api/citizen/trickle/status"))
                                    .status()
                            == 200);
            try (var visitor = new RawSocket(gateway.port(), 0)) {
                visitor.send("GET /api/viz/snapshot?graph_id=trickle HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
                await("the cut").atMost(ofSeconds(20)).until(() -> {
                    visitor.skim(300_000); // enough for the connection not to count as idle
                    return TestHttp.get(gateway.http("/metrics")).raw().body().contains("gateway_graphs_cut_total 1.0");
                });
            }
        }
    }
}
