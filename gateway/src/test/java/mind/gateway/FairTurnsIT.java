package mind.gateway;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
    private static final long EVENT_MILLIS = 50;
    private static final long LONGEST_TURN_MILLIS = 500;

    /**
     * How long the relay keeps events waiting while it works on other things: by the number of events that come every 50 ms
     * and go out in one frame, and by what it worked meanwhile. Either alone is long where the machine has little time for
     * the relay, or for us.
     */
    private static final class Rhythm {
        private final GatewayProcess gateway;
        private final AtomicLong cpuMillis = new AtomicLong();
        private final AtomicLong longestMillis = new AtomicLong();
        private final AtomicLong frames = new AtomicLong();

        Rhythm(GatewayProcess gateway) {
            this.gateway = gateway;
        }

        void beat(JsonNode message) {
            if (message.path("type").asText().equals("events")) {
                long now = gateway.cpuMillis("relay");
                long worked = now - cpuMillis.getAndSet(now);
                long events =
                        1 + message.path("to").asLong() - message.path("from").asLong();
                longestMillis.accumulateAndGet(Math.min(worked, EVENT_MILLIS * events), Math::max);
                frames.incrementAndGet();
            }
        }

        /** That it has been, and goes on to be. */
        void assertSteady() {
            long sofar = frames.get();
            await("more events").atMost(ofSeconds(30)).until(() -> frames.get() > sofar);
            String told = "events waited while the relay worked for " + longestMillis + " ms";
            System.out.println(told);
            assertTrue(longestMillis.get() < LONGEST_TURN_MILLIS, told);
        }
    }

    @Test
    void a_citizens_events_flow_while_anothers_great_picture_is_written_for_fifty_pages() throws Exception {
        var life = Executors.newScheduledThreadPool(2);
        var pages = Executors.newFixedThreadPool(PAGES);
        try (var great = new StubWorker(redis, "mind-protocol_great", 17_000, 1_000, System.currentTimeMillis())
                        .start();
                var small = new StubWorker(redis, "mind-protocol_small", 10).start();
                var gateway = GatewayProcess.start(Map.of("REDIS_URL", redis.url()))) {
            gateway.awaitAnswering();
            var rhythm = new Rhythm(gateway);
            try (var watcher = TestSocket.open(gateway.socket("/ws"), "mind.v1", rhythm::beat)
                    .subscribe("small")) {
                watcher.await("snapshot");
                life.scheduleAtFixedRate(() -> small.energy(3, Math.random()), 0, EVENT_MILLIS, TimeUnit.MILLISECONDS);
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
                rhythm.assertSteady();
                assertEquals(0, watcher.closeCode());
            }
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
        var life = Executors.newScheduledThreadPool(2);
        List<RawSocket> laggards = new ArrayList<>();
        try (var loud = new StubWorker(redis, "mind-protocol_loud", 5_000, 1_000, System.currentTimeMillis()).start();
                var small = new StubWorker(redis, "mind-protocol_quiet", 10).start();
                var gateway = GatewayProcess.start(Map.of("REDIS_URL", redis.url(), "CLIENT_SLOW_MS", "60000"))) {
            gateway.awaitAnswering();
            var rhythm = new Rhythm(gateway);
            try (var watcher = TestSocket.open(gateway.socket("/ws"), "mind.v1", rhythm::beat)
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
                life.scheduleAtFixedRate(() -> small.energy(3, Math.random()), 0, EVENT_MILLIS, TimeUnit.MILLISECONDS);
                watcher.await("events");
                await().atMost(ofSeconds(30)).until(() -> {
                    laggards.forEach(RawSocket::skim);
                    return loud.seq() > 400;
                });
                assertTrue(metrics(gateway)
                        .lines()
                        .filter(line -> line.startsWith("gateway_conflated_events_total "))
                        .anyMatch(line -> !line.endsWith(" 0.0")));
                rhythm.assertSteady();
            }
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
