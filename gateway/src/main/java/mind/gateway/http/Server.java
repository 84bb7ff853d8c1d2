package mind.gateway.http;

import io.javalin.Javalin;
import io.javalin.http.servlet.JavalinServlet;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Jetty on sockets that listen already, in two steps: {@link #open} has it answer that the process lives, {@link #serve}
 * adds the WebSocket endpoint and Javalin's routes, which take longer to come up.
 */
public final class Server implements AutoCloseable {
    private static final int MOST_THREADS = 48; // each may wait for one slow reader of an answer
    private static final int LEAST_THREADS = 4;
    private static final int IDLE_MILLIS = 30_000;
    /** Whole graphs that may wait to be read; one is at a time. */
    private static final int MOST_GRAPHS_WAITING = 32;

    /** How many times the patience with a silent visitor one may have who goes on taking a whole graph. */
    private static final long TAKING = 2;

    private static final int MOST_BODY_BYTES = 1 << 20;
    /** Connections that may be open besides those of sockets that were let in. */
    private static final int HTTP_CONNECTIONS = 500;
    /** Taken in until it is known how many there may be; raising a limit that has been reached would let in nobody. */
    private static final int EARLY_CONNECTIONS = 4_096;

    private static final String CACHE_LINE = "org.eclipse.jetty.util.referencesPerCacheLine";

    static {
        // else Jetty brings up all of JMX at each start, only to ask for it
        System.setProperty(CACHE_LINE, System.getProperty(CACHE_LINE, "16")); // 64 bytes of compressed references
    }

    private final List<ServerSocketChannel> channels;
    private final EarlyAnswers early;
    private final QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
    private final org.eclipse.jetty.server.Server jetty = new org.eclipse.jetty.server.Server(threads);
    private final Opening opening = new Opening();
    private final ThreadPoolExecutor reading;
    /** Past it nobody is accepted: who comes waits in the system's queue. */
    private final NetworkConnectionLimit limit = new NetworkConnectionLimit(EARLY_CONNECTIONS, jetty);

    private final LongAdder slow = new LongAdder();
    private final int patienceMillis;

    /**
     * @param channels bound and listening
     * @param early    answers on them until {@link #open}
     */
    public Server(List<ServerSocketChannel> channels, EarlyAnswers early) {
        this(channels, early, IDLE_MILLIS);
    }

    /** @param patienceMillis how long a connection may be silent, and a request may take to come */
    public Server(List<ServerSocketChannel> channels, EarlyAnswers early, int patienceMillis) {
        this.channels = List.copyOf(channels);
        this.early = early;
        this.patienceMillis = patienceMillis;
        this.reading = new ThreadPoolExecutor(
                1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_GRAPHS_WAITING), task -> {
                    var thread = new Thread(task, "graph-reader");
                    thread.setDaemon(true);
                    return thread;
                });
        reading.allowCoreThreadTimeOut(true);
    }

    /** From now on it is answered that the process lives; who asks for more waits for {@link #serve}. */
    public void open() {
        threads.setName("http");
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setUriCompliance(UriCompliance.LEGACY); // names of graphs and links are parts of paths
        try {
            jetty.setHandler(opening);
            jetty.setErrorHandler(new PlainWords());
            jetty.start();
            List<SharingConnector> connectors = new ArrayList<>(channels.size());
            for (int i = 0; i < channels.size(); i++) {
                var connector = new SharingConnector(jetty, http);
                connector.setIdleTimeout(patienceMillis); // of plain HTTP: a WebSocket brings its own
                connector.addBean(new HeadDeadline(connector.getScheduler(), patienceMillis, slow));
                connectors.add(connector);
                jetty.addConnector(connector);
                jetty.manage(connector);
            }
            jetty.addManaged(limit);
            List<EarlyAnswers.Visitor> visitors = early.handOver(); // as late as can be
            for (int i = 0; i < channels.size(); i++) {
                connectors.get(i).open(channels.get(i));
                connectors.get(i).start();
            }
            if (!connectors.isEmpty()) {
                connectors.get(0).take(visitors);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the listening socket could not be handed to Jetty", e);
        } catch (Exception e) { // Jetty's start declares no narrower one
            throw new IllegalStateException("Jetty did not start", e);
        }
    }

    /**
     * Answers everything.
     *
     * @param sockets what takes WebSockets, and passes on everything else
     * @param routes  what answers that
     * @param mostSockets how many WebSockets may be open at a time
     */
    public void serve(Handler.Wrapper sockets, Routes routes, int mostSockets) {
        var javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.http.maxRequestSize = MOST_BODY_BYTES;
            routes.addTo(config.routes, threads, reading, TAKING * patienceMillis);
        });
        var context = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
        var servlet = new ServletHolder(new JavalinServlet(javalin.unsafe)); // without what upgrades sockets
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/*");
        limit.setMaxNetworkConnectionCount(mostSockets + HTTP_CONNECTIONS);
        sockets.setHandler(new Bodies(context, routes::client, MOST_BODY_BYTES, patienceMillis, slow));
        try {
            opening.pass(sockets);
        } catch (Exception e) { // a handler's start declares no narrower one
            throw new IllegalStateException("the routes did not start", e);
        }
    }

    /** Connections ended because a request took too long to come. */
    public long slowRequests() {
        return slow.sum();
    }

    @Override
    public void close() {
        try {
            jetty.stop();
        } catch (Exception e) { // nor does its stop; what could not be stopped ends with the process
            Thread.currentThread().interrupt();
        }
        reading.shutdownNow();
    }
}
