package mind.gateway.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** The least a JVM can do: open a socket. What a start is measured against. */
final class BareSocket {
    private BareSocket() {}

    public static void main(String[] args) throws IOException {
        try (var socket =
                new ServerSocket(Integer.parseInt(System.getenv("PORT")), 50, InetAddress.getLoopbackAddress())) {
            while (true) {
                socket.accept().close();
            }
        }
    }
}
