package mind.gateway.client;

/** A token bucket: so many a second in the long run, so many at once. Used by one thread at a time. */
final class Bucket {
    private final double perNano;
    private final double burst;
    private double tokens;
    private long last;

    Bucket(int perSecond, int burst, long nowNanos) {
        this.perNano = perSecond / 1e9;
        this.burst = burst;
        this.tokens = burst;
        this.last = nowNanos;
    }

    /** Takes one. @return nanoseconds until it would have been there; 0 if it was */
    long take(long nowNanos) {
        tokens = Math.min(burst, tokens + (nowNanos - last) * perNano) - 1;
        last = nowNanos;
        return tokens >= 0 ? 0 : (long) (-tokens / perNano);
    }
}
