package mind.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.crypto.spec.SecretKeySpec;
import mind.protocol.FalkorDb;
import mind.protocol.Fleet;
import mind.protocol.State;
import mind.protocol.WireJson;
import org.awaitility.Awaitility;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A gateway that asks for tokens: on routes, at the upgrade, and as a socket's first message. */
class TokensIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static TestGateway gateway;
    private static StubWorker iris;
    private static StubWorker felix;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start(redis.url(), "AUTH_HS256_SECRET", SECRET, "ADMIN_API_KEY", "admin-key");
        iris = new StubWorker(redis, "mind-protocol_iris", 3).start();
        felix = new StubWorker(redis, "mind-protocol_felix", 3).start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> TestHttp.get(gateway.http("/healthz"))
                                .body()
                                .path("engines")
                                .path("count")
                                .asInt()
                        == 2);
    }

    @AfterAll
    static void stop() {
        iris.close();
        felix.close();
        gateway.close();
    }

    private static String token(String algorithm, Consumer<JwtClaims> change) {
        try {
            var claims = new JwtClaims();
            claims.setSubject("ada");
            claims.setAudience("mind");
            claims.setExpirationTimeMinutesInTheFuture(5);
            change.accept(claims);
            var signature = new JsonWebSignature();
            signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
            signature.setPayload(claims.toJson());
            signature.setAlgorithmHeaderValue(algorithm);
            if (!algorithm.equals("none")) {
                signature.setKey(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            }
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }

    private static String good() {
        return token("HS256", claims -> {});
    }

    private static String onlyIris() {
        return token("HS256", claims -> claims.setStringListClaim("citizens", "iris"));
    }

    /** A socket of the gateway's own page: it has an origin, and its token comes as first message. */
    private static TestSocket page() {
        return TestSocket.withOrigin(gateway.socket("/ws"), gateway.http("").toString());
    }

    private static TestHttp.Answer get(String path, String token) {
        return TestHttp.get(gateway.http(path), "Authorization", "Bearer " + token);
    }

    @Test
    void health_and_the_page_ask_for_no_token_and_everything_else_does() {
        assertEquals(200, TestHttp.get(gateway.http("/healthz")).status());
        assertEquals(200, TestHttp.get(gateway.http("/")).status());
        assertTrue(TestHttp.get(gateway.http("/readyz")).status() != 401);
        for (String path : List.of("/api/graphs", "/api/ping", "/metrics", "/api/consciousness/status", "/api/none")) {
            TestHttp.Answer answer = TestHttp.get(gateway.http(path));
            assertEquals(401, answer.status(), path);
            assertEquals("Bearer", answer.header("WWW-Authenticate"));
            assertTrue(get(path, good()).status() != 401, path);
        }
        assertEquals(
                401, TestHttp.post(gateway.http("/api/citizen/iris/pause"), "").status());
    }

    @Test
    void a_token_refused_after_the_upgrade_is_noted_with_the_address_behind_the_proxy() {
        try (var process = GatewayProcess.start(
                        Map.of("REDIS_URL", redis.url(), "AUTH_HS256_SECRET", SECRET, "TRUSTED_PROXIES", "127.0.0.1"))
                .awaitAnswering()) {
            String page = "http://127.0.0.1:" + process.port();
            String[] headers = {"Origin", page, "X-Forwarded-For", "203.0.113.9"};
            try (var socket = TestSocket.open(process.socket("/ws"), "mind.v1", message -> {}, headers)) {
                socket.send("{\"type\":\"auth\",\"token\":\"nonsense\"}");
                Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> process.output()
                        .contains("refused 203.0.113.9"));
            }
        }
    }

    @Test
    void a_later_token_that_allows_less_ends_what_it_does_not_allow() {
        try (var socket = TestSocket.withOrigin(gateway.socket("/ws"), "http://127.0.0.1:" + gateway.port())) {
            socket.send("{\"type\":\"auth\",\"token\":\"" + good() + "\"}").subscribe("iris", "felix");
            socket.await("snapshot", part -> part.path("citizen").asText().equals(felix.graph()));
            socket.await("snapshot", part -> part.path("citizen").asText().equals(iris.graph()));
            socket.send("{\"type\":\"auth\",\"token\":\"" + onlyIris() + "\"}");
            socket.await("unsubscribed", of -> of.path("citizen").asText().equals(felix.graph()));
            assertEquals(1, socket.ofType("unsubscribed").size(), "iris is still watched");
        }
    }

    @Test
    void tokens_that_are_not_valid_here_are_refused_everywhere_alike() {
        List<String> bad = List.of(
                token("none", claims -> {}),
                token("HS256", claims -> claims.setAudience("another")),
                token("HS256", claims -> claims.setExpirationTimeMinutesInTheFuture(-1)),
                token("HS256", claims -> claims.unsetClaim("exp")),
                good().substring(0, good().length() - 4) + "AAAA",
                "nonsense");
        for (String token : bad) {
            TestHttp.Answer answer = get("/api/graphs", token);
            assertEquals(401, answer.status(), token);
            assertFalse(answer.raw().body().contains(token));
            String head = RawHttp.upgrade(
                    gateway.port(), "/ws", "Host: localhost:" + gateway.port(), "Authorization: Bearer " + token);
            assertEquals(401, RawHttp.status(head), token);
            try (var socket = page()) {
                socket.send("{\"type\":\"auth\",\"token\":\"" + token + "\"}");
                Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> socket.closeCode() == 4401);
            }
        }
    }

    @Test
    void a_cookie_that_somebody_else_set_counts_as_a_token() {
        String cookie = "mind_token=" + good();
        assertEquals(
                200,
                TestHttp.get(gateway.http("/api/graphs"), "Cookie", "a=b; " + cookie)
                        .status());
        String host = "Host: localhost:" + gateway.port();
        String head = RawHttp.upgrade(gateway.port(), "/ws", host, "Cookie: " + cookie);
        assertEquals(101, RawHttp.status(head), head);
        assertEquals(401, RawHttp.status(RawHttp.upgrade(gateway.port(), "/ws", host)));
    }

    @Test
    void a_token_for_one_citizen_shows_and_moves_no_other() {
        String token = onlyIris();
        String graphs = get("/api/graphs", token).raw().body();
        assertTrue(graphs.contains("iris") && !graphs.contains("felix"), graphs);
        assertEquals(200, get("/api/citizen/iris/status", token).status());
        assertEquals(403, get("/api/citizen/felix/status", token).status());
        assertEquals(403, pause("felix", token));
        assertEquals(200, pause("iris", token));
    }

    @Test
    void a_token_for_one_citizen_does_not_tell_which_others_there_are() {
        String token = onlyIris();
        var another = get("/api/citizen/felix/status", token);
        var nobody = get("/api/citizen/nobody/status", token);
        assertEquals(another.status(), nobody.status());
        assertEquals(another.raw().body(), nobody.raw().body());
        assertEquals(404, get("/api/citizen/nobody/status", good()).status());
        try (var socket = page()) {
            socket.await("welcome");
            socket.send("{\"type\":\"auth\",\"token\":\"" + token + "\"}")
                    .subscribe("felix")
                    .subscribe("nobody");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> socket.ofType("error").size() == 2);
            List<String> told = socket.ofType("error").stream()
                    .map(error -> error.toString().replace("felix", "X").replace("nobody", "X"))
                    .toList();
            assertEquals(told.get(0), told.get(1));
        }
        String numbers = get("/metrics", token).raw().body();
        assertTrue(numbers.contains("gateway_citizen_seq{citizen=\"iris\"}"), numbers);
        assertFalse(numbers.contains("felix"), numbers);
        assertTrue(get("/metrics", good()).raw().body().contains("gateway_citizen_seq{citizen=\"felix\"}"));
        var debt = get("/api/consciousness/constant-debt", token).body();
        var whole = get("/api/consciousness/constant-debt", good()).body();
        assertTrue(
                debt.path("wm_alpha").path("total_edges").asLong()
                        < whole.path("wm_alpha").path("total_edges").asLong(),
                debt + " of " + whole);
    }

    private static int pause(String citizen, String token) {
        return TestHttp.post(gateway.http("/api/citizen/" + citizen + "/pause"), "", "Authorization", "Bearer " + token)
                .status();
    }

    @Test
    void a_socket_is_told_nothing_before_its_token_and_only_its_citizens_after() {
        try (var socket = page()) {
            socket.await("welcome");
            socket.subscribe("iris");
            socket.await("error");
            assertTrue(socket.ofType("fleet").isEmpty()
                    && socket.ofType("lifecycle").isEmpty());
            socket.send("{\"type\":\"auth\",\"token\":\"" + onlyIris() + "\"}").subscribe("iris");
            socket.await("snapshot");
            String fleet = socket.await("fleet").toString();
            assertTrue(fleet.contains("iris") && !fleet.contains("felix"), fleet);
            socket.subscribe("felix");
            Awaitility.await().until(() -> socket.ofType("error").size() == 2);
        }
    }

    @Test
    void before_its_token_a_socket_learns_no_name_and_may_ask_for_nothing() {
        try (var socket = page()) {
            socket.await("welcome");
            socket.subscribe("irs").subscribe("iris").send("{\"type\":\"recent\",\"citizen\":\"irs\"}");
            socket.send("{\"type\":\"unsubscribe\",\"citizens\":[\"irs\"]}");
            socket.send("{\"type\":\"command\",\"id\":\"early\",\"citizen\":\"irs\",\"command\":\"pause\"}");
            assertEquals(
                    401,
                    socket.await("reply", one -> one.path("id").asText().equals("early"))
                            .path("code")
                            .asInt());
            assertEquals(4, socket.ofType("error").size());
            socket.messages().forEach(message -> assertFalse(message.toString().contains("iris"), message.toString()));
        }
    }

    @Test
    void a_token_for_one_citizen_is_told_no_other_name() throws IOException {
        Path directory = Files.createTempDirectory("mind-tokens");
        Path file = directory.resolve("fleet.json");
        WireJson.MAPPER.writeValue(
                file.toFile(),
                new Fleet(
                        1,
                        false,
                        "",
                        1,
                        List.of(
                                new Fleet.Citizen("iris", "mind-protocol_iris", "N1", State.RUNNING, "", null, 0, null),
                                new Fleet.Citizen(
                                        "felix", "mind-protocol_felix", "N1", State.RUNNING, "", null, 0, null))));
        try (var listed = TestGateway.start(redis.url(), "AUTH_HS256_SECRET", SECRET, "MIND_FLEET", file.toString())) {
            listed.awaitHeard("mind-protocol_iris", "mind-protocol_felix");
            Awaitility.await().until(() -> listed.gateway().feed().lives().isComplete());
            String auth = "{\"type\":\"auth\",\"token\":\"" + onlyIris() + "\"}";
            try (var socket = TestSocket.withOrigin(
                    listed.socket("/ws"), "mind.v1", listed.http("").toString())) {
                socket.send(auth).subscribe("felx");
                String error = socket.await("error").toString();
                assertFalse(error.contains("felix"), error);
                socket.subscribe("irs");
                socket.await("error", one -> one.toString().contains("did you mean iris?"));
            }
            try (var socket = TestSocket.withOrigin(
                    listed.socket("/ws"), "", listed.http("").toString())) {
                socket.send(auth);
                socket.send("{\"type\":\"membrane.inject\",\"id\":\"near\",\"citizen_id\":\"felx\",\"content\":\"x\"}");
                String ack = socket.await("membrane.inject.ack").toString();
                assertFalse(ack.contains("felix"), ack);
            }
        }
    }

    @Test
    void who_may_not_send_stimuli_is_told_so_alone_and_before_a_token_there_is_no_answer() {
        try (var other = TestSocket.withOrigin(
                                gateway.socket("/ws"), "", gateway.http("").toString())
                        .send("{\"type\":\"auth\",\"token\":\"" + good() + "\"}");
                var stranger = TestSocket.withOrigin(
                        gateway.socket("/ws"), "", gateway.http("").toString());
                var asker = TestSocket.withOrigin(
                        gateway.socket("/ws"), "", gateway.http("").toString())) {
            other.await("hierarchy.snapshot@1.0");
            String forged =
                    "{\"type\":\"membrane.inject\",\"id\":\"forged\",\"citizen_id\":\"iris\",\"content\":\"x\"}";
            stranger.send(forged).send("[" + forged + "," + forged + "]");
            stranger.send("{\"type\":\"auth\",\"token\":\"" + good() + "\"}");
            stranger.await("hierarchy.snapshot@1.0"); // all that it sent before has been read
            asker.send("{\"type\":\"auth\",\"token\":\"" + onlyIris() + "\"}");
            asker.send(forged.replace("forged", "forbidden").replace("iris", "felix"));
            JsonNode refusal = asker.await("membrane.inject.ack");
            assertEquals("forbidden", refusal.path("envelope_id").asText());
            assertEquals("rejected", refusal.path("status").asText());
            asker.send(forged.replace("forged", "good"));
            for (TestSocket socket : List.of(other, stranger)) {
                socket.await(
                        "membrane.inject.ack",
                        ack -> ack.path("envelope_id").asText().equals("good"));
                assertEquals(
                        List.of("good"),
                        socket.ofType("membrane.inject.ack").stream()
                                .map(ack -> ack.path("envelope_id").asText())
                                .toList());
            }
        }
    }

    @Test
    void a_socket_without_a_token_is_closed_after_five_seconds() {
        try (var socket = page()) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> socket.closeCode() == 4401);
        }
    }

    @Test
    void a_socket_whose_token_runs_out_is_closed() {
        try (var socket = page()) {
            socket.await("welcome");
            String brief = token(
                    "HS256", // whole seconds, so one less at worst
                    claims ->
                            claims.setExpirationTime(NumericDate.fromMilliseconds(System.currentTimeMillis() + 4_000)));
            socket.send("{\"type\":\"auth\",\"token\":\"" + brief + "\"}");
            socket.await("fleet");
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> socket.closeCode() == 4401);
            assertTrue(socket.closeReason().contains("expired"), socket.closeReason());
        }
    }

    @Test
    void admin_routes_ask_for_their_own_key() {
        for (String path : List.of("/admin/graphs", "/admin/clients")) {
            assertEquals(401, TestHttp.get(gateway.http(path)).status());
            assertEquals(
                    401, TestHttp.get(gateway.http(path), "X-API-Key", "guess").status());
            assertEquals(401, get(path, good()).status());
            assertEquals(
                    200,
                    TestHttp.get(gateway.http(path), "X-API-Key", "admin-key").status());
        }
        var graphs = TestHttp.get(gateway.http("/admin/graphs"), "X-API-Key", "admin-key")
                .body();
        assertEquals(2, graphs.path("total_graphs").asInt(), graphs.toString());
        var query = TestHttp.post(
                gateway.http("/admin/query"),
                "{\"graph_name\":\"mind-protocol_iris\",\"query\":\"MATCH (n) RETURN n\"}",
                "X-API-Key",
                "admin-key");
        assertEquals(
                "query",
                query.body().path("result").path("did").asText(),
                query.raw().body());
        assertTrue(query.body().path("execution_time_ms").isNumber());
        assertEquals(
                404,
                TestHttp.post(
                                gateway.http("/admin/query"),
                                "{\"graph_name\":\"x\",\"query\":\"y\"}",
                                "X-API-Key",
                                "admin-key")
                        .status());
        assertEquals(
                202,
                TestHttp.post(gateway.http("/admin/reload"), "", "X-API-Key", "admin-key")
                        .status());
    }

    @Test
    void commands_of_administrators_do_not_pass_a_socket_whoever_it_belongs_to() {
        try (var socket = page()) {
            socket.await("welcome");
            socket.send("{\"type\":\"auth\",\"token\":\"" + good() + "\"}").subscribe("iris");
            socket.await("snapshot");
            for (String verb : List.of("query", "reload")) {
                socket.send("{\"type\":\"command\",\"id\":\"" + verb + "\",\"citizen\":\"iris\",\"command\":\"" + verb
                        + "\",\"args\":{\"query\":\"RETURN 'by socket'\"}}");
                var reply = socket.await("reply", one -> one.path("id").asText().equals(verb));
                assertEquals(403, reply.path("code").asInt(), reply.toString());
                assertTrue(reply.path("error").asText().contains("/admin/" + verb), reply.toString());
            }
            socket.send("{\"type\":\"command\",\"id\":\"last\",\"citizen\":\"iris\",\"command\":\"status\"}");
            socket.await("reply", one -> one.path("id").asText().equals("last"));
            assertTrue(iris.commands.stream()
                    .noneMatch(command -> command.toString().contains("by socket")));
        }
    }

    @Test
    void an_administrator_sees_clients_and_closes_one() {
        try (var socket = page()) {
            String id = socket.await("welcome").path("client").asText();
            socket.send("{\"type\":\"auth\",\"token\":\"" + good() + "\"}").subscribe("iris");
            socket.await("snapshot");
            String list = TestHttp.get(gateway.http("/admin/clients"), "X-API-Key", "admin-key")
                    .raw()
                    .body();
            assertTrue(list.contains("\"client\":\"" + id + "\"") && list.contains("mind-protocol_iris"), list);
            String kick = "/admin/clients/" + id + "/kick";
            assertEquals(
                    200,
                    TestHttp.post(gateway.http(kick), "", "X-API-Key", "admin-key")
                            .status());
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> socket.closeCode() == 4403);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> TestHttp.post(gateway.http(kick), "", "X-API-Key", "admin-key")
                                    .status()
                            == 404);
        }
    }

    @Test
    void where_reading_is_open_one_looks_without_a_token_and_acts_with_one() {
        try (var open = TestGateway.start(redis.url(), "AUTH_OPEN", "read", "AUTH_HS256_SECRET", SECRET)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() ->
                            TestHttp.get(open.http("/api/citizen/iris/status")).status() == 200);
            String pause = "/api/citizen/iris/pause";
            assertEquals(403, TestHttp.post(open.http(pause), "").status());
            assertEquals(
                    403,
                    TestHttp.post(open.http("/api/consciousness/pause-all"), "").status());
            assertEquals(
                    200,
                    TestHttp.post(open.http(pause), "", "Authorization", "Bearer " + good())
                            .status());
            try (var socket = TestSocket.mind(open.socket("/ws")).subscribe("iris")) {
                socket.await("snapshot");
                socket.send("{\"type\":\"command\",\"id\":1,\"citizen\":\"iris\",\"command\":\"pause\"}");
                assertEquals(403, socket.await("reply").path("code").asInt());
            }
        }
    }
}
