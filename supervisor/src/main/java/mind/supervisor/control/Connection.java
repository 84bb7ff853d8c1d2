package mind.supervisor.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** One client of the control socket: reads its request and writes its answer, each within a bound of time and size. */
final class Connection implements Screen, AutoCloseable {
    private static final int MAX_HEAD_BYTES = 8 << 10;
    private static final long READ_SECONDS = 5;
    private static final long WRITE_SECONDS = 30;
    private static final long WITHOUT_SELECTOR_MILLIS = 100; // between two tries

    /** The line an answer begins with, at once: curl hands on no head before there is a body. */
    static final String HEARD = "\u0006";
    /** Ends an answer: this character, the exit code, and where the asker shall wait for it, a pid. */
    static final char END = '\u0004';
    /** Begins a line that is for standard error. */
    static final char PROBLEM = '\u0005';

    private final SocketChannel channel;
    private final BooleanSupplier closing;
    private Selector selector; // null until there is something to wait for
    private Look look = Look.PLAIN;
    private boolean gone;

    /** @param closing whether those who only look on are to end now */
    Connection(SocketChannel channel, BooleanSupplier closing) throws IOException {
        this.channel = channel;
        this.closing = closing;
        channel.configureBlocking(false);
    }

    /** A request this server cannot take. */
    static final class BadRequest extends IOException {
        private static final long serialVersionUID = 1;

        BadRequest(String message) {
            super(message);
        }
    }

    Request read() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_HEAD_BYTES + Request.MAX_BODY_BYTES);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READ_SECONDS);
        int headEnd = -1;
        int wanted = Integer.MAX_VALUE;
        Map<String, String> headers = Map.of();
        while (bytes.position() < wanted) {
            fill(bytes, deadline);
            if (headEnd < 0) {
                headEnd = headEnd(bytes);
                if (headEnd < 0 && bytes.position() > MAX_HEAD_BYTES) {
                    throw new BadRequest("the request's head is longer than " + MAX_HEAD_BYTES + " bytes");
                }
                if (headEnd >= 0) {
                    headers = headers(new String(bytes.array(), 0, headEnd, StandardCharsets.ISO_8859_1));
                    wanted = headEnd + 4 + bodyLength(headers);
                }
            }
        }
        String body = new String(bytes.array(), headEnd + 4, wanted - headEnd - 4, StandardCharsets.UTF_8);
        look = new Look(headers.containsKey(Request.COLOUR), headers.containsKey(Request.LIVE), width(headers));
        List<String> words = new ArrayList<>(List.of(body.split("\n", -1)));
        if (words.get(words.size() - 1).isEmpty()) {
            words.remove(words.size() - 1);
        }
        return new Request(words, look);
    }

    private void fill(ByteBuffer bytes, long deadline) throws IOException {
        int read = channel.read(bytes);
        if (read < 0) {
            throw new IOException("the client left");
        }
        if (read == 0) {
            if (!bytes.hasRemaining()) {
                throw new BadRequest("the request is too long");
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (millis <= 0) {
                throw new BadRequest("no whole request within " + READ_SECONDS + " s");
            }
            await(SelectionKey.OP_READ, millis);
        }
    }

    private static int headEnd(ByteBuffer bytes) {
        byte[] array = bytes.array();
        for (int i = 0; i + 3 < bytes.position(); i++) {
            if (array[i] == '\r' && array[i + 1] == '\n' && array[i + 2] == '\r' && array[i + 3] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static Map<String, String> headers(String head) {
        var headers = new HashMap<String, String>();
        for (String line : head.split("\r\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private static int bodyLength(Map<String, String> headers) throws BadRequest {
        try {
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            if (length >= 0 && length <= Request.MAX_BODY_BYTES) {
                return length;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new BadRequest("the command line is longer than " + Request.MAX_BODY_BYTES + " bytes");
    }

    private static int width(Map<String, String> headers) {
        try {
            return Integer.parseInt(headers.getOrDefault(Request.WIDTH, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    void begin() throws IOException {
        write("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n" + HEARD + "\n");
    }

    void end(int exitCode, long waitForPid) throws IOException {
        write(END + Integer.toString(exitCode) + (waitForPid > 0 ? " " + waitForPid : "") + "\n");
    }

    @Override
    public synchronized void line(String text) {
        tryWrite(text + "\n");
    }

    @Override
    public synchronized void problem(String text) {
        tryWrite(PROBLEM + text.replace("\n", "\n" + PROBLEM) + "\n");
    }

    private void tryWrite(String text) {
        try {
            write(text);
        } catch (IOException e) {
            gone = true; // nobody reads: what the command does goes on, its words don't
        }
    }

    private synchronized void write(String text) throws IOException {
        if (gone) {
            return;
        }
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WRITE_SECONDS);
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (millis <= 0) {
                    gone = true;
                    throw new IOException("the client read nothing for " + WRITE_SECONDS + " s");
                }
                await(SelectionKey.OP_WRITE, millis);
            }
        }
    }

    @Override
    public Look look() {
        return look;
    }

    @Override
    public boolean open(long millis) {
        try {
            if (!gone && !closing.getAsBoolean()) {
                await(SelectionKey.OP_READ, millis);
                gone = channel.read(ByteBuffer.allocate(64)) < 0; // a client says no more after its request
            }
        } catch (IOException e) {
            gone = true;
        }
        return !gone && !closing.getAsBoolean();
    }

    private void await(int operation, long millis) throws IOException {
        Optional<Selector> waiting = selector();
        if (waiting.isEmpty()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Math.min(WITHOUT_SELECTOR_MILLIS, millis)));
            return;
        }
        channel.register(waiting.get(), operation);
        waiting.get().select(Math.max(1, millis));
        waiting.get().selectedKeys().clear();
    }

    /** Empty while no descriptor is left for it: whoever asks is answered all the same. */
    private synchronized Optional<Selector> selector() {
        try {
            if (selector == null) {
                selector = Selector.open();
            }
            return Optional.of(selector);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            if (selector != null) {
                selector.close();
            }
        }
    }
}
