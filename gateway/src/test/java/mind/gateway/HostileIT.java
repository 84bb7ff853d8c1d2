package mind.gateway;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mind.protocol.FalkorDb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that mean harm: each gets the status or close code that names what it did, is counted, and costs the others nothing. */
class HostileIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static final AtomicInteger NAMES = new AtomicInteger();

    private static String name() {
        return "mind-protocol_h" + NAMES.incrementAndGet();
    }

    private static String host(TestGateway gateway) {
        return "Host: 127.0.0.1:" + gateway.port() + "\r\n";
    }

    private static String metrics(TestGateway gateway) {
        return TestHttp.get(gateway.http("/metrics")).raw().body();
    }

    private static double metric(TestGateway gateway, String name) {
        return metrics(gateway)
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    private static void assertAnswers(TestGateway gateway) {
        assertTimeoutPreemptively(
                ofSeconds(10),
                () -> assertEquals(200, TestHttp.get(gateway.http("/healthz")).status()));
        try (var socket = TestSocket.mind(gateway.socket("/ws"))) {
            socket.await("welcome");
        }
    }

    @Test
    void handshakes_that_come_to_nothing_take_nobodys_place() {
        try (var gateway = TestGateway.start(redis.url(), "MAX_CONNECTIONS", "5")) {
            String start =
                    "GET /ws HTTP/1.1\r\n" + host(gateway) + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
            for (int i = 0; i < 10; i++) {
                for (String rest : List.of(
                        "Connection: Upgrade\r\nSec-WebSocket-Key: short\r\n\r\n",
                        "Connection: keep-alive\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                        "Connection: Upgrade\r\n\r\n")) {
                    try (var socket = new RawSocket(gateway.port(), 0)) {
                        socket.send(start + rest);
                        assertEquals(400, socket.status(), rest + socket.headers());
                    }
                }
                try (var socket = new RawSocket(gateway.port(), 0)) {
                    socket.send(start.replace("HTTP/1.1", "HTTP/1.0")
                            + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
                    assertEquals(400, socket.status(), socket.headers().toString());
                }
                for (int k = 0; k < 20; k++) {
                    var socket = new RawSocket(gateway.port(), 0);
                    socket.bytes((start + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
                    socket.reset();
                }
                await().atMost(ofSeconds(10)).until(() -> metric(gateway, "gateway_places_taken") == 0);
            }
            assertEquals(
                    3 * 10, // an upgrade that Connection does not name is refused by Jetty itself
                    metric(gateway, "gateway_refusals_total{reason=\"bad_upgrade\"}"));
            assertAnswers(gateway);
        }
    }

    @Test
    void requests_that_drip_in_are_ended_and_hold_up_nobody() {
        List<RawSocket> slow = new ArrayList<>();
        try (var gateway = TestGateway.start(redis.url(), "TEST_PATIENCE_MS", "3000")) {
            for (int round = 1; round <= 2; round++) { // both together have more bodies than are taken at a time
                for (int i = 0; i < 40; i++) {
                    slow.add(sent(gateway, "GET /ws HTTP/1.1\r\n" + host(gateway) + "X-Slow: "));
                    slow.add(sent(
                            gateway,
                            "POST /api/consciousness/pause-all HTTP/1.1\r\n" + host(gateway)
                                    + "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n"));
                }
                assertAnswers(gateway);
                await("all to be cut off").atMost(ofSeconds(30)).until(() -> {
                    slow.removeIf(socket -> !socket.bytes((byte) 'x'));
                    return slow.isEmpty();
                });
                assertEquals(80 * round, metric(gateway, "gateway_slow_requests_total"));
            }
            assertEquals(
                    200,
                    TestHttp.post(gateway.http("/api/consciousness/pause-all"), "{}")
                            .status());
            assertAnswers(gateway);
        } finally {
            slow.forEach(RawSocket::close);
        }
    }

    private static RawSocket sent(TestGateway gateway, String start) {
        var socket = new RawSocket(gateway.port(), 0);
        socket.bytes(start.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void bodies_that_one_address_never_ends_leave_room_for_others() {
        List<RawSocket> slow = new ArrayList<>();
        try (var gateway = TestGateway.start(redis.url(), "TRUSTED_PROXIES", "127.0.0.1")) {
            for (int i = 0; i < 80; i++) {
                slow.add(sent(gateway, pauseAll(gateway, "203.0.113.5", "10") + "{"));
            }
            await().atMost(ofSeconds(10)).until(() -> exchange(gateway, pauseAll(gateway, "203.0.113.5", "2") + "{}")
                    .startsWith("HTTP/1.1 503"));
            String another = exchange(gateway, pauseAll(gateway, "203.0.113.6", "2") + "{}");
            assertTrue(another.startsWith("HTTP/1.1 200"), another);
        } finally {
            slow.forEach(RawSocket::close);
        }
    }

    private static String pauseAll(TestGateway gateway, String from, String length) {
        return "POST /api/consciousness/pause-all HTTP/1.1\r\n" + host(gateway) + "X-Forwarded-For: " + from
                + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static String exchange(TestGateway gateway, String request) {
        return RawHttp.exchange(gateway.port(), request);
    }

    @Test
    void what_is_refused_before_any_route_is_refused_at_once_and_in_json() {
        try (var gateway = TestGateway.start(redis.url())) {
            Map<String, String> refused = Map.of(
                    pauseAll(gateway, "203.0.113.5", "99999999"),
                    "HTTP/1.1 413",
                    "GET /%zz HTTP/1.1\r\n" + host(gateway) + "\r\n",
                    "HTTP/1.1 400",
                    "GET / HTTP/1.1\r\n" + host(gateway) + "X: " + "x".repeat(9_000) + "\r\n\r\n",
                    "HTTP/1.1 431",
                    "GET /app/..;/api/graphs HTTP/1.1\r\n" + host(gateway) + "\r\n",
                    "HTTP/1.1 400");
            refused.forEach((request, status) -> {
                String answer = exchange(gateway, request);
                assertTrue(answer.startsWith(status), answer);
                assertTrue(answer.contains("Content-Type: application/json\r\n"), answer);
            });
        }
    }

    @Test
    void those_who_do_not_read_their_answers_hold_up_nobody() {
        String graph = name();
        List<RawSocket> lazy = new ArrayList<>();
        try (var worker = new StubWorker(redis, graph, 20_000).start();
                var gateway = TestGateway.start(redis.url())) {
            await().until(() -> TestHttp.get(gateway.http("/api/graphs"))
                            .body()
                            .path("citizens")
                            .size()
                    == 1);
            String path = "/api/consciousness/citizen/" + graph;
            assertEquals(200, TestHttp.get(gateway.http(path)).status());
            for (int i = 0; i < 80; i++) {
                var socket = new RawSocket(gateway.port(), 2_048);
                socket.bytes(
                        ("GET " + path + " HTTP/1.1\r\n" + host(gateway) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                lazy.add(socket);
            }
            for (int i = 0; i < 5; i++) {
                assertAnswers(gateway);
            }
        } finally {
            lazy.forEach(RawSocket::close);
        }
    }

    @Test
    void frames_that_break_the_protocol_end_with_the_code_that_says_so() {
        try (var gateway = TestGateway.start(redis.url())) {
            assertEquals(
                    1002,
                    closeAfter(gateway, (byte) 0xc1, (byte) 0x80, (byte) 0, (byte) 0, (byte) 0, (byte) 0),
                    "compressed");
            assertEquals(
                    1002,
                    closeAfter(gateway, (byte) 0x83, (byte) 0x80, (byte) 0, (byte) 0, (byte) 0, (byte) 0),
                    "opcode 3");
            assertEquals(1002, closeAfter(gateway, (byte) 0x81, (byte) 1, (byte) 'x'), "not masked");
            assertEquals(
                    1002,
                    closeAfter(gateway, (byte) 0x09, (byte) 0x80, (byte) 0, (byte) 0, (byte) 0, (byte) 0),
                    "ping in fragments");
            assertEquals(
                    1002,
                    closeAfter(gateway, (byte) 0x80, (byte) 0x80, (byte) 0, (byte) 0, (byte) 0, (byte) 0),
                    "continues nothing");
            byte[] announced = new byte[14 + 20_000]; // of a mebibyte that is announced
            System.arraycopy(new byte[] {(byte) 0x81, (byte) 0xff, 0, 0, 0, 0, 0, 0x10}, 0, announced, 0, 8);
            assertEquals(1009, closeAfter(gateway, announced));
            assertEquals(
                    1007,
                    closeAfter(
                            gateway,
                            (byte) 0x81,
                            (byte) 0x82,
                            (byte) 0,
                            (byte) 0,
                            (byte) 0,
                            (byte) 0,
                            (byte) 0xc3,
                            (byte) 0x28));
            assertTrue(metric(gateway, "gateway_closes_total{code=\"1009\"}") == 1);
            assertTrue(metric(gateway, "gateway_closes_total{code=\"1007\"}") == 1);
            assertTrue(metric(gateway, "gateway_closes_total{code=\"1002\"}") == 5);
            await().until(() -> metric(gateway, "gateway_places_taken") == 0);
        }
    }

    private static int closeAfter(TestGateway gateway, byte... bytes) {
        try (var socket = RawSocket.mind(gateway.port(), 0)) {
            socket.bytes(bytes);
            return socket.readToClose();
        }
    }

    @Test
    void nesting_without_end_and_names_with_line_breaks_are_errors_and_no_log_lines() {
        try (var log = new Log();
                var gateway = TestGateway.start(redis.url());
                var socket = TestSocket.mind(gateway.socket("/ws"))) {
            socket.send("[".repeat(8_000));
            assertEquals(400, socket.await("error").path("code").asInt());
            socket.send("{\"type\":\"ping\",\"t\":" + "[".repeat(900) + "]".repeat(900) + "}");
            socket.await("pong");
            socket.send("{\"type\":\"subscribe\",\"citizens\":[\"x\\r\\nINFO: all is well\\u001b[2J\"]}");
            socket.await("error", error -> error.path("error").asText().contains("control character"));
            socket.send("{\"type\":\"ping\",\"t\":1}");
            socket.await("pong", pong -> pong.path("t").asInt() == 1);
            assertFalse(log.text().contains("all is well"), log.text());
            assertTrue(metric(gateway, "gateway_bad_messages_total") >= 2);
        }
    }

    @Test
    void a_message_of_thousands_of_names_is_one_error_and_the_answers_wait_for_their_reader() {
        String many = IntStream.range(0, 1_500).mapToObj(i -> "\"x" + i + "\"").collect(Collectors.joining(","));
        try (var gateway = TestGateway.start(redis.url(), "CLIENT_SLOW_MS", "30000");
                var socket = TestSocket.mind(gateway.socket("/ws"))) {
            for (String type : List.of("subscribe", "unsubscribe")) {
                socket.send("{\"type\":\"" + type + "\",\"citizens\":[" + many + "]}");
            }
            await().until(() -> socket.ofType("error").size() == 2);
            assertEquals(0, socket.ofType("unsubscribed").size());
            assertEquals(0, gateway.gateway().feed().watchedCount());
            try (var deaf = RawSocket.mind(gateway.port(), 2_048)) {
                String ping = "{\"type\":\"ping\",\"t\":\"" + "x".repeat(16_000) + "\"}";
                var sender = new Thread(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        deaf.text(ping);
                    }
                });
                sender.setDaemon(true);
                sender.setUncaughtExceptionHandler((thread, end) -> {});
                sender.start();
                await("no more is read than is answered")
                        .during(ofSeconds(3))
                        .atMost(ofSeconds(20))
                        .until(() -> {
                            long out = gateway.gateway()
                                    .clients()
                                    .counters()
                                    .messagesOut
                                    .sum();
                            return gateway.gateway()
                                            .clients()
                                            .counters()
                                            .messagesIn
                                            .sum()
                                    <= out + 3;
                        });
            }
        }
    }

    @Test
    void names_nobody_has_heard_of_leave_room_for_those_who_speak() {
        String graph = name();
        List<TestSocket> sockets = new ArrayList<>();
        try (var worker = new StubWorker(redis, graph, 3).start();
                var gateway = TestGateway.start(redis.url(), "CLIENT_COMMANDS_PER_S", "1000")) {
            gateway.awaitHeard(graph);
            for (int i = 0; i < 20; i++) {
                int client = i;
                String names = IntStream.range(0, 64)
                        .mapToObj(k -> "\"u" + client + "_" + k + "\"")
                        .collect(Collectors.joining(","));
                sockets.add(TestSocket.mind(gateway.socket("/ws"))
                        .send("{\"type\":\"subscribe\",\"citizens\":[" + names + "]}")
                        .send("{\"type\":\"ping\",\"t\":1}"));
            }
            sockets.forEach(socket -> socket.await("pong"));
            assertTrue(sockets.get(19).ofType("error").size() > 0, "at some point no more are followed");
            try (var honest = TestSocket.mind(gateway.socket("/ws")).subscribe(graph)) {
                honest.await("snapshot");
            }
            sockets.forEach(TestSocket::close);
            await("invented names are forgotten")
                    .until(() -> gateway.gateway().feed().watchedCount() <= 1);
        } finally {
            sockets.forEach(TestSocket::close);
        }
    }

    @Test
    void one_that_goes_on_and_on_is_closed_with_4429() {
        try (var gateway = TestGateway.start(redis.url(), "CLIENT_COMMANDS_PER_S", "50", "CLIENT_COMMAND_BURST", "1");
                var talker = RawSocket.mind(gateway.port(), 0)) {
            var sender = new Thread(() -> {
                while (true) {
                    talker.text("{\"type\":\"ping\",\"t\":1}");
                }
            });
            sender.setDaemon(true);
            sender.setUncaughtExceptionHandler((thread, end) -> {});
            sender.start();
            assertEquals(4429, talker.readToClose());
            assertEquals(1, metric(gateway, "gateway_closes_total{code=\"4429\"}"));
        }
    }

    @Test
    void a_list_of_messages_counts_for_as_many_and_crumbs_of_a_message_are_slowed_down() {
        try (var gateway = TestGateway.start(redis.url())) {
            try (var socket = TestSocket.original(gateway.socket("/ws"))) {
                socket.send("[" + "{\"type\":\"ping\"},".repeat(99) + "{\"type\":\"ping\"}]");
                socket.send("{\"type\":\"ping\"}");
                var counters = gateway.gateway().clients().counters();
                await().until(() -> socket.ofType("pong").size() >= 100);
                await().until(() -> counters.throttled.sum() >= 1);
                assertEquals(1, counters.throttled.sum());
                await().atMost(ofSeconds(15)).until(() -> socket.ofType("pong").size() == 101);
            }
            try (var socket = RawSocket.mind(gateway.port(), 0)) {
                socket.frame(false, 1, new byte[0]);
                for (int i = 0; i < 1_000; i++) {
                    socket.frame(false, 0, new byte[0]);
                }
                await().until(() ->
                        gateway.gateway().clients().counters().throttled.sum() > 3);
            }
        }
    }

    @Test
    void a_topic_of_stars_costs_no_more_than_another() throws IOException {
        String graph = name();
        try (var worker = new StubWorker(redis, graph, 3).start();
                var gateway = TestGateway.start(redis.url());
                var watcher = TestSocket.mind(gateway.socket("/ws")).subscribe(graph);
                var stars = TestSocket.original(gateway.socket("/ws"))) {
            watcher.await("snapshot");
            stars.send(
                    "{\"type\":\"subscribe\",\"topics\":[\"" + "*e".repeat(60) + "\",\"" + "*".repeat(100) + "z\"]}");
            stars.await("snapshot.end@1.0");
            worker.event("eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee", "{\"frame_id\":1}");
            worker.energy(1, 7);
            JsonNode last = watcher.await("events");
            assertTrue(last.path("to").asLong() > 0);
            watcher.send("{\"type\":\"ping\",\"t\":1}");
            watcher.await("pong");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/app/x/../../../../etc/passwd",
                "/app/x/..%2f..%2findex.html",
                "/app/x/%2e%2e/%2e%2e/index.html",
                "/app/x/..\\\\index.html",
                "/app/x//etc/passwd",
                "/app/x/a%00.js",
                "/app/%2e%2e/index.html"
            })
    void no_path_leads_out_of_the_pages_folder(String path) {
        try (var gateway = TestGateway.start(redis.url())) {
            String head = RawHttp.get(gateway.port(), path, host(gateway).trim());
            assertTrue(RawHttp.status(head) == 404 || RawHttp.status(head) == 400, head);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%61pi/graphs",
                "//api/graphs",
                "/x/../api/graphs",
                "/app/../api/graphs",
                "/./api/graphs",
                "/api;x/graphs",
                "/API/graphs",
                "/healthz/../api/graphs",
                "/%6detrics",
                "/metrics/",
                "/healthz/../metrics",
                "/admin/../metrics",
                "/admin%2f../api/graphs"
            })
    void no_spelling_of_a_route_goes_round_the_token(String path) {
        try (var gateway = TestGateway.start(
                redis.url(), "AUTH_HS256_SECRET", "0123456789abcdef0123456789abcdef", "ADMIN_API_KEY", "k")) {
            int status = RawHttp.status(
                    RawHttp.get(gateway.port(), path, host(gateway).trim()));
            assertTrue(status >= 400, path + " is answered with " + status);
        }
    }

    @Test
    void a_token_in_an_address_is_neither_taken_nor_logged() {
        String secret = "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0";
        try (var log = new Log();
                var gateway = TestGateway.start(redis.url(), "AUTH_HS256_SECRET", "0123456789abcdef0123456789abcdef")) {
            for (String path : List.of("/api/graphs", "/ws", "/api/none", "/")) {
                String with = path + "?token=" + secret + "&access_token=" + secret;
                RawHttp.get(gateway.port(), with, host(gateway).trim());
                int upgraded = RawHttp.status(
                        RawHttp.upgrade(gateway.port(), with, host(gateway).trim()));
                assertTrue(upgraded != 101, with);
            }
            RawHttp.get(gateway.port(), "/api/graphs", host(gateway).trim(), "Authorization: Bearer " + secret);
            assertTrue(log.text().contains("refused"), "the log is listened to");
            assertFalse(log.text().contains(secret), log.text());
        }
    }

    /** What is logged meanwhile. */
    private static final class Log extends Handler implements AutoCloseable {
        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        Log() {
            Logger.getLogger("").addHandler(this);
        }

        @Override
        public void publish(LogRecord entry) {
            lines.add(entry.getMessage() + " " + entry.getThrown());
        }

        String text() {
            return String.join("\n", List.copyOf(lines));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            Logger.getLogger("").removeHandler(this);
        }
    }
}
