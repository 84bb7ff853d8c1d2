package mind.gateway.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty and Javalin on sockets that listen already: first the WebSocket endpoint, then the routes. */
public final class Server implements AutoCloseable {
    private static final int MOST_THREADS = 48; // each may wait for one slow reader of an answer
    private static final int LEAST_THREADS = 4;
    private static final int IDLE_MILLIS = 30_000;
    /** Whole graphs that may wait to be written out; one is at a time. */
    private static final int MOST_GRAPHS_WAITING = 32;

    private static final int MOST_BODY_BYTES = 1 << 20;

    private final List<ServerSocketChannel> channels;
    private final Handler.Wrapper sockets;
    private final Routes routes;
    private final ThreadPoolExecutor reading;
    private Javalin app;

    /**
     * @param channels bound and listening
     * @param sockets  what takes WebSockets, and passes on everything else
     * @param routes   what answers that
     */
    public Server(List<ServerSocketChannel> channels, Handler.Wrapper sockets, Routes routes) {
        this.channels = List.copyOf(channels);
        this.sockets = sockets;
        this.routes = routes;
        this.reading = new ThreadPoolExecutor(
                1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_GRAPHS_WAITING), task -> {
                    var thread = new Thread(task, "graph-reader");
                    thread.setDaemon(true);
                    return thread;
                });
        reading.allowCoreThreadTimeOut(true);
    }

    public void start() {
        var threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
        threads.setName("http");
        threads.setDaemon(true);
        app = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.http.maxRequestSize = MOST_BODY_BYTES;
            config.jetty.threadPool = threads;
            channels.forEach(channel -> listen(config, channel));
            config.jetty.modifyServer(server -> server.insertHandler(sockets));
            routes.addTo(config.routes, threads, reading);
        });
        app.start();
    }

    private static void listen(JavalinConfig config, ServerSocketChannel channel) {
        config.jetty.addConnector((server, http) -> {
            var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
            connector.setIdleTimeout(IDLE_MILLIS); // of plain HTTP: a WebSocket brings its own
            try {
                connector.open(channel);
            } catch (IOException e) {
                throw new IllegalStateException("the listening socket could not be handed to Jetty", e);
            }
            return connector;
        });
    }

    @Override
    public void close() {
        if (app != null) {
            app.stop();
        }
        reading.shutdownNow();
    }
}
