package mind.worker.topology;

import java.util.concurrent.locks.LockSupport;

/** Makes long work give way: after each few milliseconds it rests as long, so that a tick never waits for a core. */
final class Pace {
    /** Without any rest. */
    static final Pace FULL = new Pace(Long.MAX_VALUE);

    private final long workNanos;
    private long since = System.nanoTime();

    private Pace(long workNanos) {
        this.workNanos = workNanos;
    }

    static Pace gentle() {
        return new Pace(3_000_000);
    }

    /** Called between two small pieces of work. */
    void breathe() {
        long worked = System.nanoTime() - since;
        if (worked > workNanos) {
            LockSupport.parkNanos(worked);
            since = System.nanoTime();
        }
    }
}
