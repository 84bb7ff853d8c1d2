package mind.gateway.feed;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The one thread that owns the logs of all citizens and the state of all clients, so that none of it needs a lock. Others
 * hand it work: the Redis thread its messages, through a bounded queue; Jetty's threads short tasks. It never waits for a
 * client or a server.
 *
 * <p>Tasks are unbounded in number by construction rather than by the queue: a client has at most one message being
 * handled (it is not read further before that), one frame in flight and one ending.
 */
public final class RelayLoop implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("mind.gateway.relay");
    private static final int WAITING_MESSAGES = 16_384;
    private static final int BATCH = 256;
    /** How long tasks are run before messages and the tick have their turn. */
    private static final long TURN_NANOS = 5_000_000L;

    private static final long SECOND = 1_000_000_000L;

    private final long tickNanos;
    private final long mostWaitingBytes;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ArrayBlockingQueue<BusMessage> messages = new ArrayBlockingQueue<>(WAITING_MESSAGES);
    private final AtomicLong waitingBytes = new AtomicLong(); // of those messages
    private final AtomicBoolean wanted = new AtomicBoolean();
    private final AtomicLong seconds = new AtomicLong();
    private volatile Thread thread;
    private volatile boolean closed;

    private Consumer<BusMessage> onMessage = message -> {};
    private LongConsumer onTick = now -> {};
    private LongConsumer onSecond = now -> {};

    /**
     * Bytes as they came from Redis.
     *
     * @param channel where
     * @param bytes   the whole message
     */
    public record BusMessage(String channel, byte[] bytes) {}

    /**
     * @param tickMillis       how long events are gathered before clients are served; 0 serves after each batch of messages
     * @param mostWaitingBytes of messages from Redis that wait; one is taken however long it is
     */
    public RelayLoop(long tickMillis, long mostWaitingBytes) {
        this.tickNanos = tickMillis * 1_000_000L;
        this.mostWaitingBytes = mostWaitingBytes;
    }

    /**
     * Names what the loop calls: for each message, at each tick, and once a second; times are {@link System#nanoTime}.
     * Before {@link #start}.
     */
    public void handlers(Consumer<BusMessage> message, LongConsumer tick, LongConsumer second) {
        onMessage = message;
        onTick = tick;
        onSecond = second;
    }

    public void start() {
        thread = new Thread(this::run, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs {@code task} on the loop, soon. */
    public void execute(Runnable task) {
        tasks.add(task);
        wake();
    }

    /**
     * Queues a message from Redis; false if the queue is full and the message is lost (its seq then shows the hole).
     *
     * @param atOnce whether it is worth waking up for, or may wait for the next tick
     */
    boolean offer(BusMessage message, boolean atOnce) {
        int bytes = message.bytes().length;
        long waiting = waitingBytes.addAndGet(bytes);
        boolean queued = (waiting <= mostWaitingBytes || waiting == bytes) && messages.offer(message);
        if (!queued) {
            waitingBytes.addAndGet(-bytes);
        }
        boolean many = waiting > mostWaitingBytes / 2 || messages.remainingCapacity() < WAITING_MESSAGES / 2;
        if (atOnce || tickNanos == 0 || many) {
            wake();
        }
        return queued;
    }

    public boolean isLoopThread() {
        return Thread.currentThread() == thread;
    }

    /** How many seconds the loop has counted: stands still if and only if it is stuck. */
    public long beat() {
        return seconds.get();
    }

    private void wake() {
        if (!wanted.getAndSet(true)) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        long nextTick = System.nanoTime() + tickNanos;
        long nextSecond = System.nanoTime() + SECOND;
        while (!closed) {
            wanted.set(false);
            boolean more = runTasks() | takeMessages();
            long now = System.nanoTime();
            if (tickNanos == 0 || now - nextTick >= 0) {
                guard(() -> onTick.accept(System.nanoTime()), "tick");
                nextTick = Math.max(nextTick + tickNanos, now); // late ticks are skipped, not caught up
            }
            if (now - nextSecond >= 0) {
                seconds.incrementAndGet();
                guard(() -> onSecond.accept(now), "second");
                nextSecond = Math.max(nextSecond + SECOND, now);
            }
            if (!more && !wanted.get()) {
                long until = tickNanos == 0 ? nextSecond : Math.min(nextTick, nextSecond);
                LockSupport.parkNanos(this, Math.max(1, until - System.nanoTime()));
            }
        }
    }

    private boolean runTasks() {
        long end = System.nanoTime() + TURN_NANOS;
        do {
            Runnable task = tasks.poll();
            if (task == null) {
                return false;
            }
            guard(task, "task");
        } while (System.nanoTime() - end < 0);
        return true;
    }

    private boolean takeMessages() {
        for (int i = 0; i < BATCH; i++) {
            BusMessage message = messages.poll();
            if (message == null) {
                return false;
            }
            waitingBytes.addAndGet(-message.bytes().length);
            guard(() -> onMessage.accept(message), message.channel());
        }
        return true;
    }

    /** One bad message or client must not end the loop that serves all others. */
    private static void guard(Runnable work, String what) {
        try {
            work.run();
        } catch (RuntimeException | StackOverflowError e) {
            LOG.log(Level.WARNING, "Relay: " + what + " failed", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        wake();
    }
}
