package mind.gateway.http;

import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import mind.gateway.client.SocketDoor;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty and Javalin on sockets that listen already. */
public final class Server implements AutoCloseable {
    private final List<ServerSocketChannel> channels;
    private final SocketDoor sockets;
    private final Supplier<Optional<String>> notReady;
    private final DashboardFiles dashboard = new DashboardFiles();
    private Javalin app;

    /** @param notReady why the gateway cannot do its work now; empty when it can */
    public Server(List<ServerSocketChannel> channels, SocketDoor sockets, Supplier<Optional<String>> notReady) {
        this.channels = List.copyOf(channels);
        this.sockets = sockets;
        this.notReady = notReady;
    }

    public void start() {
        app = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            for (ServerSocketChannel channel : channels) {
                config.jetty.addConnector((server, http) -> {
                    var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
                    try {
                        connector.open(channel);
                    } catch (IOException e) {
                        throw new IllegalStateException("the listening socket could not be handed to Jetty", e);
                    }
                    return connector;
                });
            }
            config.jetty.modifyServer(server -> server.insertHandler(sockets));
            config.routes.get("/healthz", context -> context.json("{\"status\":\"healthy\"}"));
            config.routes.get("/readyz", this::ready);
            config.routes.get("/", dashboard::index);
            config.routes.get("/app/{build}/<file>", dashboard::file);
        });
        app.start();
    }

    private void ready(Context context) {
        Optional<String> reason = notReady.get();
        context.status(reason.isEmpty() ? 200 : 503)
                .contentType("application/json")
                .result(
                        reason.isEmpty()
                                ? "{\"ready\":true}"
                                : "{\"ready\":false,\"reason\":\""
                                        + reason.get().replace("\\", "\\\\").replace("\"", "'") + "\"}");
    }

    @Override
    public void close() {
        if (app != null) {
            app.stop();
        }
    }
}
