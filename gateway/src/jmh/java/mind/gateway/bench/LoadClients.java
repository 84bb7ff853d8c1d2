package mind.gateway.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Many WebSockets read by one thread at as little cost as can be, which counts the events that arrive and how old they are.
 * An event is recognised by {@code "ns":<System.nanoTime of its publishing>} anywhere in what a server sends, so that
 * merged and single events count alike.
 */
final class LoadClients implements AutoCloseable {
    private static final byte[] MARK = "\"ns\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MASK = {1, 2, 3, 4};
    private static final int MOST_LATENCIES = 4_000_000;

    private final Selector selector = Selector.open();
    private final List<Client> clients = new ArrayList<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(256 << 10);
    private final byte[] chunk = new byte[256 << 10];
    private final int skip;
    private volatile long[] latencies = new long[0];
    private volatile int latencyCount;
    private volatile boolean closed;
    private volatile int lost;
    private final Thread thread = new Thread(this::run, "clients");
    private long askedNanos;

    private static final class Client {
        private final SocketChannel channel;
        private volatile long delivered;
        private final byte[] header = new byte[14];
        private int headerBytes;
        private long payloadLeft;
        private int opcode;
        private int matched;
        private long number = -1;
        private long toSkip;

        Client(SocketChannel channel) {
            this.channel = channel;
        }
    }

    /** @param skip bytes after an event's mark that hold no other mark: what makes counting cheap */
    LoadClients(int skip) throws IOException {
        this.skip = skip;
    }

    /**
     * Opens {@code count} sockets.
     *
     * @param protocol sub-protocol to ask for; empty for none
     * @param hello    first message; empty for none
     */
    void connect(int port, int count, String protocol, String hello) throws IOException {
        connect(port, count, protocol, hello, 0);
    }

    /** @param receiveBytes the sockets' receive buffer; 0 for the system's own choice */
    void connect(int port, int count, String protocol, String hello, int receiveBytes) throws IOException {
        List<Client> entering = new ArrayList<>(count);
        for (int i = 0; i < count; i++) { // all ask before the first is answered
            SocketChannel channel = SocketChannel.open();
            if (receiveBytes > 0) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
            }
            channel.connect(new InetSocketAddress("127.0.0.1", port));
            channel.socket().setSoTimeout(10_000);
            String request = "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:" + port
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                    + (protocol.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + protocol + "\r\n") + "\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            entering.add(new Client(channel));
        }
        askedNanos = System.nanoTime();
        for (Client client : entering) {
            readResponse(client.channel);
            if (!hello.isEmpty()) {
                client.channel.write(frame(1, hello.getBytes(StandardCharsets.UTF_8)));
            }
            client.channel.configureBlocking(false);
            clients.add(client);
            selector.wakeup();
            client.channel.register(selector, SelectionKey.OP_READ, client);
        }
    }

    /** When the last of {@link #connect} had asked to be let in; {@link System#nanoTime}. */
    long askedNanos() {
        return askedNanos;
    }

    /** One byte at a time, so that nothing of the first frame is taken. */
    private static void readResponse(SocketChannel channel) throws IOException {
        var one = ByteBuffer.allocate(1);
        var text = new StringBuilder();
        while (text.length() < 4 || text.lastIndexOf("\r\n\r\n") != text.length() - 4) {
            one.clear();
            if (channel.read(one) < 0) {
                throw new IOException("closed in the handshake: " + text);
            }
            text.append((char) one.get(0));
        }
        if (!text.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException(
                    "refused: " + text.toString().lines().findFirst().orElse(""));
        }
    }

    private static ByteBuffer frame(int opcode, byte[] payload) {
        var frame = ByteBuffer.allocate(14 + payload.length).put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        frame.put(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ MASK[i & 3]));
        }
        return frame.flip();
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!closed) {
            try {
                selector.select(100);
                for (SelectionKey key : selector.selectedKeys()) {
                    read(key);
                }
                selector.selectedKeys().clear();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    private void read(SelectionKey key) {
        Client client = (Client) key.attachment();
        try {
            in.clear();
            int count = client.channel.read(in);
            if (count < 0) {
                throw new IOException("closed");
            }
            in.flip().get(chunk, 0, count);
            take(client, count);
        } catch (IOException e) {
            key.cancel();
            lost++;
        }
    }

    private void take(Client client, int count) throws IOException {
        int at = 0;
        while (at < count) {
            if (client.payloadLeft == 0) {
                client.header[client.headerBytes++] = chunk[at++];
                readHeader(client);
                continue;
            }
            int length = (int) Math.min(client.payloadLeft, count - at);
            if (client.opcode <= 1) {
                scan(client, at, at + length);
            }
            client.payloadLeft -= length;
            at += length;
        }
    }

    private static void readHeader(Client client) throws IOException {
        if (client.headerBytes < 2) {
            return;
        }
        int code = client.header[1] & 0x7f;
        int needed = code < 126 ? 2 : code == 126 ? 4 : 10;
        if (client.headerBytes < needed) {
            return;
        }
        long length = code;
        if (needed > 2) {
            length = 0;
            for (int i = 2; i < needed; i++) {
                length = length << 8 | client.header[i] & 0xff;
            }
        }
        client.opcode = client.header[0] & 0x0f;
        client.payloadLeft = length;
        client.headerBytes = 0;
        if (client.opcode == 9) {
            client.channel.write(frame(10, new byte[0]));
        }
    }

    private void scan(Client client, int from, int to) {
        int at = from;
        while (at < to) {
            if (client.toSkip > 0) {
                long step = Math.min(client.toSkip, to - at);
                client.toSkip -= step;
                at += (int) step;
                continue;
            }
            byte b = chunk[at++];
            if (client.number >= 0) {
                if (b >= '0' && b <= '9') {
                    client.number = client.number * 10 + (b - '0');
                } else {
                    deliver(client, client.number);
                    client.number = -1;
                    client.toSkip = skip;
                }
            } else if (b == MARK[client.matched]) {
                if (++client.matched == MARK.length) {
                    client.matched = 0;
                    client.number = 0;
                }
            } else {
                client.matched = b == MARK[0] ? 1 : 0;
            }
        }
    }

    private void deliver(Client client, long publishedNanos) {
        client.delivered++;
        int at = latencyCount;
        if (at < latencies.length) {
            latencies[at] = System.nanoTime() - publishedNanos;
            latencyCount = at + 1;
        }
    }

    /** Keeps each delivery's age from now on, up to a bound. */
    void recordLatencies() {
        latencyCount = 0;
        latencies = new long[MOST_LATENCIES];
    }

    double latencyMillis(double quantile) {
        long[] sorted = Arrays.copyOf(latencies, latencyCount);
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[(int) (quantile * (sorted.length - 1))] / 1e6;
    }

    long delivered() {
        return clients.stream().mapToLong(client -> client.delivered).sum();
    }

    /** What the client that is furthest behind has got. */
    long least() {
        long least = Long.MAX_VALUE;
        for (Client client : clients) {
            least = Math.min(least, client.delivered);
        }
        return least;
    }

    /** Sockets that the server closed. */
    int lost() {
        return lost;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            thread.join(); // it goes through keys that closing would take away
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Client client : clients) {
            client.channel.close();
        }
        selector.close();
    }
}
