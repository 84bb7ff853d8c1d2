package mind.worker.control;

import java.time.Duration;
import java.util.function.Consumer;
import mind.protocol.Channels;
import mind.worker.link.CitizenLog;
import mind.worker.link.Link;
import mind.worker.link.Retry;
import redis.clients.jedis.JedisPubSub;

/**
 * Hears a citizen's command channel on a connection of its own, as long as it is open. {@link #ping} from another thread
 * keeps a quiet connection honest: one that brings nothing, not even the pong, within its answer limit is opened anew.
 */
public final class CommandListener implements AutoCloseable {
    /** Longest silence before the connection counts as dead; a ping is due every 5 s. */
    public static final int SILENCE_MILLIS = 12_000;

    private static final Duration PING = Duration.ofSeconds(5);

    private final Link link;
    private final String channel;
    private final Consumer<String> receiver;
    private final CitizenLog log;
    private final Retry retry;
    private final long pingNanos;
    private final Thread thread = new Thread(this::listen, "commands");
    private JedisPubSub subscription; // guarded by this; null while there is no connection
    private long pingedNanos = System.nanoTime();
    private volatile boolean closed;

    /** @param link a connection of its own whose answer limit is {@link #SILENCE_MILLIS} */
    public CommandListener(Link link, String graph, Consumer<String> receiver, CitizenLog log) {
        this(link, graph, receiver, log, PING);
    }

    /** @param ping between two questions for a sign of life; well below the link's answer limit */
    CommandListener(Link link, String graph, Consumer<String> receiver, CitizenLog log, Duration ping) {
        this.link = link;
        this.channel = Channels.commands(graph);
        this.receiver = receiver;
        this.log = log;
        this.retry = new Retry(log, "Commands are heard again", 100, 5_000);
        this.pingNanos = ping.toNanos();
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void listen() {
        try {
            while (!closed) {
                try {
                    var next = new Subscription();
                    var connection = link.open();
                    subscribes(next);
                    next.proceed(connection, channel);
                } catch (RuntimeException e) { // an answer that makes no sense throws anything
                    drop();
                    if (!closed) {
                        Thread.sleep(retry.failed("Commands are not heard: " + link.trouble(e)));
                    }
                }
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private synchronized void subscribes(JedisPubSub next) {
        subscription = next;
    }

    /** In one step: a ping on a connection that was dropped would open it again, and nobody would close it. */
    private synchronized void drop() {
        subscription = null;
        link.drop();
    }

    private final class Subscription extends JedisPubSub {
        @Override
        public void onSubscribe(String name, int count) {
            retry.worked();
        }

        @Override
        public void onMessage(String name, String message) {
            try {
                receiver.accept(message);
            } catch (RuntimeException | Error e) { // such as a class that is not to be had: the next may do without it
                log.fault("a command could not be taken", e);
            }
        }
    }

    /** Asks the server for a sign of life, if that is due. Called about once a second by another thread. */
    public synchronized void ping() {
        long now = System.nanoTime();
        if (!closed && subscription != null && subscription.isSubscribed() && now - pingedNanos >= pingNanos) {
            pingedNanos = now;
            try {
                subscription.ping();
            } catch (RuntimeException e) {
                drop(); // the listening thread finds out and opens it anew
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        link.close();
    }
}
