package mind.worker.loop;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import mind.worker.dynamics.Engine;
import mind.worker.dynamics.Stimulus;

/**
 * The thread an engine lives on: ticks at a fixed rate, runs tasks handed to it between two ticks, and takes stimuli in.
 */
public final class TickLoop implements AutoCloseable {
    private final String name;
    private volatile Engine engine;

    /** @param name the citizen's, for the thread and the log */
    public TickLoop(String name, Engine engine) {
        this.name = name;
        this.engine = engine;
    }

    /** Adds one who looks at the engine at the end of each tick, on the tick thread. Its failures are counted only. */
    public void observe(Consumer<Engine> observer) {}

    public void start() {}

    /**
     * Runs {@code task} on the tick thread between two ticks, also while frozen. At most 256 wait; one more fails at once
     * with {@link java.util.concurrent.RejectedExecutionException}.
     */
    public <T> CompletableFuture<T> submit(Function<Engine, T> task) {
        return CompletableFuture.failedFuture(new IllegalStateException(name + " is not started"));
    }

    /** Queues a stimulus; answers how many wait. */
    public int inject(Stimulus stimulus) {
        return engine.inject(stimulus);
    }

    /** Sets the multiplier of the interval, 0.1 to 1e9; from 1e9 on the loop is frozen. Answers what was set. */
    public double speed(double multiplier) {
        return multiplier;
    }

    public void pause() {}

    public void resume() {}

    /** Puts another engine in the place of this one, between two ticks. */
    public CompletableFuture<Void> replace(Engine next) {
        return CompletableFuture.completedFuture(null);
    }

    /** Figures of the loop as of the last tick. */
    public LoopStats stats() {
        return new LoopStats(0, 1, false, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public void close() {}
}
