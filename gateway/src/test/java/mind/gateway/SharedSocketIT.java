package mind.gateway;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import mind.protocol.FalkorDb;
import mind.protocol.WireJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The relay's frames of data and Jetty's control frames share one socket: each leaves whole. */
class SharedSocketIT {
    private static final String GRAPH = "mind-protocol_shared";
    private static final int PINGS = 10;

    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    @Test
    void pongs_asked_for_while_a_frame_is_half_out_come_between_frames_and_nothing_is_lost_or_torn()
            throws IOException {
        String body = "{\"pad\":\"" + "x".repeat(40_000) + "\"}";
        try (var worker = new StubWorker(redis, GRAPH, 10).start();
                var gateway = TestGateway.start(redis.url(), "TICK_MS", "0");
                var socket = RawSocket.mind(gateway.port(), 4_096)) {
            socket.text("{\"type\":\"subscribe\",\"citizens\":[\"" + GRAPH + "\"],\"topics\":[\"pad\"]}");
            await().atMost(ofSeconds(20))
                    .until(() -> gateway.gateway().clients().subscriptions() == 1);
            await().atMost(ofSeconds(20))
                    .until(
                            () -> { // it does not read, until a frame is stuck
                                worker.event("pad", body);
                                return gateway.gateway().clients().largestInFlight() > 0;
                            });
            for (int i = 0; i < PINGS; i++) {
                socket.frame(true, 9, ("ping " + i).getBytes(StandardCharsets.US_ASCII));
            }
            for (int i = 0; i < 40; i++) {
                worker.event("pad", body);
            }
            int pongs = 0;
            long bytes = 0;
            var message = new ByteArrayOutputStream();
            while (pongs < PINGS || bytes < 40_000) {
                RawSocket.Frame frame = socket.read();
                switch (frame.opcode()) {
                    case 10 -> assertEquals("ping " + pongs++, new String(frame.payload(), StandardCharsets.US_ASCII));
                    case 1 -> {
                        assertWhole(message);
                        message.writeBytes(frame.payload());
                        bytes += frame.payload().length;
                    }
                    case 0 -> message.writeBytes(frame.payload());
                    default -> throw new AssertionError("a frame with opcode " + frame.opcode());
                }
            }
        }
    }

    private static void assertWhole(ByteArrayOutputStream message) throws IOException {
        if (message.size() > 0) {
            assertTrue(
                    WireJson.MAPPER.readTree(message.toByteArray()).path("type").isTextual());
            message.reset();
        }
    }
}
