package mind.gateway;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mind.protocol.FalkorDb;
import mind.protocol.ServiceStatus;
import mind.protocol.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class GatewayProcessIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    @TempDir
    Path folder;

    @Test
    void on_sigterm_every_client_gets_1012_new_ones_are_refused_and_it_ends_in_spite_of_one_that_never_reads() {
        String graph = "mind-protocol_p1";
        List<TestSocket> sockets = new ArrayList<>();
        try (var worker = new StubWorker(redis, graph, 10).start();
                var gateway = GatewayProcess.start(
                        Map.of("REDIS_URL", redis.url(), "DRAIN_MS", "4000", "DRAIN_SPREAD_MS", "1000"))) {
            gateway.awaitAnswering();
            for (int i = 0; i < 60; i++) {
                sockets.add(TestSocket.mind(gateway.socket("/ws")).subscribe(graph));
            }
            sockets.forEach(socket -> socket.await("snapshot"));
            try (var lazy = RawSocket.mind(gateway.port(), 4_096)) {
                lazy.text("{\"type\":\"subscribe\",\"citizens\":[\"" + graph + "\"],\"topics\":[\"pad\"]}");
                for (int i = 0; i < 60; i++) {
                    worker.event("pad", "{\"pad\":\"" + "x".repeat(100_000) + "\"}");
                }
                gateway.terminate();
                await().atMost(ofSeconds(10)).until(() -> isRefused(gateway));
                await().atMost(ofSeconds(10)).until(() -> sockets.stream().allMatch(socket -> socket.closeCode() != 0));
                sockets.forEach(socket -> assertEquals(1012, socket.closeCode(), socket.closeReason()));
                int code = gateway.awaitExit(ofSeconds(20));
                assertTrue(code == 0 || code == 143, "exit code " + code + ": " + gateway.output());
            }
        } finally {
            sockets.forEach(TestSocket::close);
        }
    }

    private static boolean isRefused(GatewayProcess gateway) {
        try (var late = new RawSocket(gateway.port(), 0)) {
            late.request("/ws");
            return late.status() == 503 && late.headers().stream().anyMatch(header -> header.startsWith("Retry-After"));
        }
    }

    @Test
    void all_return_at_once_to_a_gateway_that_was_killed_and_the_snapshot_is_fetched_once() {
        String graph = "mind-protocol_p2";
        int port = FalkorDb.freePort();
        Map<String, String> settings = Map.of("REDIS_URL", redis.url(), "PORT", Integer.toString(port));
        List<TestSocket> sockets = new ArrayList<>();
        try (var worker = new StubWorker(redis, graph, 3_000).start()) {
            try (var gateway = GatewayProcess.start(settings)) {
                gateway.awaitAnswering();
                sockets.add(TestSocket.mind(gateway.socket("/ws")).subscribe(graph));
                sockets.get(0).await("snapshot");
            }
            int before = worker.snapshots.get();
            try (var gateway = GatewayProcess.start(settings)) {
                gateway.awaitAnswering();
                List<Picture> pictures = new ArrayList<>();
                for (int i = 0; i < (Boolean.getBoolean("mind.long") ? 500 : 200); i++) {
                    var picture = new Picture(graph);
                    pictures.add(picture);
                    sockets.add(TestSocket.open(gateway.socket("/ws"), "mind.v1", picture::accept)
                            .subscribe(graph));
                }
                await().atMost(ofSeconds(30)).until(() -> pictures.stream()
                        .allMatch(picture -> picture.energies().isPresent()));
                worker.energy(7, 7);
                pictures.forEach(picture -> MindStreamIT.assertSame(worker, picture));
                assertEquals(1, worker.snapshots.get() - before);
            }
        } finally {
            sockets.forEach(TestSocket::close);
        }
    }

    @Test
    void a_taken_port_is_told_in_one_line_with_its_owner() {
        try (var gateway = GatewayProcess.start(Map.of("REDIS_URL", redis.url()))) {
            gateway.awaitAnswering();
            try (var second = GatewayProcess.start(Map.of("PORT", Integer.toString(gateway.port())))) {
                assertEquals(78, second.awaitExit(ofSeconds(30)));
                assertEquals(1, second.lines().size(), second.output());
                String line = second.lines().get(0);
                assertTrue(line.contains("pid " + gateway.pid()), line);
                assertTrue(line.contains("java"), line);
                assertTrue(line.contains(Integer.toString(gateway.port())), line);
            }
        }
    }

    @Test
    void wrong_settings_are_told_together_and_end_with_78() {
        try (var gateway = GatewayProcess.start(
                Map.of("TICK_MS", "soon", "CLIENT_SUBSCRIPTIONS", "0", "REDIS_URL", "http://here"))) {
            assertEquals(78, gateway.awaitExit(ofSeconds(30)));
            String said = gateway.output();
            for (String name : List.of("TICK_MS", "CLIENT_SUBSCRIPTIONS", "REDIS_URL")) {
                assertTrue(said.contains(name), said);
            }
            assertEquals(3, gateway.lines().size(), said);
        }
    }

    @Test
    void it_goes_on_though_nobody_ever_comes() {
        try (var gateway = GatewayProcess.start(Map.of("REDIS_URL", redis.url()))) {
            await().atMost(ofSeconds(30)).until(() -> gateway.output().contains("Gateway listens"));
            await().during(ofSeconds(1)).atMost(ofSeconds(20)).until(gateway::isAlive);
        }
    }

    @Test
    void its_status_file_beats_and_says_what_is_wrong() throws IOException {
        Path file = folder.resolve("gateway.json");
        int nobody = FalkorDb.freePort();
        try (var gateway = GatewayProcess.start(Map.of(
                "REDIS_URL",
                "redis://127.0.0.1:" + nobody,
                "MIND_STATUS_FILE",
                file.toString(),
                "MIND_SERVICE",
                "gw"))) {
            gateway.awaitAnswering(); // which it does long before all of it has come up
            await().atMost(ofSeconds(60))
                    .until(() ->
                            status(file).filter(status -> status.beat() > 1).isPresent());
            ServiceStatus status = status(file).orElseThrow();
            assertEquals("gw", status.service());
            assertEquals(gateway.pid(), status.pid());
            assertEquals(State.DEGRADED, status.state());
            assertTrue(status.reason().contains("REDIS_URL"), status.reason());
            gateway.terminate();
            gateway.awaitExit(ofSeconds(20));
            assertEquals(State.STOPPING, status(file).orElseThrow().state());
        }
        Files.deleteIfExists(file);
    }

    private static Optional<ServiceStatus> status(Path file) throws IOException {
        return ServiceStatus.read(file);
    }

    @Test
    void the_fleet_file_names_the_citizens_before_any_engine_is_heard() throws IOException {
        Path file = folder.resolve("fleet.json");
        try (var gateway = TestGateway.start(redis.url(), "MIND_FLEET", file.toString());
                var socket = TestSocket.mind(gateway.socket("/ws"))) {
            socket.await("fleet", fleet -> fleet.path("looking").asBoolean());
            ServiceStatus.AtomicFile.write(file, fleet("starting", ""));
            socket.await(
                    "fleet",
                    fleet -> !fleet.path("looking").asBoolean()
                            && fleet.path("citizens")
                                    .path(0)
                                    .path("state")
                                    .asText()
                                    .equals("starting"));
            socket.subscribe("zoe");
            assertEquals("starting", socket.await("subscribed").path("state").asText());
            socket.subscribe("zoo");
            assertTrue(socket.await("error").path("error").asText().contains("did you mean zoe?"));
            socket.send("{\"type\":\"command\",\"id\":1,\"citizen\":\"zoo\",\"command\":\"status\"}");
            var reply = socket.await("reply");
            assertEquals(404, reply.path("code").asInt());
            assertEquals(
                    "no citizen \"zoo\"; did you mean zoe?", reply.path("error").asText());
            for (String rate : List.of("\"fast\"", "\"NaN\"", "[5]", "-1")) {
                socket.send("{\"type\":\"subscribe\",\"citizens\":[\"zoe\"],\"max_hz\":" + rate + "}");
                socket.await("error", error -> error.path("error").asText().startsWith("max_hz is " + rate + ":"));
            }
            assertEquals(1 + 4, socket.ofType("error").size());
            try (var chat = TestSocket.original(gateway.socket("/api/ws"))) {
                chat.send("{\"type\":\"membrane.inject\",\"id\":\"s\",\"citizen_id\":\"nobody\",\"text\":\"hello\"}");
                var ack = chat.await("membrane.inject.ack");
                assertEquals("no citizen \"nobody\"", ack.path("reason").asText(), "none is called nearly so");
            }
            ServiceStatus.AtomicFile.write(file, fleet("backoff", "exited with 1"));
            socket.await(
                    "lifecycle",
                    life -> life.path("state").asText().equals("backoff")
                            && life.path("reason").asText().equals("exited with 1"));
            for (int restarts : List.of(0, 1)) {
                ServiceStatus.AtomicFile.write(file, fleet("loading", "", restarts));
                socket.await(
                        "fleet",
                        fleet -> fleet.at("/citizens/0/state").asText().equals("loading")
                                && fleet.at("/citizens/0/restarts").asInt() == restarts);
                assertEquals(
                        restarts == 0 ? "healthy" : "degraded",
                        TestHttp.get(gateway.http("/healthz"))
                                .body()
                                .path("status")
                                .asText(),
                        "one that comes up again has ended, one that comes up has not");
            }
            for (String broken : List.of(
                    "{ broken",
                    "null",
                    "{}",
                    "{\"citizens\":[null]}",
                    "{\"citizens\":[{\"citizen\":\"x\",\"graph\":\"mind-protocol_x\",\"state\":\"running\",\"level\":\"N9\"}]}")) {
                ServiceStatus.AtomicFile.write(file, broken.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                await().during(ofMillis(500))
                        .atMost(ofSeconds(30))
                        .until(() -> TestHttp.get(gateway.http("/api/citizen/zoe/status"))
                                        .status()
                                == 200);
            }
            ServiceStatus.AtomicFile.write(file, fleet("stopped", ""));
            socket.await("lifecycle", life -> life.path("state").asText().equals("stopped"));
        }
    }

    private static byte[] fleet(String state, String reason) {
        return fleet(state, reason, 0);
    }

    private static byte[] fleet(String state, String reason, int restarts) {
        return ("{\"pid\":1,\"looking\":false,\"reason\":\"\",\"updated_ms\":1,\"citizens\":[{\"citizen\":\"zoe\","
                        + "\"graph\":\"mind-protocol_zoe\",\"level\":\"N1\",\"state\":\"" + state + "\",\"reason\":\""
                        + reason + "\",\"restarts\":" + restarts + "}]}")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
