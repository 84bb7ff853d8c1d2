package mind.gateway;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import mind.protocol.FalkorDb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One relay thread serves all: whatever one citizen or one crowd asks of it, the others' events go on. */
class FairTurnsIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static final int PAGES = 50;
    private static final long LONGEST_SILENCE_MILLIS = 500; // events come each 50 ms

    /** When frames of events came, and the longest time between two, beside the longest that this machine slept itself. */
    private static final class Rhythm {
        private final AtomicLong longestSleepNanos = new AtomicLong();

        /** From now on measures the machine: a thread that wakes each 50 ms. */
        Rhythm over(ScheduledExecutorService pacemaker) {
            var woke = new AtomicLong(System.nanoTime());
            pacemaker.scheduleAtFixedRate(
                    () -> {
                        long now = System.nanoTime();
                        longestSleepNanos.accumulateAndGet(now - woke.getAndSet(now), Math::max);
                    },
                    50,
                    50,
                    TimeUnit.MILLISECONDS);
            return this;
        }

        void assertSteady() {
            long sleepMillis = longestSleepNanos.get() / 1_000_000;
            String told = "events that come each 50 ms stayed away for " + longestMillis()
                    + " ms; the machine itself for " + sleepMillis + " ms";
            System.out.println(told);
            assertTrue(longestMillis() < LONGEST_SILENCE_MILLIS + 3 * sleepMillis, told);
        }

        private final AtomicLong last = new AtomicLong();
        private final AtomicLong longestNanos = new AtomicLong();

        void beat() {
            long now = System.nanoTime();
            long before = last.getAndSet(now);
            if (before != 0) {
                longestNanos.accumulateAndGet(now - before, Math::max);
            }
        }

        long longestMillis() {
            return longestNanos.get() / 1_000_000;
        }
    }

    @Test
    void a_citizens_events_flow_while_anothers_great_picture_is_written_for_fifty_pages() throws Exception {
        var life = Executors.newScheduledThreadPool(2);
        var pages = Executors.newFixedThreadPool(PAGES);
        var rhythm = new Rhythm().over(life);
        try (var great = new StubWorker(redis, "mind-protocol_great", 17_000, 1_000, System.currentTimeMillis())
                        .start();
                var small = new StubWorker(redis, "mind-protocol_small", 10).start();
                var gateway = GatewayProcess.start(Map.of("REDIS_URL", redis.url()))) {
            gateway.awaitAnswering();
            try (var watcher = TestSocket.open(gateway.socket("/ws"), "mind.v1", message -> {
                        if (message.path("type").asText().equals("events")) {
                            rhythm.beat();
                        }
                    })
                    .subscribe("small")) {
                watcher.await("snapshot");
                life.scheduleAtFixedRate(() -> small.energy(3, Math.random()), 0, 50, TimeUnit.MILLISECONDS);
                watcher.await("events");
                List<Future<Integer>> ends = new ArrayList<>();
                for (int i = 0; i < PAGES; i++) {
                    ends.add(pages.submit(() -> chunksOf("mind-protocol_great", gateway.port())));
                }
                for (Future<Integer> end : ends) {
                    assertEquals(ends.get(0).get(60, TimeUnit.SECONDS), end.get(60, TimeUnit.SECONDS));
                }
                assertTrue(
                        ends.get(0).get() > 17_000 / 512,
                        "chunks " + ends.get(0).get());
                assertEquals(1, great.snapshots.get());
                assertEquals(0, watcher.closeCode());
            }
            rhythm.assertSteady();
        } finally {
            life.shutdownNow();
            pages.shutdownNow();
        }
    }

    /** Reads one page's session up to the end of the graph. @return its chunks */
    private static int chunksOf(String graph, int port) {
        try (var page = new RawSocket(port, 0)) {
            page.request("/ws");
            page.text("{\"type\":\"subscribe\",\"topics\":[\"snapshot.*\"]}");
            int chunks = 0;
            while (true) {
                RawSocket.Frame frame = page.read();
                if (frame.opcode() < 0) {
                    throw new IllegalStateException("closed after " + chunks + " chunks");
                }
                byte[] payload = frame.payload();
                String head = new String(payload, 0, Math.min(400, payload.length), StandardCharsets.UTF_8);
                if (head.contains(graph)) {
                    chunks += head.contains("\"snapshot.chunk@1.0\"") ? 1 : 0;
                    if (head.contains("\"snapshot.end@1.0\"")) {
                        return chunks;
                    }
                }
            }
        }
    }

    @Test
    void a_citizens_events_flow_while_many_lag_behind_another_each_with_a_list_of_its_own() throws Exception {
        var life = Executors.newScheduledThreadPool(3);
        var rhythm = new Rhythm().over(life);
        List<RawSocket> laggards = new ArrayList<>();
        try (var loud = new StubWorker(redis, "mind-protocol_loud", 5_000, 1_000, System.currentTimeMillis()).start();
                var small = new StubWorker(redis, "mind-protocol_quiet", 10).start();
                var gateway = GatewayProcess.start(Map.of("REDIS_URL", redis.url(), "CLIENT_SLOW_MS", "60000"))) {
            gateway.awaitAnswering();
            try (var watcher = TestSocket.open(gateway.socket("/ws"), "mind.v1", message -> {
                        if (message.path("type").asText().equals("events")) {
                            rhythm.beat();
                        }
                    })
                    .subscribe("quiet")) {
                watcher.await("snapshot");
                for (int i = 0; i < 40; i++) {
                    var laggard = RawSocket.mind(gateway.port(), 4_096);
                    laggard.text(
                            "{\"type\":\"subscribe\",\"citizens\":[\"loud\"],\"max_hz\":0.5,\"topics\":[\"delta\",\"own"
                                    + i + "\"]}");
                    laggards.add(laggard);
                }
                String body = bigDelta();
                life.scheduleAtFixedRate(() -> loud.event("delta", body), 0, 20, TimeUnit.MILLISECONDS);
                life.scheduleAtFixedRate(() -> small.energy(3, Math.random()), 0, 50, TimeUnit.MILLISECONDS);
                watcher.await("events");
                await().atMost(ofSeconds(30)).until(() -> {
                    laggards.forEach(RawSocket::skim);
                    return loud.seq() > 400;
                });
                assertTrue(metrics(gateway)
                        .lines()
                        .filter(line -> line.startsWith("gateway_conflated_events_total "))
                        .anyMatch(line -> !line.endsWith(" 0.0")));
            }
            rhythm.assertSteady();
        } finally {
            life.shutdownNow();
            laggards.forEach(RawSocket::close);
        }
    }

    /** Two thousand nodes' energies. */
    private static String bigDelta() {
        var indices = new StringBuilder();
        var values = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            indices.append(i == 0 ? "" : ",").append(i);
            values.append(i == 0 ? "" : ",").append(i / 8.0);
        }
        return "{\"i\":[" + indices + "],\"e\":[" + values + "]}";
    }

    private static String metrics(GatewayProcess gateway) {
        return TestHttp.get(URI.create("http://127.0.0.1:" + gateway.port() + "/metrics"))
                .raw()
                .body();
    }
}
