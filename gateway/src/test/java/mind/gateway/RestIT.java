package mind.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import mind.protocol.FalkorDb;
import mind.protocol.Reply;
import mind.protocol.State;
import mind.protocol.WireJson;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every route, against a real Redis with a worker's peer behind it. */
class RestIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static final String IRIS = "mind-protocol_iris";
    private static TestGateway gateway;
    private static StubWorker iris;
    private static StubWorker felix;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start(redis.url());
        iris = pacing(new StubWorker(redis, IRIS, 5)).start();
        felix = pacing(new StubWorker(redis, "mind-protocol_felix", 3)).start();
        Awaitility.await("both citizens running")
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        get("/healthz").body().path("engines").path("count").asInt() == 2);
    }

    @AfterAll
    static void stop() {
        iris.close();
        felix.close();
        gateway.close();
    }

    private static StubWorker pacing(StubWorker worker) {
        return worker.on("pause", args -> paced(worker, "paused", 1e9))
                .on("resume", args -> paced(worker, "resumed", 1))
                .on(
                        "speed",
                        args -> paced(
                                worker, "speed_set", args.path("multiplier").asDouble()))
                .on(
                        "inject",
                        args -> new Reply(
                                true,
                                "",
                                202,
                                json().put(
                                                "stimulus_id",
                                                args.path("stimulus_id").asText())
                                        .put("status", "accepted")));
    }

    private static Reply paced(StubWorker worker, String status, double multiplier) {
        worker.multiplier(multiplier);
        return Reply.done(
                json().put("status", status).put("citizen_id", worker.graph()).put("tick_multiplier", multiplier));
    }

    private static ObjectNode json() {
        return WireJson.MAPPER.createObjectNode();
    }

    private static TestHttp.Answer get(String path) {
        return TestHttp.get(gateway.http(path));
    }

    private static TestHttp.Answer post(String path, String body) {
        return TestHttp.post(gateway.http(path), body);
    }

    private static String detail(TestHttp.Answer answer, int status) {
        assertEquals(status, answer.status(), answer.raw().body());
        return answer.body().path("detail").asText();
    }

    @Test
    void health_routes_answer() {
        assertEquals("{\"ok\":true}", get("/api/ping").raw().body());
        JsonNode health = get("/healthz?selftest=1").body();
        assertEquals("healthy", health.path("status").asText(), health.toString());
        assertTrue(health.path("engines").path("running").isArray());
        assertTrue(health.path("self_tests").path("passed").asBoolean());
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> get("/readyz").status() == 200);
        assertTrue(get("/metrics").raw().body().contains("gateway_ready 1.0"));
        assertTrue(get("/api/telemetry/counters").body().path("event_counts").isObject());
        assertEquals("ok", get("/api/telemetry/counters").body().path("status").asText());
        assertTrue(get("/api/affective-telemetry/metrics")
                .body()
                .path("metrics")
                .path("sampleRate")
                .isNumber());
        assertTrue(get("/api/affective-telemetry/validate-schemas")
                .body()
                .path("isValid")
                .asBoolean());
    }

    @Test
    void a_freeze_of_all_shows_in_the_system_status() {
        JsonNode paused = post("/api/consciousness/pause-all", "").body();
        assertEquals("all_paused", paused.path("status").asText(), paused.toString());
        assertEquals(2, paused.path("count").asInt());
        Awaitility.await("the freeze in the status, A7")
                .atMost(Duration.ofSeconds(8))
                .untilAsserted(() -> {
                    JsonNode status = get("/api/consciousness/status").body();
                    assertEquals(2, status.path("frozen").asInt(), status.toString());
                    assertEquals(
                            1e9,
                            status.path("engines")
                                    .path(IRIS)
                                    .path("tick_multiplier")
                                    .asDouble());
                });
        assertEquals(
                "all_resumed",
                post("/api/consciousness/resume-all", "").body().path("status").asText());
        Awaitility.await().atMost(Duration.ofSeconds(8)).untilAsserted(() -> {
            JsonNode status = get("/api/consciousness/status").body();
            assertEquals(2, status.path("running").asInt(), status.toString());
            assertEquals(2, status.path("total_engines").asInt());
        });
    }

    @Test
    void one_citizen_is_controlled_under_any_of_its_names() {
        for (String name : new String[] {"felix", "citizen_felix", "mind-protocol_felix"}) {
            assertEquals(
                    "paused",
                    post("/api/citizen/" + name + "/pause", "")
                            .body()
                            .path("status")
                            .asText());
            assertEquals(
                    "resumed",
                    post("/api/citizen/" + name + "/resume", "")
                            .body()
                            .path("status")
                            .asText());
        }
        JsonNode speed = post("/api/citizen/felix/speed", "{\"multiplier\":2}").body();
        assertEquals(2, speed.path("tick_multiplier").asInt(), speed.toString());
        assertEquals(
                "persist",
                post("/api/citizen/felix/persist", "").body().path("did").asText());
        JsonNode status = get("/api/citizen/felix/status").body();
        assertEquals("mind-protocol_felix", status.path("citizen_id").asText());
        assertEquals(3, status.path("nodes").asInt());
        assertEquals(1, status.path("sub_entities").size(), status.toString());
        assertEquals(7, status.path("counters").path("repaired_values").asInt(), status.toString());
        post("/api/citizen/felix/speed", "{\"multiplier\":1}");
    }

    @Test
    void what_is_wrong_is_said_in_a_detail() {
        assertTrue(detail(post("/api/citizen/irsi/pause", ""), 404).contains("did you mean iris?"));
        for (String body :
                new String[] {"", "[]", "{\"multiplier\":\"fast\"}", "{\"multiplier\":0}", "{\"multiplier\":-1}"}) {
            detail(post("/api/citizen/iris/speed", body), 422);
        }
        detail(get("/api/nothing"), 404);
        detail(get("/api/subentity/se_1/members?sort=size"), 422);
        detail(get("/api/search/semantic?graph_id=iris"), 422);
        detail(get("/api/graph/city/iris"), 404);
        detail(get("/api/graph/organization/iris"), 404);
        detail(get("/admin/graphs"), 404);
        detail(get("/app/x/../../secret"), 404);
    }

    @Test
    void a_citizen_that_does_not_run_or_answer_is_503_or_504() {
        try (var ada = new StubWorker(redis, "mind-protocol_ada", 1).start()) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> get("/api/citizen/ada/status").status() == 200);
            ada.mute();
            assertTrue(detail(post("/api/citizen/ada/pause", ""), 504).contains("did not answer"));
        }
        Awaitility.await("Redis to notice that it left")
                .atMost(Duration.ofSeconds(30))
                .until(() -> post("/api/citizen/ada/pause", "").status() == 503);
        assertTrue(detail(post("/api/citizen/ada/pause", ""), 503).contains("not running"));
        assertEquals(200, get("/api/citizen/ada/status").status());
        assertEquals(
                "engine_not_running",
                get("/api/consciousness/citizen/nobody")
                        .body()
                        .path("metadata")
                        .path("status")
                        .asText());
    }

    @Test
    void a_graph_is_read_whole_bounded_and_for_the_viewer() {
        JsonNode whole = get("/api/consciousness/citizen/iris").body();
        assertEquals("citizen_iris", whole.path("id").asText(), whole.toString());
        assertEquals(5, whole.path("nodes").size());
        assertEquals(4, whole.path("links").size());
        JsonNode bounded = get("/api/graph/citizen/iris").body();
        assertEquals("n0_n1_ENABLES", bounded.path("links").path(0).path("id").asText());
        assertEquals(
                5, bounded.path("subentities").path(0).path("members_count").asInt());
        JsonNode viewer = get("/api/viz/snapshot?graph_id=" + IRIS).body();
        assertEquals("snapshot.v2", viewer.path("kind").asText());
        assertEquals(1, viewer.path("metrics").path("active_entities").asInt());
        JsonNode debt = get("/api/consciousness/constant-debt").body().path("wm_alpha");
        assertEquals(
                debt.path("total_edges").asInt(),
                debt.path("constant_count").asInt() + debt.path("learned_count").asInt());
        assertTrue(debt.path("total_edges").asInt() >= 6, debt.toString());
    }

    @Test
    void graphs_are_written_in_the_order_and_form_that_pages_were_made_for() {
        try (var pair = new StubWorker(redis, "mind-protocol_pair", 2).start()) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> get("/api/citizen/pair/status").status() == 200);
            pair.energy(1, 7);
            assertEquals(
                    "{\"id\":\"citizen_pair\",\"name\":\"pair\",\"type\":\"personal\",\"nodes\":["
                            + "{\"id\":\"n0\",\"name\":\"Node 0\",\"node_type\":\"Concept\",\"theta\":5.0,"
                            + "\"active\":false,\"log_weight\":0.25,\"energy\":0.0},"
                            + "{\"id\":\"n1\",\"name\":\"Node 1\",\"node_type\":\"Concept\",\"theta\":5.0,"
                            + "\"active\":true,\"log_weight\":0.25,\"energy\":7.0}],\"links\":["
                            + "{\"id\":\"n0_n1_ENABLES\",\"src\":\"n0\",\"dst\":\"n1\",\"type\":\"ENABLES\","
                            + "\"log_weight\":0.5,\"energy\":0}],"
                            + "\"metadata\":{\"node_count\":2,\"link_count\":1,\"tick_count\":1}}",
                    get("/api/consciousness/citizen/pair").raw().body());
            assertEquals(
                    "{\"graph_id\":\"mind-protocol_pair\",\"graph_type\":\"citizen\",\"nodes\":["
                            + "{\"id\":\"n0\",\"node_id\":\"n0\",\"node_type\":\"Concept\",\"text\":\"Node 0\","
                            + "\"energy\":0.0,\"weight\":1.2840254166877414,\"base_weight\":0.25,"
                            + "\"labels\":[\"Concept\"]},"
                            + "{\"id\":\"n1\",\"node_id\":\"n1\",\"node_type\":\"Concept\",\"text\":\"Node 1\","
                            + "\"energy\":7.0,\"weight\":1.2840254166877414,\"base_weight\":0.25,"
                            + "\"labels\":[\"Concept\"]}],\"links\":["
                            + "{\"id\":\"n0_n1_ENABLES\",\"source\":\"n0\",\"target\":\"n1\",\"type\":\"ENABLES\","
                            + "\"strength\":1.6487212707001282,\"weight\":1.6487212707001282}],\"subentities\":["
                            + "{\"entity_id\":\"se_1\",\"name\":\"One\",\"energy\":1.5,\"theta\":1.0,"
                            + "\"activation_level\":\"active\",\"members_count\":2,\"coherence\":0.5,"
                            + "\"labels\":[\"SubEntity\"]}],"
                            + "\"metadata\":{\"node_count\":2,\"link_count\":1,\"last_updated\":T}}",
                    get("/api/graph/citizen/pair").raw().body().replaceAll("(?<=last_updated\":)\\d+", "T"));
            assertEquals(
                    "{\"kind\":\"snapshot.v2\",\"frame_id\":1,\"ts\":T,\"nodes\":["
                            + "{\"id\":\"n0\",\"name\":\"Node 0\",\"node_type\":\"Concept\",\"theta\":5.0,"
                            + "\"active\":false,\"log_weight\":0.25,\"total_energy\":0.0,"
                            + "\"soft_activation\":S},"
                            + "{\"id\":\"n1\",\"name\":\"Node 1\",\"node_type\":\"Concept\",\"theta\":5.0,"
                            + "\"active\":true,\"log_weight\":0.25,\"total_energy\":7.0,"
                            + "\"soft_activation\":S}],\"links\":["
                            + "{\"id\":\"n0_n1_ENABLES\",\"src\":\"n0\",\"dst\":\"n1\",\"type\":\"ENABLES\","
                            + "\"log_weight\":0.5}],\"metrics\":{\"global_energy\":0.0,\"active_nodes\":1,"
                            + "\"active_links\":1,\"active_entities\":1,\"rho\":0.0}}",
                    get("/api/viz/snapshot?graph_id=pair")
                            .raw()
                            .body()
                            .replaceAll("(?<=ts\":)\"[^\"]+\"", "T")
                            .replaceAll("(?<=soft_activation\":)[0-9.E-]+", "S"));
        }
    }

    @Test
    void the_lists_of_graphs_agree() {
        JsonNode graphs = get("/api/graphs").body();
        assertTrue(graphs.path("citizens")
                .toString()
                .contains("{\"id\":\"mind-protocol_iris\",\"name\":\"Iris\",\"type\":\"personal\"}"));
        JsonNode organization = get("/api/ecosystems")
                .body()
                .path("ecosystems")
                .path(0)
                .path("organizations")
                .path(0);
        assertEquals(
                get("/api/ecosystem/primary/organization/mind-protocol/graphs").body(), organization);
        assertEquals(
                get("/api/ecosystem/primary/graphs")
                        .body()
                        .path("organizations")
                        .path(0),
                organization);
        detail(get("/api/ecosystem/secondary/graphs"), 404);
    }

    @Test
    void a_stimulus_is_taken_on_every_route_that_takes_one() {
        for (String path : new String[] {"/api/citizen/iris/inject", "/api/engines/iris/inject"}) {
            TestHttp.Answer answer = post(path, "{\"text\":\"tide\",\"severity\":0.4,\"metadata\":{\"a\":1}}");
            assertEquals(202, answer.status(), answer.raw().body());
            assertEquals("accepted", answer.body().path("status").asText());
        }
        assertEquals(
                202,
                post("/api/consciousness/stimulus", "{\"citizen_id\":\"iris\",\"content\":\"tide\"}")
                        .status());
        detail(post("/api/citizen/iris/inject", "{\"text\":\" \"}"), 422);
        detail(post("/api/citizen/iris/inject", "{\"text\":\"tide\",\"severity\":7}"), 422);
        String talk =
                "{\"citizen_id\":\"mind-protocol_iris\",\"messages\":[{\"role\":\"human\",\"content\":\"hello\"}]}";
        JsonNode created = post("/api/conversation/create", talk).body();
        assertTrue(created.path("conversation_id").asText().matches("conv_\\d+_iris"), created.toString());
        assertTrue(iris.commands.stream()
                .anyMatch(command -> command.path("args").path("text").asText().equals("human: hello\n")));
        detail(post("/api/conversation/create", talk.replace("human", "robot")), 422);
    }

    @Test
    void search_members_history_and_nodes_are_the_workers_answers() {
        iris.on("search", args -> {
            ObjectNode result = json().put("kind", "text");
            result.putArray("results")
                    .add(json().put("id", "n1").put("name", "Node 1").put("similarity", 0.9))
                    .add(json().put("id", "n2").put("name", "Node 2").put("similarity", 0.1));
            return Reply.done(result);
        });
        JsonNode found = get("/api/search/semantic?query=tide&graph_id=" + IRIS + "&threshold=0.6")
                .body();
        assertEquals(1, found.path("results").size(), found.toString());
        assertEquals("n1", found.path("results").path(0).path("name").asText());
        felix.on("members", args -> Reply.refused(404, "no such subentity"));
        assertEquals(
                "members",
                get("/api/subentity/se_1/members?limit=5").body().path("did").asText());
        assertEquals(
                "history",
                get("/api/citizen/iris/history?metric=energy&seconds=60")
                        .body()
                        .path("did")
                        .asText());
        assertEquals(
                "node", get("/api/citizen/iris/node?id=n1").body().path("did").asText());
        assertEquals(
                "neighbours",
                get("/api/citizen/iris/neighbours?id=n1&hops=2")
                        .body()
                        .path("did")
                        .asText());
    }

    @Test
    void the_page_and_the_routes_say_what_a_browser_may_do_with_them() {
        TestHttp.Answer page = get("/");
        assertEquals(200, page.status());
        String policy = page.header("Content-Security-Policy");
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
        assertTrue(policy.contains("frame-ancestors 'none'"), policy);
        TestHttp.Answer route = get("/api/ping");
        assertEquals("nosniff", route.header("X-Content-Type-Options"));
        assertEquals("no-store", route.header("Cache-Control"));
        assertFalse(route.raw().headers().map().containsKey("set-cookie"));
        assertFalse(route.raw().headers().map().containsKey("server"));
    }

    @Test
    void pages_of_allowed_origins_read_answers_and_others_do_not() {
        TestHttp.Answer friend = TestHttp.get(gateway.http("/api/ping"), "Origin", "http://localhost:3000");
        assertEquals("http://localhost:3000", friend.header("Access-Control-Allow-Origin"));
        assertEquals("true", friend.header("Access-Control-Allow-Credentials"));
        TestHttp.Answer stranger = TestHttp.get(gateway.http("/api/ping"), "Origin", "http://evil.example");
        assertEquals("", stranger.header("Access-Control-Allow-Origin"));
        assertEquals(
                403,
                TestHttp.post(gateway.http("/api/citizen/iris/pause"), "", "Origin", "http://evil.example")
                        .status());
        assertEquals(
                403,
                TestHttp.post(gateway.http("/api/citizen/iris/pause"), "", "Origin", "null")
                        .status());
        TestHttp.Answer preflight = TestHttp.send(
                gateway.http("/api/citizen/iris/speed"),
                "OPTIONS",
                "",
                "Origin",
                "http://127.0.0.1:3000",
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "content-type, x-anything");
        assertEquals(204, preflight.status());
        assertEquals("content-type, x-anything", preflight.header("Access-Control-Allow-Headers"));
        assertTrue(preflight.header("Access-Control-Allow-Methods").contains("POST"));
    }

    @Test
    void a_worker_that_stops_degrades_the_health_and_nothing_else() {
        try (var luca = new StubWorker(redis, "mind-protocol_luca", 1).start()) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> get("/api/citizen/luca/status").status() == 200);
            luca.state(State.DEGRADED);
            Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                JsonNode health = get("/healthz?selftest=1").body();
                assertEquals("degraded", health.path("status").asText());
                assertTrue(health.path("self_tests").toString().contains("luca is degraded"), health.toString());
            });
            luca.state(State.STOPPED);
        }
    }
}
