package mind.gateway.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Jedis;

/**
 * The limit: no server at all, only what none can go without. Each event from Redis is made one frame, and written to every
 * socket by one system call each. It looks after nobody, so it is no peer to be beaten but what the others are held to.
 */
final class WritePeer {
    private WritePeer() {}

    public static void main(String[] args) throws IOException {
        var clients = new CopyOnWriteArrayList<SocketChannel>();
        var door = ServerSocketChannel.open();
        door.bind(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(System.getenv("PORT"))),
                1_024);
        var accepting = new Thread(() -> welcome(door, clients), "accept");
        accepting.setDaemon(true);
        accepting.start();
        try (var jedis = new Jedis(java.net.URI.create(System.getenv("REDIS_URL")), 0)) {
            jedis.subscribe(
                    new BinaryJedisPubSub() {
                        @Override
                        public void onMessage(byte[] channel, byte[] message) {
                            write(frame(message), clients);
                        }
                    },
                    System.getenv("CHANNEL").getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void welcome(ServerSocketChannel door, List<SocketChannel> clients) {
        var request = ByteBuffer.allocate(4_096);
        while (true) {
            try {
                SocketChannel client = door.accept();
                client.read(request.clear());
                boolean socket = new String(request.array(), 0, request.position(), StandardCharsets.US_ASCII)
                        .contains("Upgrade: websocket");
                String answer = socket
                        ? "HTTP/1.1 101 \r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
                        : "HTTP/1.1 200 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
                if (socket) {
                    client.configureBlocking(false);
                    clients.add(client);
                } else {
                    client.close();
                }
            } catch (IOException e) {
                return; // the end of the measurement
            }
        }
    }

    private static ByteBuffer frame(byte[] message) {
        int body = 0;
        while (message[body++] != '\n') {}
        int length = message.length - body; // more than 125 and less than 64 KiB
        return ByteBuffer.allocateDirect(4 + length)
                .put((byte) 0x81)
                .put((byte) 126)
                .putShort((short) length)
                .put(message, body, length)
                .flip();
    }

    private static void write(ByteBuffer frame, List<SocketChannel> clients) {
        for (SocketChannel client : clients) {
            try {
                ByteBuffer copy = frame.duplicate();
                while (copy.hasRemaining() && client.isOpen()) { // the clients of the bench always read
                    client.write(copy);
                }
            } catch (IOException e) {
                clients.remove(client);
            }
        }
    }
}
