package mind.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageTest {
    @Test
    void parsing_gives_back_what_was_encoded() throws IOException {
        long seed = System.nanoTime();
        System.out.println("MessageTest seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            byte[] body = new byte[random.nextInt(300)];
            random.nextBytes(body);
            var header = new Message.Header(
                    "type" + i,
                    "mind-protocol_zoë\"" + i,
                    random.nextLong(),
                    random.nextLong(),
                    random.nextLong(),
                    random.nextLong(),
                    i % 2 == 0 ? "" : "request-" + i);
            var sent = new Message(header, ByteBuffer.wrap(body));
            assertEquals(sent, Message.parse(sent.encode()));
        }
    }

    @Test
    void bytes_without_a_header_line_are_refused() {
        for (String bytes :
                new String[] {"", "{}", "\n", "[]\n", "{}\n", "{\"v\":1,\"type\":\"delta\"}\n", "x".repeat(600)}) {
            assertThrows(IOException.class, () -> Message.parse(bytes.getBytes(StandardCharsets.UTF_8)), bytes);
        }
    }

    @Test
    void a_header_longer_than_the_limit_is_refused_by_the_sender() {
        var header = new Message.Header("delta", "x".repeat(Message.MAX_HEADER), 1, 1, 1, 1, "");
        assertThrows(IllegalArgumentException.class, () -> new Message(header, ByteBuffer.allocate(0)).encode());
    }
}
