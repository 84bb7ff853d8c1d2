package mind.gateway.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers on the listening sockets while Jetty, which takes much longer to load, is on its way: {@code GET /healthz} at once,
 * by this one exact request alone. Everybody else is kept, with what they have said so far, and handed to Jetty.
 */
public final class EarlyAnswers {
    /** What is said of a process that lives and is not all there yet. */
    static final String STARTING = "{\"status\":\"starting\",\"engines\":{\"count\":0,\"running\":[]}}";

    /** Early visitors taken in; later ones wait in the kernel's queue. */
    private static final int MOST_VISITORS = 256;
    /** Longest request that is read here; of a longer one the rest is Jetty's to read. */
    private static final int MOST_BYTES = 2_048;

    private static final String[] ASKED = {"GET /healthz HTTP/1.1\r\n", "GET /healthz HTTP/1.0\r\n"};
    private static final byte[] ANSWER =
            ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n"
                            + "Connection: close\r\nContent-Length: " + STARTING.length() + "\r\n\r\n" + STARTING)
                    .getBytes(StandardCharsets.US_ASCII);

    private final List<ServerSocketChannel> listening;
    private Selector selector;
    private Thread thread;
    private volatile boolean ended;

    /**
     * Somebody who came early.
     *
     * @param channel non-blocking
     * @param said    what was read of it
     */
    record Visitor(SocketChannel channel, ByteBuffer said) {}

    /** @param listening bound and listening */
    public EarlyAnswers(List<ServerSocketChannel> listening) {
        this.listening = listening;
    }

    /** Answers from now on, on a thread of its own. */
    public void start() {
        try {
            selector = Selector.open();
            for (ServerSocketChannel channel : listening) {
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_ACCEPT);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the listening sockets cannot be watched", e);
        }
        thread = new Thread(this::run, "early");
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends, and answers who is still to be answered, once; the listening sockets block again. */
    List<Visitor> handOver() {
        List<Visitor> kept = new ArrayList<>();
        if (thread == null) {
            return kept;
        }
        ended = true;
        selector.wakeup();
        try {
            thread.join();
            thread = null;
            for (SelectionKey key : selector.keys()) {
                if (key.attachment() instanceof Visitor visitor && key.isValid()) {
                    kept.add(visitor);
                }
            }
            selector.close(); // or no channel could be made blocking, nor be watched by another
            for (ServerSocketChannel channel : listening) {
                channel.configureBlocking(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the listening sockets cannot be handed over", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return kept;
    }

    private void run() {
        try {
            while (!ended) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.attachment() instanceof Visitor visitor) {
                        listen(key, visitor);
                    } else {
                        welcome(key, (ServerSocketChannel) key.channel());
                    }
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            ended = true; // whoever comes waits in the kernel's queue until Jetty is there
        }
    }

    private void welcome(SelectionKey key, ServerSocketChannel door) throws IOException {
        SocketChannel channel = door.accept();
        if (channel != null) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.register(selector, SelectionKey.OP_READ, new Visitor(channel, ByteBuffer.allocate(MOST_BYTES)));
        }
        if (selector.keys().size() > MOST_VISITORS) {
            key.interestOps(0);
        }
    }

    private void listen(SelectionKey key, Visitor visitor) {
        try {
            if (visitor.channel.read(visitor.said) < 0) {
                visitor.channel.close();
                return;
            }
            String said = new String(visitor.said.array(), 0, visitor.said.position(), StandardCharsets.ISO_8859_1);
            if (asks(said) && said.endsWith("\r\n\r\n") && said.indexOf("\r\n\r\n") == said.length() - 4) {
                visitor.channel.write(ByteBuffer.wrap(ANSWER)); // the first on a new socket: the kernel has room for it
                visitor.channel.close();
            } else if (!mayAsk(said) || !visitor.said.hasRemaining()) {
                key.interestOps(0); // Jetty's
            }
        } catch (IOException e) {
            key.cancel();
            closeQuietly(visitor.channel);
        }
    }

    private static boolean asks(String said) {
        return said.startsWith(ASKED[0]) || said.startsWith(ASKED[1]);
    }

    private static boolean mayAsk(String said) {
        return asks(said) || ASKED[0].startsWith(said) || ASKED[1].startsWith(said);
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // gone already
        }
    }
}
