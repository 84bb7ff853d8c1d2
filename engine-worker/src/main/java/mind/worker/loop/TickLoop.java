package mind.worker.loop;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import mind.worker.dynamics.Engine;
import mind.worker.dynamics.Stimulus;

/**
 * The thread an engine lives on. It ticks at a fixed rate on the monotonic clock (a slot that is over when its turn comes
 * is skipped and counted, never made up for), runs tasks handed to it between two ticks, also while frozen, and shows the
 * engine to observers after each tick. Whatever a task or an observer throws, the physics goes on.
 */
public final class TickLoop implements AutoCloseable {
    /** Multiplier from which on the loop stands still. */
    public static final double FROZEN = 1e9;

    private static final Logger LOG = Logger.getLogger("mind.worker.loop");
    private static final int INBOX = 256;
    private static final int REPLACED_MEANWHILE = 3; // engines in a row that took over before a stimulus reached them
    private static final double SLOWEST_MULTIPLIER = 0.1;
    private static final long LEAST_INTERVAL_NANOS = 50_000_000L;
    private static final long CLOSE_MILLIS = 10_000;

    private final String name;
    private final ArrayBlockingQueue<Task<?>> inbox = new ArrayBlockingQueue<>(INBOX);
    private final TickTimes times = new TickTimes();
    private final AtomicLong rejected = new AtomicLong();
    private final Thread thread;
    private volatile Engine engine;
    private volatile Observer[] observers = new Observer[0];
    private volatile double multiplier = 1;
    private long waited; // the tick thread's: longest interval since the last tick, nanoseconds
    private volatile boolean paused;
    private volatile boolean closing;
    private volatile long ticks;
    private volatile long lateSlots;
    private volatile long failedTicks;
    private volatile long failedObservers;

    /** A piece of work for the tick thread and where its outcome goes. */
    private record Task<T>(Function<Engine, T> work, CompletableFuture<T> outcome) {
        void run(Engine engine) {
            try {
                outcome.complete(work.apply(engine));
            } catch (RuntimeException | Error e) {
                outcome.completeExceptionally(e);
            }
        }
    }

    /** One who looks on, and whether its failing has been logged. */
    private static final class Observer {
        private final Consumer<Engine> look;
        private boolean failed;

        Observer(Consumer<Engine> look) {
            this.look = look;
        }
    }

    /** @param name the citizen's, for the thread and the log */
    public TickLoop(String name, Engine engine) {
        this.name = name;
        this.engine = engine;
        thread = new Thread(this::live, "tick-" + name);
        thread.setDaemon(true);
    }

    /** Adds one who looks at the engine at the end of each tick, on the tick thread. Its failures are counted only. */
    public synchronized void observe(Consumer<Engine> observer) {
        Observer[] more = java.util.Arrays.copyOf(observers, observers.length + 1);
        more[observers.length] = new Observer(observer);
        observers = more;
    }

    public void start() {
        thread.start();
    }

    /**
     * Runs {@code task} on the tick thread between two ticks, also while frozen. At most 256 wait; one more fails at once
     * with {@link RejectedExecutionException}, as does one after {@link #close}.
     */
    public <T> CompletableFuture<T> submit(Function<Engine, T> task) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        if (closing || !inbox.offer(new Task<>(task, outcome))) {
            rejected.incrementAndGet();
            outcome.completeExceptionally(new RejectedExecutionException(
                    closing ? name + " is stopping" : name + " has " + INBOX + " tasks waiting"));
            return outcome;
        }
        LockSupport.unpark(thread);
        if (closing && !thread.isAlive()) {
            outcome.completeExceptionally(new RejectedExecutionException(name + " has stopped"));
        }
        return outcome;
    }

    /** Queues a stimulus, from any thread; answers how many wait. While frozen they stay queued. */
    public int inject(Stimulus stimulus) {
        int waiting = engine.inject(stimulus);
        for (int again = 0; waiting == Engine.REPLACED; again++) {
            if (again == REPLACED_MEANWHILE) {
                throw new RejectedExecutionException(name + " is being loaded anew over and over");
            }
            waiting = engine.inject(stimulus);
        }
        return waiting;
    }

    /** Sets the multiplier of the interval, cut to 0.1 to 1e9; from 1e9 on the loop is frozen. Answers what was set. */
    public double speed(double factor) {
        multiplier = Math.max(SLOWEST_MULTIPLIER, Math.min(FROZEN, factor));
        paused = false;
        LockSupport.unpark(thread);
        return multiplier;
    }

    /** Stops ticking after the current tick; tasks are still run. */
    public void pause() {
        paused = true;
        LockSupport.unpark(thread);
    }

    /** Goes on after {@link #pause}, or at normal speed where the multiplier froze it. */
    public void resume() {
        if (multiplier >= FROZEN) {
            multiplier = 1;
        }
        paused = false;
        LockSupport.unpark(thread);
    }

    /** The multiplier as control answers tell it: {@link #FROZEN} while paused. */
    public double multiplier() {
        return paused ? FROZEN : multiplier;
    }

    /** Puts what {@code successor} makes of this engine in its place, between two ticks; it goes on where this one ends. */
    public CompletableFuture<Void> replace(UnaryOperator<Engine> successor) {
        return submit(old -> {
            Engine next = successor.apply(old);
            engine = next; // first: what the old one takes no more finds the new one
            next.follow(old);
            return null;
        });
    }

    /** Figures of the loop as of the last tick. */
    public LoopStats stats() {
        double[] millis = times.percentileMillis(0.5, 0.99);
        return new LoopStats(
                ticks,
                multiplier(),
                frozen(),
                TimeUnit.NANOSECONDS.toMicros(intervalNanos()) / 1000.0,
                times.hertz(System.nanoTime()),
                times.lastMillis(),
                millis[0],
                millis[1],
                lateSlots,
                failedTicks,
                failedObservers,
                engine.droppedStimuli(),
                rejected.get());
    }

    /** Runs what waits, ends the thread and waits for it; twice is fine. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Task<?> task = inbox.poll(); task != null; task = inbox.poll()) {
            task.outcome.completeExceptionally(new RejectedExecutionException(name + " has stopped"));
        }
    }

    private boolean frozen() {
        return paused || multiplier >= FROZEN;
    }

    private long intervalNanos() {
        double millis = engine.nextIntervalMillis() * Math.min(multiplier, FROZEN);
        return Math.max(LEAST_INTERVAL_NANOS, (long) (millis * 1e6));
    }

    private void live() {
        long last = System.nanoTime() - intervalNanos(); // the slot before the first
        while (!closing) {
            if (frozen()) {
                standStill();
                last = System.nanoTime() - intervalNanos();
                continue;
            }
            if (!waitAfter(last)) {
                continue;
            }
            long interval = intervalNanos();
            if (interval < waited) { // what is in time in a slow time is not late in a faster one
                last = Math.max(last, System.nanoTime() - interval);
            }
            waited = 0;
            long behind = System.nanoTime() - last - interval;
            if (behind >= interval) {
                lateSlots += behind / interval;
                last += behind / interval * interval;
            }
            last += interval;
            tick(Math.min(interval / 1e9, engine.settings().dtCapS()));
        }
        runTasks();
    }

    private void standStill() {
        while (frozen() && !closing) {
            runTasks();
            if (frozen() && !closing && inbox.isEmpty()) {
                LockSupport.park(this);
            }
        }
    }

    /** Runs tasks until the slot after {@code last} begins; answers false where ticking ends before it. */
    private boolean waitAfter(long last) {
        while (!closing && !frozen()) {
            runTasks();
            long interval = intervalNanos();
            waited = Math.max(waited, interval);
            long left = last + interval - System.nanoTime();
            if (left <= 0) {
                return true;
            }
            LockSupport.parkNanos(this, left);
        }
        return false;
    }

    private void runTasks() {
        for (Task<?> task = inbox.poll(); task != null; task = inbox.poll()) {
            task.run(engine);
        }
    }

    private void tick(double dt) {
        long start = System.nanoTime();
        Engine ticking = engine;
        try {
            ticking.step(dt);
        } catch (RuntimeException | Error e) {
            if (failedTicks++ == 0) {
                LOG.log(Level.SEVERE, name + ": tick " + ticks + " failed; going on with the next", e);
            }
            return;
        }
        ticks++;
        times.record(start, System.nanoTime() - start);
        for (Observer observer : observers) {
            try {
                observer.look.accept(ticking);
            } catch (RuntimeException | Error e) {
                failedObservers++;
                if (!observer.failed) {
                    observer.failed = true;
                    LOG.log(Level.WARNING, name + ": an observer failed; the physics goes on", e);
                }
            }
        }
    }
}
