package mind.gateway;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import mind.protocol.FalkorDb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The memory that graphs take for sockets of the original dialect, and what is done where it does not suffice. */
class OriginalGraphsIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static final String HELLO = "{\"type\":\"subscribe@1.0\",\"topics\":[]}";

    private static StubWorker worker(String citizen, int nodes, int fan) {
        return new StubWorker(redis, "mind-protocol_" + citizen, nodes, 2_500, System.currentTimeMillis())
                .fan(fan)
                .start();
    }

    private static JsonNode awaitGraph(TestSocket page, StubWorker worker) {
        return page.await(
                "snapshot.end@1.0",
                end -> end.path("provenance").path("citizen_id").asText().equals(worker.graph()));
    }

    private static long taken(TestGateway gateway) {
        return gateway.gateway().clients().graphs().bytes();
    }

    @Test
    void a_graph_too_large_for_the_heap_is_refused_in_a_line_and_the_others_are_shown() throws Exception {
        try (var usual = worker("plain", 20_000, 3);
                var great = worker("vast", 100_000, 5);
                var gateway = GatewayProcess.start(
                                Map.of("REDIS_URL", redis.url()), "-Xmx48m", "-Xms24m", "-XX:+ExitOnOutOfMemoryError")
                        .awaitAnswering()) {
            for (String citizen : List.of("plain", "vast")) {
                await().atMost(ofSeconds(20))
                        .until(() -> TestHttp.get(gateway.http("/api/citizen/" + citizen + "/status"))
                                        .status()
                                == 200);
            }
            try (var page = TestSocket.original(gateway.socket("/ws")).send(HELLO);
                    var other = TestSocket.original(gateway.socket("/api/ws")).send(HELLO)) {
                for (TestSocket socket : List.of(page, other)) {
                    awaitGraph(socket, usual);
                    JsonNode refused = socket.await("error");
                    assertEquals(great.graph(), refused.path("citizen_id").asText());
                    String error = refused.path("error").asText();
                    assertTrue(
                            error.contains("MIND_GATEWAY_HEAP_MIB")
                                    && error.lines().count() == 1,
                            error);
                }
                usual.event("tier.link.strengthened", "{\"frame_id\":1}");
                page.await("tier.link.strengthened");
                assertEquals(1, page.ofType("error").size());
                assertEquals(1, page.ofType("snapshot.begin@1.0").size());
            }
            assertEquals(0, great.snapshots.get(), "what will not be shown is not fetched");
            assertEquals(1, gateway.metric("gateway_original_graphs_refused_total"));
            double bytes = gateway.metric("gateway_original_graph_bytes");
            assertTrue(bytes > 0 && bytes <= gateway.metric("gateway_original_graph_bytes_most"), "bytes " + bytes);
            JsonNode health = TestHttp.get(gateway.http("/healthz?selftest=1")).body();
            assertEquals("degraded", health.path("status").asText());
            assertTrue(health.at("/self_tests/failures").toString().contains(great.graph()), health.toString());
            assertTrue(gateway.isAlive(), gateway.output());
        }
    }

    @Test
    void a_page_whose_graph_has_changed_as_a_whole_is_asked_to_come_again_and_then_given_the_new_one() {
        try (var worker = worker("changed", 5_000, 1);
                var gateway = TestGateway.start(redis.url())) {
            gateway.awaitHeard(worker.graph());
            try (var page = TestSocket.original(gateway.socket("/ws")).send(HELLO);
                    var sender = TestSocket.original(gateway.socket("/inject"))) {
                awaitGraph(page, worker);
                worker.rename("x");
                worker.restart();
                await().atMost(ofSeconds(20)).until(() -> page.closeCode() != 0);
                assertEquals(1012, page.closeCode(), page.closeReason());
                assertEquals(0, page.ofType("graph.delta.node.upsert").size());
                assertEquals(0, sender.closeCode(), "who has no graph keeps its socket");
            }
            try (var page = TestSocket.original(gateway.socket("/ws")).send(HELLO)) {
                awaitGraph(page, worker);
                assertEquals(
                        "xn0",
                        page.ofType("snapshot.chunk@1.0")
                                .get(0)
                                .at("/payload/nodes/0/id")
                                .asText());
            }
        }
    }

    @Test
    void a_page_that_is_told_more_changes_than_are_kept_while_no_new_graph_comes_is_asked_to_come_again() {
        try (var worker = worker("busy", 5, 1);
                var gateway = TestGateway.start(redis.url())) {
            gateway.awaitHeard(worker.graph());
            try (var page = TestSocket.original(gateway.socket("/ws")).send(HELLO)) {
                awaitGraph(page, worker);
                worker.mute();
                String pad = "x".repeat(20_000);
                for (int i = 1; i <= 1_000 && page.closeCode() == 0; i++) {
                    worker.event(
                            "graph.delta.node.upsert",
                            "{\"node_id\":\"x" + i + "\",\"node_type\":\"Concept\",\"pad\":\"" + pad + "\"}");
                    int told = i;
                    if (told % 50 == 0) {
                        await().atMost(ofSeconds(20))
                                .until(() -> page.closeCode() != 0
                                        || page.ofType("graph.delta.node.upsert")
                                                        .size()
                                                == told);
                    }
                }
                await().atMost(ofSeconds(20)).until(() -> page.closeCode() == 1012);
            }
        }
    }

    @Test
    void a_graph_that_a_stalled_page_still_takes_counts_beside_the_one_that_replaced_it() throws Exception {
        try (var worker = worker("stalled", 20_000, 1);
                var gateway = TestGateway.start(redis.url());
                var page = TestSocket.original(gateway.socket("/ws"));
                var stalled = new RawSocket(gateway.port(), 4_096)) {
            page.send(HELLO);
            awaitGraph(page, worker);
            long one = taken(gateway);
            stalled.request("/ws");
            stalled.text(HELLO);
            boolean began = false;
            while (!began) {
                began = new String(stalled.read().payload(), java.nio.charset.StandardCharsets.UTF_8)
                        .contains("snapshot.begin@1.0");
            }
            worker.grow("fresh");
            worker.restart();
            page.await("graph.delta.node.upsert");
            assertTrue(taken(gateway) > 2 * one, taken(gateway) + " against " + one);
            stalled.close();
            await().atMost(ofSeconds(20)).until(() -> taken(gateway) < 1.1 * one);
            assertEquals(1, page.ofType("snapshot.begin@1.0").size());
        }
    }
}
