package mind.gateway.feed;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import mind.gateway.feed.RelayLoop.BusMessage;
import mind.protocol.ServerAddress;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Jedis;

/**
 * The one subscribed connection to Redis. It keeps a set of wanted channels, asks for all of them each time it connects,
 * and passes on what comes without looking inside.
 *
 * <p>A Redis that stalls says nothing to a subscriber, so a ping leaves every {@value #PING_MILLIS} ms and the connection
 * is cut once {@value #MISSES} of them went unanswered; then, as after any failure, it is opened anew, {@value
 * #SHORTEST_WAIT_MILLIS} to {@value #LONGEST_WAIT_MILLIS} ms later.
 */
final class Subscriber implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("mind.gateway.feed");
    private static final long PING_MILLIS = 2_000;
    private static final int MISSES = 2;
    private static final long SHORTEST_WAIT_MILLIS = 50;
    private static final long LONGEST_WAIT_MILLIS = 2_000;

    private final ServerAddress address;
    private final Set<String> atOnce;
    private final RelayLoop loop;
    private final FeedCounters counters;
    private final Runnable onChange;
    private final Set<String> wanted = ConcurrentHashMap.newKeySet();
    private final Map<String, Boolean> confirmed = new ConcurrentHashMap<>();
    private final Object sending = new Object(); // one writer at a time on the subscribed connection
    private volatile Jedis jedis;
    private volatile Listener listener;
    private volatile long lastSignNanos;
    private volatile boolean unanswered; // which is why the connection was cut
    private volatile String trouble = "not connected yet";
    private volatile boolean closed;
    private Thread thread;

    /**
     * @param atOnce   channels asked for from the start, whose messages the relay should wake up for
     * @param onChange run when a channel was confirmed or the connection lost; on the Redis thread, must be quick
     */
    Subscriber(ServerAddress address, Set<String> atOnce, RelayLoop loop, FeedCounters counters, Runnable onChange) {
        this.address = address;
        this.atOnce = Set.copyOf(atOnce);
        this.loop = loop;
        this.counters = counters;
        this.onChange = onChange;
        wanted.addAll(atOnce);
    }

    void start(ScheduledExecutorService timer) {
        thread = new Thread(() -> run(timer), "redis-subscriber");
        thread.setDaemon(true);
        thread.start();
    }

    /** Asks for {@code channel} now and after each reconnection. */
    void want(String channel) {
        if (wanted.add(channel)) {
            tell(live -> live.subscribe(bytes(channel)));
        }
    }

    void unwant(String channel) {
        if (wanted.remove(channel)) {
            confirmed.remove(channel);
            tell(live -> live.unsubscribe(bytes(channel)));
        }
    }

    /** Whether Redis has confirmed {@code channel}, so that what is published from now on arrives. */
    boolean has(String channel) {
        return confirmed.containsKey(channel);
    }

    /** What stands in the way of trusting this connection; empty while Redis has given a sign of life lately. */
    Optional<String> trouble() {
        if (!trouble.isEmpty()) {
            return Optional.of(trouble);
        }
        long silentMillis = signAgeMillis();
        return silentMillis > PING_MILLIS * MISSES + 1_000
                ? Optional.of("no sign of life from Redis at " + address + " for " + silentMillis + " ms")
                : Optional.empty();
    }

    /** Since the last message or pong; without meaning before the first. */
    long signAgeMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastSignNanos);
    }

    private interface Order {
        void give(Listener live);
    }

    private void tell(Order order) {
        synchronized (sending) {
            Listener live = listener;
            if (live != null && live.ready) {
                try {
                    order.give(live);
                } catch (RuntimeException e) {
                    cut(); // the reading thread sees it too, and connects anew with the whole wanted set
                }
            }
        }
    }

    private void run(ScheduledExecutorService timer) {
        long wait = SHORTEST_WAIT_MILLIS;
        boolean said = false;
        while (!closed) {
            ScheduledFuture<?> pings = null;
            var live = new Listener();
            try (Jedis connection = RedisLink.open(address, "mind-gateway-feed")) {
                connection.ping();
                jedis = connection;
                listener = live;
                lastSignNanos = System.nanoTime();
                trouble = "";
                pings = timer.scheduleWithFixedDelay(() -> ping(live), PING_MILLIS, PING_MILLIS, TimeUnit.MILLISECONDS);
                LOG.info("Connected to Redis at " + address);
                said = false;
                wait = SHORTEST_WAIT_MILLIS;
                connection.subscribe(
                        live, atOnce.stream().map(Subscriber::bytes).toArray(byte[][]::new));
                trouble = "Redis at " + address + " ended the subscription";
            } catch (Throwable e) { // whatever it was, the next connection is the cure
                String why = unanswered ? "it has not answered " + MISSES + " pings" : e.getMessage();
                unanswered = false;
                trouble = "No Redis at " + address + " (REDIS_URL): " + why;
                if (!said && !closed) {
                    LOG.warning(trouble + "; trying again every " + LONGEST_WAIT_MILLIS / 1_000 + " s");
                    said = true;
                }
            } finally {
                if (pings != null) {
                    pings.cancel(false);
                    counters.reconnects.increment();
                }
                listener = null;
                jedis = null;
                confirmed.clear();
                onChange.run();
            }
            wait = pause(wait);
        }
    }

    private long pause(long wait) {
        try {
            TimeUnit.MILLISECONDS.sleep(wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // only close() interrupts
        }
        return Math.min(LONGEST_WAIT_MILLIS, wait * 2);
    }

    private void ping(Listener live) {
        if (signAgeMillis() > PING_MILLIS * MISSES) {
            unanswered = true;
            cut(); // the reading thread says why, and connects anew
            return;
        }
        synchronized (sending) {
            if (live.ready) {
                try {
                    live.ping();
                } catch (RuntimeException e) {
                    cut();
                }
            }
        }
    }

    private void cut() {
        Jedis connection = jedis;
        if (connection != null) {
            try {
                connection.getConnection().forceDisconnect();
            } catch (Exception e) {
                LOG.fine(() -> "closing the subscription: " + e);
            }
        }
    }

    private static byte[] bytes(String channel) {
        return channel.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        closed = true;
        cut();
        if (thread != null) {
            thread.interrupt();
        }
    }

    private final class Listener extends BinaryJedisPubSub {
        private boolean ready; // guarded by sending

        @Override
        public void onSubscribe(byte[] channel, int count) {
            lastSignNanos = System.nanoTime();
            String name = new String(channel, StandardCharsets.UTF_8);
            synchronized (sending) {
                if (!ready) {
                    ready = true;
                    Set<String> rest = new TreeSet<>(wanted);
                    rest.removeAll(atOnce);
                    if (!rest.isEmpty()) {
                        subscribe(rest.stream().map(Subscriber::bytes).toArray(byte[][]::new));
                    }
                }
            }
            if (wanted.contains(name)) {
                confirmed.put(name, true);
                onChange.run();
            }
        }

        @Override
        public void onMessage(byte[] channel, byte[] message) {
            lastSignNanos = System.nanoTime();
            counters.messagesIn.increment();
            counters.bytesIn.add(message.length);
            String name = new String(channel, StandardCharsets.UTF_8);
            if (!loop.offer(new BusMessage(name, message), atOnce.contains(name))) {
                counters.overflowed.increment();
            }
        }

        @Override
        public void onPong(byte[] pattern) {
            lastSignNanos = System.nanoTime();
        }
    }
}
