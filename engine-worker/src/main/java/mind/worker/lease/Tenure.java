package mind.worker.lease;

/**
 * One holding of a citizen's lease, from when it was won until it is lost or given back: the right to write and to
 * publish under one epoch.
 */
public final class Tenure {
    private final long epoch;
    private volatile long validUntilNanos;
    private volatile boolean over;

    Tenure(long epoch, long validUntilNanos) {
        this.epoch = epoch;
        this.validUntilNanos = validUntilNanos;
    }

    /** The number that events carry and that writes are fenced by; higher than that of any earlier holder. */
    public long epoch() {
        return epoch;
    }

    /**
     * Whether the right is certain at this moment. False from the moment the lease runs out unrenewed, so that a process
     * that was frozen finds it false as soon as it thaws; it may become true again once the server has confirmed it.
     */
    public boolean current() {
        return !over && validUntilNanos - System.nanoTime() > 0;
    }

    /** Whether it has ended for good. */
    public boolean over() {
        return over;
    }

    void renewed(long newValidUntilNanos) {
        validUntilNanos = newValidUntilNanos;
    }

    void end() {
        over = true;
    }
}
