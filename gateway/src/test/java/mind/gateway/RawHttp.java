package mind.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Requests written by hand, so that they may say what no HTTP client would: two origins, a foreign host, half a handshake. */
final class RawHttp {
    private RawHttp() {}

    /** A WebSocket handshake to {@code path} with these header lines besides. @return the answer's head, its end included */
    static String upgrade(int port, String path, String... lines) {
        return exchange(
                port,
                "GET " + path
                        + " HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + String.join("\r\n", lines)
                        + (lines.length == 0 ? "" : "\r\n") + "\r\n");
    }

    static String get(int port, String path, String... lines) {
        return exchange(port, "GET " + path + " HTTP/1.1\r\n" + String.join("\r\n", lines) + "\r\n\r\n");
    }

    static String exchange(int port, String request) {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    break;
                }
                head.append((char) next);
            }
            return head.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int status(String head) {
        return Integer.parseInt(head.substring(9, 12));
    }
}
