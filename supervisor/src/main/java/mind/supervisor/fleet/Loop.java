package mind.supervisor.fleet;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The one thread that owns every service's state, and the helpers that do what takes time and bring back the result. Time
 * is monotonic: nothing here looks at the wall clock.
 */
class Loop implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("mind.supervisor.fleet");
    private static final int HELPERS = 256;

    private final ScheduledThreadPoolExecutor loop = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "keeper");
        thread.setDaemon(true);
        return thread;
    });
    private final ExecutorService helpers;

    /** Something that may fail and takes time. */
    interface Work<T> {
        T run() throws Exception;
    }

    /** Something due later; once cancelled it does not happen. */
    interface Timer {
        void cancel();
    }

    Loop() {
        this(task -> {
            Thread thread = new Thread(null, task, "keeper-helper", 256 << 10);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param helperThreads makes the threads for what is done beside the loop */
    Loop(ThreadFactory helperThreads) {
        helpers = new ThreadPoolExecutor(1, HELPERS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), helperThreads);
        loop.setRemoveOnCancelPolicy(true);
        loop.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Nanoseconds of the monotonic clock. */
    long now() {
        return System.nanoTime();
    }

    /** Runs {@code task} on the loop's thread, after what is queued already. */
    void run(Runnable task) {
        try {
            loop.execute(safe(task));
        } catch (RejectedExecutionException e) {
            LOG.fine("the keeper has ended; a late result is dropped");
        }
    }

    Timer after(Duration delay, Runnable task) {
        try {
            ScheduledFuture<?> due = loop.schedule(safe(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> due.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    Timer every(Duration interval, Runnable task) {
        ScheduledFuture<?> due =
                loop.scheduleWithFixedDelay(safe(task), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
        return () -> due.cancel(false);
    }

    /** Does {@code work} beside the loop, then {@code done} or {@code failed} on it. */
    <T> void beside(Work<T> work, Consumer<T> done, Consumer<Exception> failed) {
        try {
            helpers.execute(() -> {
                try {
                    T result = work.run();
                    run(() -> done.accept(result));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (Exception e) {
                    run(() -> failed.accept(e));
                } catch (Error e) { // too little memory for this: whoever asked must not wait for ever
                    run(() -> failed.accept(new IllegalStateException(e.toString(), e)));
                }
            });
        } catch (RejectedExecutionException | OutOfMemoryError e) { // every helper is busy, or no more can be made
            after(Duration.ofMillis(50), () -> beside(work, done, failed));
        }
    }

    private static Runnable safe(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) { // what is thrown here would end what is done again and again
                tell(e);
            }
        };
    }

    private static void tell(Throwable fault) {
        try {
            LOG.log(Level.SEVERE, "the keeper met a fault of its own and goes on", fault);
        } catch (RuntimeException | Error e) {
            // no memory even to say so: going on matters more
        }
    }

    @Override
    public void close() {
        loop.shutdown();
        helpers.shutdown();
    }
}
