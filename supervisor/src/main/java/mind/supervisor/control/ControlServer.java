package mind.supervisor.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import mind.protocol.ExitCodes;

/**
 * Answers command lines over the control socket, which only the owner of the state directory (and root) may use. HTTP is
 * spoken so far as curl needs it: a request's body is the command line, an answer's body is finished text, streamed line by
 * line; its first line is U+0006, its last U+0004 and the exit code.
 */
public final class ControlServer implements AutoCloseable {
    /** Runs one command line and answers with its exit code. */
    public interface Handler {
        int handle(Request request, Screen screen) throws InterruptedException;
    }

    /** More than this many at once are told to come again. */
    private static final int MAX_CONNECTIONS = 64;

    private static final long CLOSE_SECONDS = 5;
    private static final long PAUSE_NANOS = 100_000_000; // where no client can be taken, as without a descriptor for it
    static final String PART = ".part";
    private static final Logger LOG = Logger.getLogger("mind.supervisor.control");

    private final Path state;
    private final Map<String, String> environment;
    private final Handler handler;
    private final AtomicInteger threads = new AtomicInteger();
    private final ThreadPoolExecutor workers =
            new ThreadPoolExecutor(0, MAX_CONNECTIONS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), this::thread);
    private Path path;
    private ServerSocketChannel server;
    private volatile long endingPid;
    private volatile boolean closing;

    public ControlServer(Path state, Map<String, String> environment, Handler handler) {
        this.state = state;
        this.environment = environment;
        this.handler = handler;
    }

    private Thread thread(Runnable work) {
        var thread = new Thread(null, work, "control-" + threads.incrementAndGet(), 256 << 10);
        thread.setDaemon(true);
        return thread;
    }

    /** Opens the socket. A socket file that lies there is replaced: whoever calls this holds the state directory. */
    public synchronized void start() throws IOException {
        open();
    }

    /** Opens the socket anew where its file is gone and nobody finds it any more; commands under way go on. */
    public synchronized void reopenIfGone() throws IOException {
        boolean found =
                Files.exists(path) && ControlSocket.of(state).toAbsolutePath().equals(path.toAbsolutePath());
        if (found || !server.isOpen()) {
            return;
        }
        ServerSocketChannel lost = server;
        open();
        lost.close();
    }

    private void open() throws IOException {
        path = ControlSocket.prepare(state, environment);
        Path part = path.resolveSibling(path.getFileName() + PART);
        Files.deleteIfExists(part);
        ServerSocketChannel opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        opened.bind(ControlSocket.address(part), MAX_CONNECTIONS);
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-------"));
        Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        server = opened;
        var acceptor = new Thread(null, () -> accept(opened), "control", 256 << 10);
        acceptor.setDaemon(true);
        acceptor.start();
    }

    private void accept(ServerSocketChannel opened) {
        boolean told = false;
        while (opened.isOpen()) {
            try {
                SocketChannel client = opened.accept();
                told = false;
                answer(client);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException | Error e) { // nobody would be answered any more
                told = told || tell(e); // once, until one can be accepted again
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Without a descriptor even what is needed for saying so may not be had: answers whether it was said. */
    private static boolean tell(Throwable fault) {
        try {
            LOG.log(Level.WARNING, "control socket: a client could not be accepted: {0}", fault.getMessage());
            return true;
        } catch (RuntimeException | Error e) {
            return false;
        }
    }

    private void answer(SocketChannel client) throws IOException {
        try {
            workers.execute(() -> serve(client));
        } catch (RejectedExecutionException
                | OutOfMemoryError e) { // as many as may be, or as the system has threads for
            refuse(client);
        } catch (RuntimeException | Error e) {
            client.close();
            throw e;
        }
    }

    private void refuse(SocketChannel client) {
        try (client;
                var connection = new Connection(client, () -> closing)) {
            if (closing) {
                return; // who came while the socket was being closed has found nobody
            }
            connection.begin();
            connection.problem("the supervisor answers " + MAX_CONNECTIONS + " commands already; try again");
            connection.end(ExitCodes.FAILED, 0);
        } catch (IOException e) {
            LOG.log(Level.FINE, "control socket: a client left", e);
        }
    }

    private void serve(SocketChannel client) {
        try (client;
                var connection = new Connection(client, () -> closing)) {
            if (!mayAsk(client)) {
                return;
            }
            int exitCode;
            try {
                Request request = connection.read();
                connection.begin();
                exitCode = handler.handle(request, connection);
            } catch (Connection.BadRequest e) {
                connection.begin();
                connection.problem(e.getMessage());
                exitCode = ExitCodes.USAGE;
            } catch (RuntimeException | Error e) {
                LOG.log(Level.SEVERE, "control socket: a command failed", e);
                connection.problem("the supervisor failed at this command: " + e + "; see its log");
                exitCode = ExitCodes.FAILED;
            }
            connection.end(exitCode, endingPid);
        } catch (IOException e) {
            LOG.log(Level.FINE, "control socket: a client left", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The socket's mode says the same; this also holds in the moment between its birth and its mode. */
    private static boolean mayAsk(SocketChannel client) throws IOException {
        String user = client.getOption(jdk.net.ExtendedSocketOptions.SO_PEERCRED)
                .user()
                .getName();
        return user.equals("root") || user.equals(System.getProperty("user.name"));
    }

    /** From now on answers tell the asker to wait until this process has ended. */
    public void ending() {
        endingPid = ProcessHandle.current().pid();
    }

    /** Ends when the commands under way have been answered, but at most after some seconds. Who only looks on is let go. */
    @Override
    public synchronized void close() {
        if (server == null) {
            return;
        }
        closing = true;
        try {
            server.close();
            workers.shutdown();
            if (!workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "control socket: {0}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
