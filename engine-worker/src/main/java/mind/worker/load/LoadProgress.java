package mind.worker.load;

import java.util.function.Consumer;
import mind.protocol.EngineStatus;

/** Tells how far a load is: at each phase, and at least every 250 ms while it goes on; the percent never falls. */
final class LoadProgress {
    private static final long EVERY_NANOS = 100_000_000L;

    private final Consumer<EngineStatus.Progress> told;
    private String phase = "connecting";
    private long done;
    private long total;
    private long donePhases;
    private long allRows;
    private int percent;
    private long lastNanos;

    LoadProgress(Consumer<EngineStatus.Progress> told) {
        this.told = told;
        tell();
    }

    /** How many rows the whole load has. */
    void expect(long rows) {
        allRows = rows;
    }

    /** Begins a phase, unless it has begun. */
    void phase(String name, long rows) {
        if (name.equals(phase)) {
            return;
        }
        donePhases += done;
        phase = name;
        done = 0;
        total = rows;
        tell();
    }

    void row() {
        done++;
        if ((done & 255) == 0) {
            moment();
        }
    }

    /** Tells again if it is time. */
    void moment() {
        if (System.nanoTime() - lastNanos >= EVERY_NANOS) {
            tell();
        }
    }

    long done() {
        return done;
    }

    private void tell() {
        lastNanos = System.nanoTime();
        int now = allRows == 0 ? 0 : (int) Math.min(99, 99 * (donePhases + done) / allRows);
        percent = Math.max(percent, now);
        told.accept(new EngineStatus.Progress(phase, done, Math.max(total, done), percent));
    }
}
