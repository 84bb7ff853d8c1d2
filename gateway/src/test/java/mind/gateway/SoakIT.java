package mind.gateway;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
            long fds = fds(gateway);
            long heap = liveHeap(gateway);

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
                    .until(() -> fds(gateway) <= fds + 4); // threads of pools open one or the other
            long after = liveHeap(gateway);
            assertTrue(
                    after - heap < 11 << 20, "live heap " + heap + " -> " + after); // 8 MiB of long events may be kept
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
            "{\"type\":\"auth\",\"token\":\"no\"}"
        };

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
            }
            places.forEach(socket -> socket.ifPresent(RawSocket::close));
        }

        private RawSocket come() {
            var socket = new RawSocket(port, 4_096);
            if (random.nextBoolean()) {
                socket.request("/ws", "Sec-WebSocket-Protocol: mind.v1");
                socket.text(SUBSCRIBE);
            } else {
                socket.request("/api/ws");
            }
            return socket;
        }

        private Optional<RawSocket> act(RawSocket socket) {
            switch (random.nextInt(8)) {
                case 0 -> socket.frame(true, 8, new byte[] {3, (byte) 0xe8});
                case 1 -> socket.reset();
                case 2 -> socket.close();
                case 3 -> socket.text(LIES[random.nextInt(LIES.length)]);
                case 4 -> socket.frame(true, 1, new byte[] {(byte) 0xff, (byte) 0xfe});
                case 5 -> socket.frame(random.nextBoolean(), random.nextInt(16), new byte[random.nextInt(20_000)]);
                default -> {
                    for (int i = 0; i < 3; i++) {
                        socket.read();
                    }
                }
            }
            return Optional.of(socket);
        }
    }

    private static void awaitCalm(GatewayProcess gateway) {
        await("only the witnesses are left").atMost(ofSeconds(60)).until(() -> TestHttp.get(
                        URI.create("http://127.0.0.1:" + gateway.port() + "/metrics"))
                .raw()
                .body()
                .contains("gateway_connections " + WITNESSES + ".0"));
    }

    private static long fds(GatewayProcess gateway) throws IOException {
        try (var open = Files.list(Path.of("/proc", Long.toString(gateway.pid()), "fd"))) {
            return open.count();
        }
    }

    /** Bytes, after a full collection. */
    private static long liveHeap(GatewayProcess gateway) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process asked = new ProcessBuilder(jcmd.toString(), Long.toString(gateway.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String text = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        asked.waitFor();
        String total = text.lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(total.trim().split("\\s+")[2]);
    }
}
