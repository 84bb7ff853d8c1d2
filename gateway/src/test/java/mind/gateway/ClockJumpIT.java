package mind.gateway;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mind.protocol.FalkorDb;
import mind.protocol.WallClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The wall clock jumps under a gateway, by libfaketime; the monotonic one stays real, as in life. */
class ClockJumpIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static final String GRAPH = "mind-protocol_clock";

    @TempDir
    Path folder;

    @Test
    void a_jump_makes_no_citizen_silent_and_none_that_is_silent_seem_to_speak() throws IOException {
        var clock = new WallClock(folder);
        Map<String, String> settings = new HashMap<>(clock.settings());
        settings.put("REDIS_URL", redis.url());
        settings.put("WORKER_SILENCE_MS", "10000");
        try (var worker = new StubWorker(redis, GRAPH, 3).start();
                var gateway = GatewayProcess.start(settings).awaitAnswering()) {
            await("all of it to have come up, each look at the clock a look at a file")
                    .atMost(ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> TestHttp.get(gateway.http("/readyz")).status() == 200);
            jumpUnder(gateway, worker, clock);
        }
    }

    private void jumpUnder(GatewayProcess gateway, StubWorker worker, WallClock clock) throws IOException {
        try (var socket = TestSocket.mind(gateway.socket("/ws"))) {
            socket.await("lifecycle", life -> life.path("state").asText().equals("running"));
            for (int days = 1; days <= 4; days++) {
                clock.jump("+" + days + "d");
                awaitClock(gateway, Duration.ofDays(days));
                int told = socket.ofType("lifecycle").size();
                await().atMost(ofSeconds(30))
                        .until(() -> socket.ofType("lifecycle").size() >= told + 2);
            }
            assertEquals(
                    List.of(),
                    socket.ofType("lifecycle").stream()
                            .filter(life -> !life.path("state").asText().equals("running"))
                            .toList());
            worker.beating(false);
            clock.jump("+0");
            awaitClock(gateway, Duration.ZERO);
            socket.await("lifecycle", life -> life.path("state").asText().equals("unknown"));
        }
    }

    private static void awaitClock(GatewayProcess gateway, Duration ahead) {
        await("its clock to be " + ahead + " ahead").atMost(ofSeconds(30)).until(() -> {
            String told = TestHttp.get(gateway.http("/healthz"))
                    .body()
                    .path("timestamp")
                    .asText();
            return !told.isEmpty()
                    && Duration.between(Instant.now(), Instant.parse(told))
                                    .minus(ahead)
                                    .abs()
                                    .compareTo(Duration.ofHours(1))
                            < 0;
        });
    }
}
