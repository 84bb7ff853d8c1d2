package mind.gateway;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mind.protocol.FalkorDb;
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
        jump("+0");
        Map<String, String> settings = Map.of(
                "REDIS_URL", redis.url(),
                "WORKER_SILENCE_MS", "10000",
                "LD_PRELOAD", library().toString(),
                "FAKETIME_TIMESTAMP_FILE", folder.resolve("offset").toString(),
                "FAKETIME_NO_CACHE", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "DONT_FAKE_MONOTONIC", "1");
        try (var worker = new StubWorker(redis, GRAPH, 3).start();
                var gateway = GatewayProcess.start(settings).awaitAnswering()) {
            await("all of it to have come up, each look at the clock a look at a file")
                    .atMost(ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> TestHttp.get(gateway.http("/readyz")).status() == 200);
            jumpUnder(gateway, worker);
        }
    }

    private void jumpUnder(GatewayProcess gateway, StubWorker worker) throws IOException {
        try (var socket = TestSocket.mind(gateway.socket("/ws"))) {
            socket.await("lifecycle", life -> life.path("state").asText().equals("running"));
            for (int days = 1; days <= 4; days++) {
                jump("+" + days + "d");
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
            jump("+0");
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

    private void jump(String by) throws IOException {
        Path part = Files.writeString(folder.resolve("offset.part"), by + "\n");
        Files.move(part, folder.resolve("offset"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path library() throws IOException {
        try (var folders = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-*")) {
            for (Path folder : folders) {
                Path library = folder.resolve("faketime/libfaketimeMT.so.1");
                if (Files.exists(library)) {
                    return library;
                }
            }
        }
        throw new AssertionError("libfaketime is missing: install Debian's package faketime");
    }
}
