package mind.worker.load;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import mind.protocol.ServerAddress;

/** One connection for reading graphs whole: commands out as text, answers in token by token. */
final class FalkorConnection implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;
    /** How long a read waits before progress is told again. */
    private static final int WAIT_MILLIS = 200;

    private static final String LIMIT = "TIMEOUT_MAX";

    private final Socket socket;
    private final OutputStream out;
    private final RespReader reader;
    private final long deadlineNanos;
    private long mostMillis = Long.MAX_VALUE; // that the server lets a query take
    private boolean limited; // the last query had less time than the load

    private FalkorConnection(Socket socket, long deadlineNanos, Runnable waiting) throws IOException {
        this.socket = socket;
        this.deadlineNanos = deadlineNanos;
        out = new BufferedOutputStream(socket.getOutputStream(), 8192);
        reader = new RespReader(socket.getInputStream(), waiting);
        reader.deadline(deadlineNanos);
    }

    /**
     * Opens a connection and enters with the address' user and password.
     *
     * @param deadlineNanos when reading fails and queries end, on the clock of {@link System#nanoTime}
     */
    static FalkorConnection open(ServerAddress address, long deadlineNanos, Runnable waiting) throws IOException {
        Socket socket = address.tls() ? SSLSocketFactory.getDefault().createSocket() : new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
            socket.setSoTimeout(WAIT_MILLIS);
            FalkorConnection connection = new FalkorConnection(socket, deadlineNanos, waiting);
            connection.enter(address);
            connection.askLimit();
            return connection;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void enter(ServerAddress address) throws IOException {
        if (address.password().isPresent()) {
            List<String> login = new ArrayList<>(List.of("AUTH"));
            address.user().ifPresent(login::add);
            login.add(address.password().get());
            send(login);
            reader.text();
        }
    }

    /** The server turns away a query that asks for more time than its own limit. */
    private void askLimit() throws IOException {
        send(List.of("GRAPH.CONFIG", "GET", LIMIT));
        try {
            reader.array();
            reader.text();
            long millis = reader.integer();
            mostMillis = millis > 0 ? millis : mostMillis;
        } catch (RespReader.RefusedException e) {
            // settings are not everybody's: a query that is turned away says why
        }
    }

    /** Names of all graphs. */
    List<String> graphs() throws IOException {
        send(List.of("GRAPH.LIST"));
        List<String> names = new ArrayList<>();
        for (int left = reader.array(); left > 0; left--) {
            names.add(reader.text());
        }
        return names;
    }

    /**
     * Sends a read-only query; its answer is read by {@link #reader}. Several may be sent ahead. The server gives it up with
     * an error, never with a part of the answer, once the deadline is past: else it would go on beside the next attempt.
     */
    void ask(String graph, String cypher) throws IOException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        if (left <= 0) { // 0 would be no limit
            throw new SocketTimeoutException("no time left to ask");
        }
        limited = mostMillis < left;
        long millis = Math.min(limited ? mostMillis : left, Integer.MAX_VALUE);
        send(List.of("GRAPH.RO_QUERY", graph, cypher, "--compact", "TIMEOUT", Long.toString(millis)));
    }

    RespReader reader() {
        return reader;
    }

    /** Reads past the header of an answer; answers the number of its rows. */
    int rows() throws IOException {
        reader.array();
        reader.skip();
        return reader.array();
    }

    /** Reads past the statistics at the end of an answer. */
    void done() throws IOException {
        reader.skip();
    }

    private void send(List<String> words) throws IOException {
        StringBuilder head = new StringBuilder("*").append(words.size()).append("\r\n");
        out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            out.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
            out.write('\r');
            out.write('\n');
        }
        out.flush();
    }

    /** Whether {@code e} is the deadline passing. */
    static boolean late(IOException e) {
        return e instanceof SocketTimeoutException;
    }

    /** What a refusal means: where a query was given up, whose limit it was. */
    IOException meant(RespReader.RefusedException e) {
        if (!e.getMessage().startsWith("Query timed out")) {
            return e;
        }
        if (limited) {
            return new IOException(
                    "the server gave up a query after its " + LIMIT + " of " + mostMillis
                            + " ms; raise it, or set it to 0",
                    e);
        }
        var late = new SocketTimeoutException("the server gave up the query in time");
        late.initCause(e);
        return late;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // the connection is gone either way
        }
    }
}
