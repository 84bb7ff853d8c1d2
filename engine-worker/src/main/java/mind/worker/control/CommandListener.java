package mind.worker.control;

import java.util.function.Consumer;
import mind.protocol.Channels;
import mind.worker.link.CitizenLog;
import mind.worker.link.Link;
import mind.worker.link.Retry;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Hears a citizen's command channel on a connection of its own, as long as it is open. {@link #ping} from another thread
 * keeps a quiet connection honest: one that brings nothing, not even the pong, within its read limit is opened anew.
 */
public final class CommandListener implements AutoCloseable {
    /** Longest silence before the connection counts as dead; a ping is due every 5 s. */
    public static final int SILENCE_MILLIS = 12_000;

    private static final long PING_NANOS = 5_000_000_000L;

    private final Link link;
    private final String channel;
    private final Consumer<String> receiver;
    private final CitizenLog log;
    private final Retry retry;
    private final Thread thread = new Thread(this::listen, "commands");
    private volatile JedisPubSub subscription;
    private volatile long pingedNanos = System.nanoTime();
    private volatile boolean closed;

    /** @param link a connection of its own whose answer limit is {@link #SILENCE_MILLIS} */
    public CommandListener(Link link, String graph, Consumer<String> receiver, CitizenLog log) {
        this.link = link;
        this.channel = Channels.commands(graph);
        this.receiver = receiver;
        this.log = log;
        this.retry = new Retry(log, "Commands are heard again", 100, 5_000);
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
                    subscription = next;
                    next.proceed(connection, channel);
                } catch (JedisException e) {
                    link.drop();
                    if (!closed) {
                        Thread.sleep(retry.failed("Commands are not heard: " + link.trouble(e)));
                    }
                }
            }
        } catch (InterruptedException e) {
            // closed
        }
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
            } catch (RuntimeException e) {
                log.fault("a command could not be taken", e);
            }
        }
    }

    /** Asks the server for a sign of life, if that is due. Called about once a second by another thread. */
    public void ping() {
        JedisPubSub current = subscription;
        long now = System.nanoTime();
        if (current != null && current.isSubscribed() && now - pingedNanos >= PING_NANOS) {
            pingedNanos = now;
            try {
                current.ping();
            } catch (JedisException e) {
                link.drop(); // the listening thread finds out and opens it anew
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
