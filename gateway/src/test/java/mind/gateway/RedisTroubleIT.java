package mind.gateway;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mind.protocol.FalkorDb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;

/** A Redis that cuts the subscription, is restarted, stalls, or is not there at first: no client is left with a hole. */
class RedisTroubleIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static String name(int i) {
        return "mind-protocol_r" + i;
    }

    private static int status(TestGateway gateway, String path) {
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(gateway.http(path)).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_cut_subscription_is_made_good_within_two_seconds_by_one_gap_at_most() {
        String graph = name(1);
        try (var worker = new StubWorker(redis, graph, 10).start();
                var gateway = TestGateway.start(redis.url());
                var admin = redis.connect()) {
            var picture = new Picture(graph);
            try (var socket = TestSocket.open(gateway.socket("/ws"), "mind.v1", picture::accept)) {
                socket.subscribe(graph);
                worker.energy(1, 1);
                MindStreamIT.assertSame(worker, picture);
                for (int i = 0; i < 120; i++) {
                    worker.energy(i % 10, i);
                    if (i == 30) {
                        killSubscriptionOf(admin, "mind-gateway-feed");
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(16));
                }
                MindStreamIT.assertSame(worker, picture);
                assertTrue(picture.gaps() <= 1, picture.gaps() + " gaps");
                assertEquals(1, gateway.gateway().feed().counters().reconnects.sum());
            }
        }
    }

    static void killSubscriptionOf(Jedis admin, String client) {
        for (String line : admin.clientList().split("\n")) {
            if (line.contains("name=" + client)) {
                String id = line.replaceFirst("^id=(\\d+).*", "$1");
                admin.sendCommand(FalkorDb.command("CLIENT"), "KILL", "ID", id.trim());
            }
        }
    }

    @Test
    void a_restarted_server_ends_in_a_right_picture_and_readiness_says_the_truth_meanwhile() throws IOException {
        String graph = name(2);
        try (var worker = new StubWorker(redis, graph, 10).start();
                var gateway = TestGateway.start(redis.url())) {
            var picture = new Picture(graph);
            try (var socket = TestSocket.open(gateway.socket("/ws"), "mind.v1", picture::accept)) {
                socket.subscribe(graph);
                worker.energy(1, 1);
                MindStreamIT.assertSame(worker, picture);
                assertEquals(200, status(gateway, "/readyz"));
                redis.kill();
                await().atMost(ofSeconds(10)).until(() -> status(gateway, "/readyz") == 503);
                assertEquals(200, status(gateway, "/healthz"));
                worker.lostEnergy(4, 44);
                redis.start();
                worker.reconnect();
                await().atMost(ofSeconds(20)).until(() -> status(gateway, "/readyz") == 200);
                worker.energy(5, 55);
                MindStreamIT.assertSame(worker, picture);
                assertEquals(1, picture.gaps());
                assertEquals(0, socket.closeCode());
            }
        }
    }

    @Test
    void a_stalled_server_is_noticed_and_the_stream_goes_on_when_it_wakes() throws IOException {
        String graph = name(3);
        try (var worker = new StubWorker(redis, graph, 10).start();
                var gateway = TestGateway.start(redis.url())) {
            var picture = new Picture(graph);
            try (var socket = TestSocket.open(gateway.socket("/ws"), "mind.v1", picture::accept)) {
                socket.subscribe(graph);
                worker.energy(1, 1);
                MindStreamIT.assertSame(worker, picture);
                signal("STOP");
                try {
                    await("what is wrong with it").atMost(ofSeconds(30)).until(() -> TestHttp.get(
                                    gateway.http("/readyz"))
                            .body()
                            .path("reasons")
                            .toString()
                            .contains("it has not answered 2 pings"));
                    assertEquals(503, status(gateway, "/readyz"));
                    assertEquals(0, socket.closeCode());
                } finally {
                    signal("CONT");
                }
                await().atMost(ofSeconds(20)).until(() -> status(gateway, "/readyz") == 200);
                worker.energy(6, 66);
                MindStreamIT.assertSame(worker, picture);
            }
        }
    }

    @Test
    void commands_that_were_refused_while_the_server_stalled_are_not_done_when_it_wakes() throws Exception {
        try (var worker = new StubWorker(redis, name(5), 3).start();
                var gateway = TestGateway.start(redis.url())) {
            await().atMost(ofSeconds(20)).until(() -> status(gateway, "/api/citizen/r5/status") == 200);
            assertEquals(
                    200,
                    TestHttp.post(gateway.http("/api/citizen/r5/resume"), "").status());
            signal("STOP");
            var calls = java.util.concurrent.Executors.newFixedThreadPool(2);
            try {
                var inject = calls.submit(() ->
                        TestHttp.post(gateway.http("/api/citizen/r5/inject"), "{\"text\":\"tide\",\"severity\":0.4}"));
                var pause = calls.submit(() -> TestHttp.post(gateway.http("/api/citizen/r5/pause"), ""));
                // 503 where the server's silence is noticed a moment before the patience ends
                java.util.Set<Integer> refused = java.util.Set.of(503, 504);
                assertTrue(refused.contains(inject.get(20, TimeUnit.SECONDS).status()));
                assertTrue(refused.contains(pause.get(20, TimeUnit.SECONDS).status()));
            } finally {
                signal("CONT");
                calls.shutdownNow();
            }
            await("the way to the worker to be free again")
                    .atMost(ofSeconds(30))
                    .until(() -> TestHttp.post(gateway.http("/api/citizen/r5/persist"), "")
                                    .status()
                            == 200);
            assertEquals(
                    java.util.List.of(),
                    worker.commands.stream()
                            .map(command -> command.path("command").asText())
                            .filter(verb -> verb.equals("inject") || verb.equals("pause"))
                            .toList());
            assertTrue(TestHttp.get(gateway.http("/metrics"))
                    .raw()
                    .body()
                    .lines()
                    .anyMatch(line -> line.startsWith("gateway_commands_unsent_total ") && !line.endsWith(" 0.0")));
        }
    }

    @Test
    void a_command_finds_its_way_at_once_after_its_connection_was_closed_in_peace_time() {
        try (var worker = new StubWorker(redis, name(6), 3).start();
                var gateway = TestGateway.start(redis.url());
                var admin = redis.connect()) {
            await().atMost(ofSeconds(20)).until(() -> status(gateway, "/api/citizen/r6/status") == 200);
            assertEquals(
                    200,
                    TestHttp.post(gateway.http("/api/citizen/r6/resume"), "").status());
            killSubscriptionOf(admin, "mind-gateway-commands");
            assertEquals(
                    200,
                    TestHttp.post(gateway.http("/api/citizen/r6/resume"), "").status());
            assertEquals(2, worker.commands.size());
        }
    }

    private static void signal(String name) throws IOException {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(redis.pid()))
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void without_a_server_the_page_and_the_socket_are_there_and_the_rest_comes_by_itself() throws IOException {
        String graph = name(4);
        int port = FalkorDb.freePort();
        try (var gateway = TestGateway.start("redis://127.0.0.1:" + port)) {
            assertEquals(200, status(gateway, "/"));
            assertEquals(200, status(gateway, "/healthz"));
            assertEquals(503, status(gateway, "/readyz"));
            try (var socket = TestSocket.mind(gateway.socket("/ws"))) {
                socket.await("fleet", fleet -> fleet.path("looking").asBoolean());
                socket.subscribe(graph);
                assertEquals(0, socket.await("subscribed").path("epoch").asLong());
                Process late = new ProcessBuilder("valkey-server", "--port", Integer.toString(port), "--save", "")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                try {
                    await().atMost(ofSeconds(20))
                            .pollInterval(ofMillis(100))
                            .until(() -> status(gateway, "/readyz") == 200);
                } finally {
                    late.destroy();
                }
            }
        }
    }
}
