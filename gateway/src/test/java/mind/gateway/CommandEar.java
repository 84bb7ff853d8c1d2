package mind.gateway;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import mind.protocol.Channels;
import mind.protocol.FalkorDb;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** Takes the commands to one citizen from the real bus, as its worker does; over a new connection where one breaks. */
final class CommandEar implements AutoCloseable {
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long PATIENCE_SECONDS = 20;

    private final FalkorDb redis;
    private final String graph;
    private final Consumer<byte[]> taking;
    private final CountDownLatch subscribed = new CountDownLatch(1);
    private Jedis connection; // guarded by this, as is the next
    private boolean closed;

    /** @param taking is given each command, on a thread of its own */
    CommandEar(FalkorDb redis, String graph, Consumer<byte[]> taking) {
        this.redis = redis;
        this.graph = graph;
        this.taking = taking;
    }

    /** Returns once it hears. */
    void start() {
        var thread = new Thread(this::run, "ear-" + graph);
        thread.setDaemon(true);
        thread.start();
        try {
            if (!subscribed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no subscription to the commands of " + graph);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run() {
        boolean open = true;
        while (open) {
            try (Jedis fresh = redis.connect()) {
                open = keep(fresh);
                if (open) {
                    fresh.subscribe(new Listener(), Channels.commands(graph).getBytes(StandardCharsets.UTF_8));
                }
            } catch (JedisException e) {
                open = !isClosed(); // the server is down
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    private synchronized boolean keep(Jedis fresh) {
        connection = fresh;
        return !closed;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private final class Listener extends BinaryJedisPubSub {
        @Override
        public void onSubscribe(byte[] channel, int count) {
            subscribed.countDown();
        }

        @Override
        public void onMessage(byte[] channel, byte[] message) {
            taking.accept(message);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (connection != null) {
            connection.disconnect();
        }
    }
}
