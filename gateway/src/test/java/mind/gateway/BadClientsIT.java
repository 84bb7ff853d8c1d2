package mind.gateway;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import mind.protocol.FalkorDb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Browsers that do not read, do not answer, leave without a word, talk too much or too big: nobody else notices. */
class BadClientsIT {
    /** Whether the full times and numbers are asked for. */
    private static final boolean LONG = Boolean.getBoolean("mind.long");

    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static final AtomicInteger NAMES = new AtomicInteger();

    private static String name() {
        return "mind-protocol_b" + NAMES.incrementAndGet();
    }

    private static String subscription(String graph) {
        return subscription(graph, "delta", "pad");
    }

    private static String subscription(String graph, String... topics) {
        return "{\"type\":\"subscribe\",\"citizens\":[\"" + graph + "\"],\"topics\":[\"" + String.join("\",\"", topics)
                + "\"]}";
    }

    /** A worker that tells so many events a second, each with a body of about so many bytes, until stopped. */
    private static final class Stream implements AutoCloseable {
        private final AtomicBoolean on = new AtomicBoolean(true);
        private final Thread thread;

        Stream(StubWorker worker, int perSecond, int bytes) {
            String pad = "\"" + "x".repeat(Math.max(1, bytes)) + "\"";
            thread = new Thread(() -> {
                long next = System.nanoTime();
                for (int i = 0; on.get(); i++) {
                    worker.energy(i % 10, i / 4.0);
                    if (bytes > 0) {
                        worker.event("pad", "{\"pad\":" + pad + "}");
                    }
                    next += 1_000_000_000L / perSecond;
                    LockSupport.parkNanos(next - System.nanoTime());
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() {
            on.set(false);
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Clients that watch what little is told of energies, so that none is slow however busy the machine is. */
    private static List<Picture> watch(TestGateway gateway, String graph, int clients, List<TestSocket> sockets) {
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            var picture = new Picture(graph);
            pictures.add(picture);
            sockets.add(TestSocket.open(gateway.socket("/ws"), "mind.v1", picture::accept)
                    .send(subscription(graph, "delta")));
        }
        await().atMost(ofSeconds(20)).until(() -> pictures.stream()
                .allMatch(picture -> picture.energies().isPresent()));
        return pictures;
    }

    private static void assertAllRight(StubWorker worker, List<Picture> pictures) {
        for (Picture picture : pictures) {
            MindStreamIT.assertSame(worker, picture);
            assertEquals(0, picture.gaps());
        }
    }

    @Test
    void one_that_never_reads_costs_one_frame_is_cut_as_slow_and_nobody_else_notices() {
        String graph = name();
        List<TestSocket> sockets = new ArrayList<>();
        try (var worker = new StubWorker(redis, graph, 10).start();
                var gateway = TestGateway.start(redis.url(), "CLIENT_SLOW_MS", "1500")) {
            List<Picture> pictures = watch(gateway, graph, 20, sockets);
            try (var lazy = RawSocket.mind(gateway.port(), 4_096)) {
                lazy.text(subscription(graph));
                try (var stream = new Stream(worker, 60, 40_000)) {
                    await().atMost(ofSeconds(30))
                            .until(() -> gateway.gateway()
                                            .clients()
                                            .counters()
                                            .slowDisconnects
                                            .sum()
                                    == 1);
                    assertTrue(gateway.gateway().clients().largestInFlight() <= 64 << 10);
                }
                int code = lazy.readToClose();
                assertTrue(code == 4408 || code == 1006, "close code " + code);
                await().atMost(ofSeconds(10))
                        .until(() -> gateway.gateway().clients().count() == sockets.size());
            }
            assertAllRight(worker, pictures);
        } finally {
            sockets.forEach(TestSocket::close);
        }
    }

    @Test
    void one_that_reads_slowly_gets_merged_frames_and_ends_with_the_right_picture() {
        String graph = name();
        try (var worker = new StubWorker(redis, graph, 10).start();
                var gateway = TestGateway.start(redis.url(), "CLIENT_SLOW_MS", "20000");
                var slow = RawSocket.mind(gateway.port(), 4_096)) {
            var picture = new Picture(graph);
            slow.text(subscription(graph));
            try (var stream = new Stream(worker, 60, 30_000)) {
                await().atMost(ofSeconds(30))
                        .until(() -> gateway.gateway()
                                                .clients()
                                                .counters()
                                                .messagesOut
                                                .sum()
                                        > 3
                                && gateway.gateway().clients().largestInFlight() > 0
                                && worker.seq() > 400);
            }
            worker.energy(3, 33);
            await().atMost(ofSeconds(30)).pollInterval(ofMillis(1)).until(() -> {
                readMessage(slow, picture);
                return picture.seq() == worker.seq();
            });
            assertEquals(List.of(), picture.complaints());
            assertArrayEquals(worker.energies(), picture.energies().orElseThrow());
            assertTrue(gateway.gateway().clients().counters().merged.sum() > 0);
        }
    }

    private static void readMessage(RawSocket socket, Picture picture) throws java.io.IOException {
        var whole = new java.io.ByteArrayOutputStream();
        int before = 0;
        while (true) {
            RawSocket.Frame frame = socket.read();
            if (frame.opcode() > 2 || frame.opcode() < 0) {
                return;
            }
            whole.write(frame.payload());
            if (isWhole(whole.toByteArray())) {
                picture.accept(mind.protocol.WireJson.MAPPER.readTree(whole.toByteArray()));
                return;
            }
            before++;
            assertTrue(before < 200, "a message that never ends");
        }
    }

    private static boolean isWhole(byte[] json) {
        try {
            mind.protocol.WireJson.MAPPER.readTree(json);
            return true;
        } catch (java.io.IOException e) {
            return false;
        }
    }

    @Test
    void one_that_reads_all_but_never_answers_a_ping_is_cut() {
        String graph = name();
        try (var worker = new StubWorker(redis, graph, 10).start();
                var gateway = TestGateway.start(redis.url(), "CLIENT_PING_MS", "400", "CLIENT_PONG_MS", "300");
                var mute = RawSocket.mind(gateway.port(), 0);
                var stream = new Stream(worker, 10, 0)) {
            mute.text(subscription(graph));
            assertEquals(1006, mute.readToClose());
            assertEquals(1, gateway.gateway().clients().counters().pongTimeouts.sum());
            await().atMost(ofSeconds(10))
                    .until(() -> gateway.gateway().clients().count() == 0);
        }
    }

    @Test
    void a_quiet_stream_stays_open_for_one_that_answers_pings() {
        String graph = name();
        try (var worker = new StubWorker(redis, graph, 10).start();
                var gateway = LONG
                        ? TestGateway.start(redis.url())
                        : TestGateway.start(redis.url(), "CLIENT_PING_MS", "300", "CLIENT_PONG_MS", "5000");
                var socket = TestSocket.mind(gateway.socket("/ws"))) {
            socket.subscribe(graph);
            socket.await("snapshot");
            await().during(ofSeconds(LONG ? 130 : 6))
                    .atMost(ofSeconds(LONG ? 140 : 30))
                    .until(socket::closeCode, code -> code == 0);
            worker.energy(1, 1);
            socket.await("events");
        }
    }

    @Test
    void clients_that_are_reset_while_others_come_silence_nobody() {
        String graph = name();
        List<TestSocket> sockets = new ArrayList<>();
        try (var worker = new StubWorker(redis, graph, 10).start();
                var gateway = TestGateway.start(redis.url())) {
            List<Picture> pictures = watch(gateway, graph, 20, sockets);
            try (var stream = new Stream(worker, 60, 200)) {
                for (int round = 0; round < 5; round++) {
                    List<RawSocket> doomed = new ArrayList<>();
                    for (int i = 0; i < 10; i++) {
                        RawSocket socket = RawSocket.mind(gateway.port(), 0);
                        socket.text(subscription(graph));
                        doomed.add(socket);
                    }
                    await().until(() -> gateway.gateway().clients().count() == 30);
                    doomed.forEach(RawSocket::reset);
                    await().atMost(ofSeconds(10))
                            .until(() -> gateway.gateway().clients().count() == 20);
                }
            }
            assertAllRight(worker, pictures);
        } finally {
            sockets.forEach(TestSocket::close);
        }
    }

    @Test
    void too_big_a_message_is_refused_with_a_reason_also_in_fragments() {
        try (var gateway = TestGateway.start(redis.url(), "CLIENT_MESSAGE_BYTES", "65536")) {
            try (var socket = RawSocket.mind(gateway.port(), 0)) {
                socket.frame(true, 1, new byte[(64 << 10) + 1]);
                assertEquals(1009, socket.readToClose());
            }
            try (var socket = RawSocket.mind(gateway.port(), 0)) {
                byte[] half = "x".repeat(40 << 10).getBytes(java.nio.charset.StandardCharsets.UTF_8);
                socket.frame(false, 1, half);
                socket.frame(true, 0, half);
                assertEquals(1009, socket.readToClose());
            }
            try (var socket = RawSocket.mind(gateway.port(), 0)) {
                socket.frame(true, 1, new byte[] {'"', (byte) 0xff, '"'});
                assertEquals(1007, socket.readToClose());
            }
            try (var socket = RawSocket.mind(gateway.port(), 0)) {
                socket.frame(true, 2, new byte[10]);
                assertEquals(1003, socket.readToClose());
            }
        }
    }

    @Test
    void a_snapshot_of_megabytes_arrives_whole_while_events_flow() {
        String graph = name();
        List<TestSocket> sockets = new ArrayList<>();
        try (var worker = new StubWorker(redis, graph, 60_000, 3_000, System.currentTimeMillis()).start();
                var gateway = TestGateway.start(redis.url());
                var stream = new Stream(worker, 60, 0)) {
            List<Picture> pictures = watch(gateway, graph, 3, sockets);
            stream.close();
            assertAllRight(worker, pictures);
        } finally {
            sockets.forEach(TestSocket::close);
        }
    }

    @Test
    void coming_and_leaving_at_once_leaves_nothing_behind_and_sets_no_cookie() {
        String secret = "0123456789abcdef0123456789abcdef";
        try (var gateway = GatewayProcess.start(
                java.util.Map.of("REDIS_URL", redis.url(), "AUTH_HS256_SECRET", secret, "AUTH_OPEN", "read"))) {
            gateway.awaitAnswering();
            comeAndLeave(gateway, 1_000);
            long fds = gateway.fds();
            long heap = gateway.liveHeap();
            comeAndLeave(gateway, LONG ? 20_000 : 3_000);
            await().atMost(ofSeconds(20)).until(() -> gateway.fds() <= fds + 4); // pools open one or the other
            long after = gateway.liveHeap();
            assertTrue(after - heap < 3 << 20, "live heap " + heap + " -> " + after + "\n" + gateway.histogram());
            assertEquals(gateway.metric("gateway_connects_total"), gateway.metric("gateway_disconnects_total"));
        }
    }

    private static void comeAndLeave(GatewayProcess gateway, int times) {
        String start = "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\n";
        String key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        for (int i = 0; i < times; i++) {
            try (var socket = new RawSocket(gateway.port(), 0)) {
                int expected =
                        switch (i % 8) {
                            case 1, 5 -> 400;
                            case 3 -> 403;
                            case 7 -> 401;
                            default -> 101;
                        };
                switch (i % 8) {
                    case 0 -> socket.request("/ws", "Sec-WebSocket-Protocol: mind.v1");
                    case 1, 5 -> socket.send(start + "\r\n");
                    case 2 -> socket.request("/api/ws");
                    case 3 -> socket.send(start + key + "Origin: http://evil.example\r\n\r\n");
                    case 4 -> {
                        socket.request("/ws", "Sec-WebSocket-Protocol: mind.v1");
                        socket.text("{\"type\":\"auth\",\"token\":\"no\"}"); // the gateway itself closes
                        assertEquals(4401, socket.readToClose());
                    }
                    case 6 -> socket.request("/ws", "Sec-WebSocket-Protocol: chat, Bearer.secret");
                    default -> socket.send(start + key + "Authorization: Bearer no\r\n\r\n");
                }
                assertEquals(expected, socket.status(), i % 8 + " " + socket.headers());
                assertFalse(socket.headers().stream().anyMatch(header -> header.startsWith("Set-Cookie")));
                assertEquals(
                        i % 4 == 0,
                        socket.headers().stream().anyMatch(header -> header.startsWith("Sec-WebSocket-Protocol")),
                        "a protocol is chosen, not echoed");
                if (i % 3 == 0) {
                    socket.reset();
                }
            }
        }
        await().atMost(ofSeconds(20)).until(() -> gateway.metric("gateway_connections") == 0);
        await().atMost(ofSeconds(20)).until(() -> gateway.metric("gateway_places_taken") == 0);
    }

    @Test
    void one_that_talks_too_much_is_slowed_down_and_the_others_are_served() {
        String graph = name();
        List<TestSocket> sockets = new ArrayList<>();
        try (var worker = new StubWorker(redis, graph, 10).start();
                var gateway = TestGateway.start(redis.url())) {
            List<Picture> pictures = watch(gateway, graph, 2, sockets);
            var counters = gateway.gateway().clients().counters();
            long before = System.nanoTime();
            long earlier = counters.messagesIn.sum();
            try (var talker = RawSocket.mind(gateway.port(), 0)) {
                for (int i = 0; i < 200; i++) {
                    talker.text("{\"type\":\"ping\",\"t\":" + i + "}");
                    worker.energy(i % 10, i);
                }
                assertAllRight(worker, pictures);
                await().atMost(ofSeconds(20)).until(() -> counters.throttled.sum() > 0);
                long in = counters.messagesIn.sum() - earlier;
                double allowed = 40 + 20 * (System.nanoTime() - before) / 1e9; // the burst, and so many a second
                assertTrue(in <= allowed + 1, in + " of " + allowed);
            }
        } finally {
            sockets.forEach(TestSocket::close);
        }
    }
}
