package mind.gateway.access;

import java.util.function.LongSupplier;

/** A bucket of allowances that fills at a steady rate; safe from any thread, and 40 bytes a client. */
public final class RateLimit {
    private final double perNano;
    private final double most;
    private final LongSupplier nanoTime;
    private double left;
    private long filledAt;

    /**
     * @param perSecond allowances a second in the long run
     * @param burst     most that can be saved up
     */
    public RateLimit(int perSecond, int burst) {
        this(perSecond, burst, System::nanoTime);
    }

    RateLimit(int perSecond, int burst, LongSupplier nanoTime) {
        this.perNano = perSecond / 1e9;
        this.most = burst;
        this.nanoTime = nanoTime;
        this.left = burst;
        this.filledAt = nanoTime.getAsLong();
    }

    /** Takes one allowance; false if none is left. */
    public synchronized boolean allow() {
        long now = nanoTime.getAsLong();
        left = Math.min(most, left + (now - filledAt) * perNano);
        filledAt = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
