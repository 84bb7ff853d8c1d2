package mind.gateway;

import java.util.Optional;
import java.util.logging.Logger;
import mind.gateway.client.ClientCounters;
import mind.gateway.client.Clients;
import mind.gateway.client.Gate;
import mind.gateway.client.SocketDoor;
import mind.gateway.feed.Feed;
import mind.gateway.feed.FeedCounters;
import mind.gateway.feed.RelayLoop;
import mind.gateway.http.Server;

/** The whole gateway, wired: the port it is given, the server on it, the feed from Redis, and the clients between. */
final class Gateway implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("mind.gateway");

    private final EarlyPort port;
    private final GatewayConfig config;
    private final RelayLoop loop;
    private final Feed feed;
    private final Clients clients;
    private final Server server;
    private final StatusFile status;

    Gateway(EarlyPort port, GatewayConfig config) {
        this.port = port;
        this.config = config;
        this.loop = new RelayLoop(config.tick().toMillis());
        this.feed = new Feed(config.redis(), config.fleetFile(), config.silence(), loop, new FeedCounters());
        this.clients = new Clients(loop, feed, config.limits(), new ClientCounters(), Gate.OPEN);
        this.server = new Server(port.channels(), new SocketDoor(clients, config.deflate()), this::notReady);
        this.status = new StatusFile(config.service(), config.statusFile(), loop, this::notReady);
    }

    void start() {
        loop.handlers(feed::accept, clients::tick, now -> {
            feed.second();
            clients.second();
        });
        loop.start();
        server.start(); // first: the page is there while Redis and the workers are not
        LOG.info("Gateway listens on " + port);
        status.start();
        feed.start();
    }

    private Optional<String> notReady() {
        return clients.isDraining() ? Optional.of("the gateway is stopping") : feed.trouble();
    }

    Clients clients() {
        return clients;
    }

    Feed feed() {
        return feed;
    }

    /** Says goodbye to the clients, within the time the settings give, and ends. */
    @Override
    public void close() {
        status.stopping();
        clients.drain(config.spread(), config.drain());
        feed.close();
        server.close();
        loop.close();
        status.close();
    }
}
