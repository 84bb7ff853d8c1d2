package mind.worker.link;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import mind.protocol.ServerAddress;

/** A TCP relay before a server, whose connections can fall silent without being closed, as behind a dead route. */
public final class Relay implements AutoCloseable {
    /** What a connection gets to its login and its name. */
    public static final String WELCOME = "*2\r\n$5\r\nproto\r\n:2\r\n+OK\r\n";

    private final int server;
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Passage> passages = new CopyOnWriteArrayList<>();
    private final AtomicReference<byte[]> answer = new AtomicReference<>();
    private final AtomicReference<String> unanswered = new AtomicReference<>();
    public final AtomicInteger chunksBack = new AtomicInteger(); // that came from the server

    /** @param server the server's port on this machine */
    public Relay(int server) throws IOException {
        this.server = server;
        run("relay", this::accept);
    }

    /** Where it listens, with a login, which a server without passwords takes whatever it is. */
    public ServerAddress address() {
        return ServerAddress.of(URI.create("redis://default:any@127.0.0.1:" + door.getLocalPort()));
    }

    /** How many connections have been made so far. */
    public int connections() {
        return passages.size();
    }

    /** From now on nothing passes on the connections there are, in either direction. */
    public void silence() {
        passages.forEach(passage -> passage.silent = true);
    }

    /** The next connection gets {@code bytes} for an answer, and nothing more. */
    public void answerNext(byte[] bytes) {
        answer.set(bytes);
    }

    public boolean answered() {
        return answer.get() == null;
    }

    /** Cuts the next connection that has {@code word} in a query, once the server has run that and before its answer passes. */
    public void loseAnswerTo(String word) {
        unanswered.set(word);
    }

    /** Whether such an answer got lost, or none was to. */
    public boolean lost() {
        return unanswered.get() == null;
    }

    /** Cuts all connections. */
    public void cut() {
        passages.forEach(Passage::close);
    }

    private void accept() throws IOException {
        while (!door.isClosed()) {
            var passage = new Passage(door.accept());
            byte[] bytes = answer.getAndSet(null);
            passages.add(passage);
            if (bytes == null) {
                passage.open();
            } else {
                passage.client.getOutputStream().write(bytes);
            }
        }
    }

    private final class Passage {
        private final Socket client;
        private final Socket behind = new Socket();
        private volatile boolean silent;
        private volatile boolean losing;

        Passage(Socket client) {
            this.client = client;
        }

        void open() throws IOException {
            behind.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), server));
            run("there", () -> pass(client, behind, new AtomicInteger()));
            run("back", () -> pass(behind, client, chunksBack));
        }

        private void pass(Socket from, Socket to, AtomicInteger chunks) throws IOException {
            var buffer = new byte[65_536];
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                var text = new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
                String word = unanswered.get();
                if (from == client && word != null && text.contains(word)) {
                    losing = true;
                }
                if (from == behind && losing) {
                    if (text.contains("execution time")) { // it has been run
                        unanswered.set(null);
                        close();
                    }
                } else if (!silent) {
                    to.getOutputStream().write(buffer, 0, read);
                    chunks.incrementAndGet();
                }
            }
            if (!silent) {
                close();
            }
        }

        void close() {
            for (Socket socket : new Socket[] {client, behind}) {
                try {
                    socket.close();
                } catch (IOException e) {
                    // closed either way
                }
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(String name, Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // one side is gone
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }
}
