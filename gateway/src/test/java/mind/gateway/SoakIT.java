package mind.gateway;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import mind.protocol.FalkorDb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two hundred clients that come, go, stall and lie; ten minutes long with {@code -Dmind.long=true}. */
class SoakIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static final Duration SHORT = ofSeconds(10);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int CROWDS = 4;
    private static final int CROWD = 50;
    private static final int EVENTS_KEPT = 2_000;
    private static final int WITNESSES = 3;
    private static final String GRAPH = "mind-protocol_soak";
    private static final String SUBSCRIBE = "{\"type\":\"subscribe\",\"citizens\":[\"" + GRAPH + "\"]}";

    @Test
    void clients_that_come_go_stall_and_lie_leave_nothing_behind_and_mislead_nobody() throws Exception {
        long seed = Long.getLong("mind.seed", System.nanoTime());
        System.out.println("seed " + seed);
        ScheduledExecutorService life = Executors.newSingleThreadScheduledExecutor();
        List<TestSocket> sockets = new ArrayList<>();
        try (var worker = new StubWorker(redis, GRAPH, 300).start();
                var gateway = GatewayProcess.start(Map.of(
                        "REDIS_URL", redis.url(), "CLIENT_SLOW_MS", "2000", "CLIENT_SLOW_ORIGINAL_MS", "4000"))) {
            gateway.awaitAnswering();
            List<Picture> pictures = new ArrayList<>();
            for (int i = 0; i < WITNESSES; i++) {
                var picture = new Picture(GRAPH);
                pictures.add(picture);
                sockets.add(TestSocket.open(gateway.socket("/ws"), "mind.v1", picture::accept)
                        .subscribe(GRAPH));
            }
            var random = new Random(seed);
            for (int i = 0; i < EVENTS_KEPT; i++) { // what is kept of a citizen is full before anything is measured
                worker.energy(random.nextInt(300), i);
            }
            play(gateway, seed, ofSeconds(3));
            awaitCalm(gateway);
            long fds = gateway.fds();
            long heap = gateway.liveHeap();

            life.scheduleWithFixedDelay(
                    () -> worker.energy(random.nextInt(300), random.nextDouble()), 0, 20, TimeUnit.MILLISECONDS);
            life.scheduleWithFixedDelay(
                    () -> worker.event("stimulus", "{\"pad\":\"" + "x".repeat(100_000) + "\"}"),
                    0,
                    300,
                    TimeUnit.MILLISECONDS);
            play(gateway, seed + 1, Boolean.getBoolean("mind.long") ? LONG : SHORT);
            life.shutdown();
            assertTrue(life.awaitTermination(10, TimeUnit.SECONDS));

            awaitCalm(gateway);
            await("as many open files as at first, " + fds)
                    .atMost(ofSeconds(30))
                    .until(() -> gateway.fds() <= fds + 4); // threads of pools open one or the other
            long after = gateway.liveHeap();
            System.out.println("fds " + fds + " -> " + gateway.fds() + ", live heap " + heap + " -> " + after + "\n"
                    + metrics(gateway)
                            .lines()
                            .filter(line ->
                                    line.matches("gateway_(con|dis|clo|ref|slow|gaps|pong|mess|merg|thro|bad).*"))
                            .filter(line -> !line.endsWith(" 0.0"))
                            .collect(Collectors.joining("\n")));
            assertTrue(
                    after - heap < 11 << 20,
                    "live heap " + heap + " -> " + after + "\n"
                            + gateway.histogram()); // 8 MiB of long events may be kept
            pictures.forEach(picture -> MindStreamIT.assertSame(worker, picture));
            sockets.forEach(socket -> assertEquals(0, socket.closeCode(), socket.closeReason()));
        } finally {
            life.shutdownNow();
            sockets.forEach(TestSocket::close);
        }
    }

    private static void play(GatewayProcess gateway, long seed, Duration howLong) throws Exception {
        var threads = Executors.newFixedThreadPool(CROWDS);
        try {
            List<Future<?>> crowds = new ArrayList<>();
            for (int i = 0; i < CROWDS; i++) {
                var crowd = new Crowd(gateway.port(), new Random(seed * CROWDS + i));
                crowds.add(threads.submit(() -> crowd.play(howLong)));
            }
            for (Future<?> crowd : crowds) {
                crowd.get(howLong.toSeconds() + 120, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Some clients, each of which does something when it is its turn. */
    private static final class Crowd {
        private static final String[] LIES = {
            "{",
            "[]",
            "null",
            "{\"type\":7}",
            "{\"type\":\"subscribe\",\"citizens\":[{}]}",
            "{\"type\":\"auth\",\"token\":\"no\"}",
            "{\"type\":\"subscribe\",\"citizens\":[\"nobody\",\"soak\"]}",
            "{\"type\":\"unsubscribe\",\"citizens\":[\"soak\"]}",
            "{\"type\":\"command\",\"id\":1,\"citizen\":\"soak\",\"command\":\"status\",\"args\":{}}",
            "{\"type\":\"subscribe@1.0\",\"topics\":[\"*e*e*e*\"]}",
            "[{\"type\":\"membrane.inject\",\"id\":\"s\",\"citizen_id\":\"soak\",\"content\":\"hello\"},{\"type\":\"ping\"}]"
        };

        private static final byte[] HALF_A_HANDSHAKE =
                "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: web".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] BAD_HANDSHAKE =
                ("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                + "Connection: close\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        private static final byte[] HANDSHAKE = new String(BAD_HANDSHAKE, StandardCharsets.US_ASCII)
                .replace("Connection: close", "Connection: Upgrade")
                .getBytes(StandardCharsets.US_ASCII);
        private static final byte[] HALF_A_BODY =
                "POST /api/consciousness/pause-all HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n{"
                        .getBytes(StandardCharsets.US_ASCII);

        private final int port;
        private final Random random;
        private final List<Optional<RawSocket>> places = new ArrayList<>();

        Crowd(int port, Random random) {
            this.port = port;
            this.random = random;
            for (int i = 0; i < CROWD; i++) {
                places.add(Optional.empty());
            }
        }

        void play(Duration howLong) {
            long end = System.nanoTime() + howLong.toNanos();
            while (System.nanoTime() < end) {
                int place = random.nextInt(CROWD);
                try {
                    places.set(
                            place,
                            places.get(place).isEmpty()
                                    ? Optional.of(come())
                                    : act(places.get(place).get()));
                } catch (UncheckedIOException | IllegalStateException e) {
                    places.get(place).ifPresent(RawSocket::close); // the gateway had closed it
                    places.set(place, Optional.empty());
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(20)));
            }
            places.forEach(socket -> socket.ifPresent(RawSocket::close));
        }

        private RawSocket come() {
            var socket = new RawSocket(port, 4_096);
            switch (random.nextInt(10)) {
                case 0 -> socket.bytes(HALF_A_HANDSHAKE);
                case 1 -> {
                    socket.bytes(HANDSHAKE);
                    socket.reset(); // perhaps before it is answered
                }
                case 2 -> socket.bytes(BAD_HANDSHAKE);
                case 3 -> socket.bytes(HALF_A_BODY);
                case 4, 5, 6 -> {
                    socket.request("/ws", "Sec-WebSocket-Protocol: mind.v1");
                    socket.text(SUBSCRIBE);
                }
                default -> socket.request("/api/ws");
            }
            return socket;
        }

        private Optional<RawSocket> act(RawSocket socket) {
            switch (random.nextInt(12)) {
                case 0 -> socket.frame(true, 8, new byte[] {3, (byte) 0xe8});
                case 1 -> socket.reset();
                case 2 -> socket.close();
                case 3 -> socket.text(LIES[random.nextInt(LIES.length)]);
                case 4 -> socket.frame(true, 1, new byte[] {(byte) 0xff, (byte) 0xfe});
                case 5 -> socket.frame(random.nextBoolean(), random.nextInt(16), new byte[random.nextInt(20_000)]);
                case 6 -> {
                    // it stalls
                }
                default -> socket.skim();
            }
            return Optional.of(socket);
        }
    }

    private static void awaitCalm(GatewayProcess gateway) {
        for (String gauge : List.of(
                "gateway_connections " + WITNESSES,
                "gateway_places_taken " + WITNESSES,
                "gateway_subscriptions " + WITNESSES,
                "gateway_citizens_watched 1",
                "gateway_commands_waiting 0")) {
            await(gauge).atMost(ofSeconds(90)).until(() -> metrics(gateway).contains("\n" + gauge + ".0\n"));
        }
    }

    private static String metrics(GatewayProcess gateway) {
        return TestHttp.get(URI.create("http://127.0.0.1:" + gateway.port() + "/metrics"))
                .raw()
                .body();
    }
}
