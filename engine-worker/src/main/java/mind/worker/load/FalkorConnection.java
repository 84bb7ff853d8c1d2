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
import javax.net.ssl.SSLSocketFactory;
import mind.protocol.ServerAddress;

/** One connection for reading graphs whole: commands out as text, answers in token by token. */
final class FalkorConnection implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;
    /** How long a read waits before progress is told again. */
    private static final int WAIT_MILLIS = 200;

    private final Socket socket;
    private final OutputStream out;
    private final RespReader reader;

    private FalkorConnection(Socket socket, Runnable waiting) throws IOException {
        this.socket = socket;
        out = new BufferedOutputStream(socket.getOutputStream(), 8192);
        reader = new RespReader(socket.getInputStream(), waiting);
    }

    /**
     * Opens a connection and enters with the address' user and password.
     *
     * @param deadlineNanos when reading fails, on the clock of {@link System#nanoTime}
     */
    static FalkorConnection open(ServerAddress address, long deadlineNanos, Runnable waiting) throws IOException {
        Socket socket = address.tls() ? SSLSocketFactory.getDefault().createSocket() : new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
            socket.setSoTimeout(WAIT_MILLIS);
            FalkorConnection connection = new FalkorConnection(socket, waiting);
            connection.reader.deadline(deadlineNanos);
            connection.enter(address);
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

    /** Names of all graphs. */
    List<String> graphs() throws IOException {
        send(List.of("GRAPH.LIST"));
        List<String> names = new ArrayList<>();
        for (int left = reader.array(); left > 0; left--) {
            names.add(reader.text());
        }
        return names;
    }

    /** Sends a read-only query; its answer is read by {@link #reader}. Several may be sent ahead. */
    void ask(String graph, String cypher) throws IOException {
        send(List.of("GRAPH.RO_QUERY", graph, cypher, "--compact"));
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

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // the connection is gone either way
        }
    }
}
