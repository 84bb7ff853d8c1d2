package mind.gateway;

import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import mind.gateway.access.Door;
import mind.gateway.access.Refusals;
import mind.gateway.access.Turnstile;
import mind.gateway.client.ClientCounters;
import mind.gateway.client.Clients;
import mind.gateway.client.SocketDoor;
import mind.gateway.feed.Feed;
import mind.gateway.feed.FeedCounters;
import mind.gateway.feed.RelayLoop;
import mind.gateway.heap.HeapBudget;
import mind.gateway.heap.HeapReturn;
import mind.gateway.http.ClientSockets;
import mind.gateway.http.FeedMinds;
import mind.gateway.http.Health;
import mind.gateway.http.PictureRoom;
import mind.gateway.http.Routes;
import mind.gateway.http.Server;
import mind.gateway.http.SocketGate;
import mind.gateway.metrics.Metrics;

/** The whole gateway, wired: the port it is given, the server on it, the feed from Redis, and the clients between. */
final class Gateway implements AutoCloseable, Health {
    private static final Logger LOG = Logger.getLogger("mind.gateway");

    private final EarlyPort port;
    private final GatewayConfig config;
    private final RelayLoop loop;
    private final Feed feed;
    private final Clients clients;
    private final Server server;
    private final SocketDoor sockets;
    private final Routes routes;
    private final StatusFile status;
    private final HeapReturn heap;

    /** @param server open on {@code port} */
    Gateway(EarlyPort port, Server server, GatewayConfig config) {
        this.port = port;
        this.server = server;
        this.config = config;
        var budget = new HeapBudget();
        this.loop = new RelayLoop(config.tick().toMillis(), budget.mostWaiting());
        this.feed = new Feed(config.redis(), config.fleetFile(), config.silence(), loop, new FeedCounters(), budget);
        var refusals = new Refusals();
        var door = new Door(config.access(), refusals);
        var turnstile = new Turnstile(config.access().connections());
        var counters = new ClientCounters();
        var gate = new SocketGate(door, turnstile, refusals);
        this.clients = new Clients(loop, feed, config.limits(), counters, gate, budget);
        var metrics = new Metrics();
        GatewayMetrics.register(metrics, feed, clients, counters, refusals);
        this.heap = new HeapReturn(budget::bytes);
        GatewayMetrics.heap(metrics, budget, heap);
        var room = new PictureRoom(budget);
        GatewayMetrics.graphs(metrics, room);
        GatewayMetrics.door(metrics, turnstile::open, server::slowRequests);
        this.routes = new Routes(
                new FeedMinds(feed, loop),
                this,
                new ClientSockets(clients),
                metrics,
                feed.counters().byType,
                door,
                config.access().admin(),
                room);
        this.sockets = new SocketDoor(clients, config.deflate());
        this.status = new StatusFile(config.service(), config.statusFile(), loop, this::trouble);
    }

    void start() {
        loop.handlers(feed::accept, clients::tick, now -> {
            feed.second();
            clients.second();
            heap.second(System.nanoTime());
        });
        loop.start();
        server.serve(
                sockets,
                routes,
                config.access().connections().all()); // first: the page is there while Redis and the workers are not
        LOG.info("Gateway listens on " + port);
        status.start();
        feed.start();
    }

    private Optional<String> trouble() {
        return clients.isDraining() ? Optional.of("the gateway is stopping") : feed.trouble();
    }

    @Override
    public List<String> notReady() {
        return trouble().stream().toList();
    }

    @Override
    public List<String> shortages() {
        return clients.graphs().reasons();
    }

    @Override
    public long beat() {
        return loop.beat();
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
