package mind.gateway.client;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import mind.gateway.metrics.Latency;

/** What happened between us and the browsers, since the process started. */
public final class ClientCounters {
    public final LongAdder connects = new LongAdder();
    public final LongAdder disconnects = new LongAdder();

    public final LongAdder messagesIn = new LongAdder();
    public final LongAdder bytesIn = new LongAdder();
    public final LongAdder messagesOut = new LongAdder();
    public final LongAdder bytesOut = new LongAdder();
    /** Events folded into others for clients that lag or asked for fewer. */
    public final LongAdder merged = new LongAdder();
    /** Events an original-dialect client lagged too far to get. */
    public final LongAdder dropped = new LongAdder();

    public final LongAdder gaps = new LongAdder();
    public final LongAdder resumesRecovered = new LongAdder();
    public final LongAdder resumesFailed = new LongAdder();
    public final LongAdder slowDisconnects = new LongAdder();
    public final LongAdder pongTimeouts = new LongAdder();
    /** Messages held back because a client sent more than its rate. */
    public final LongAdder throttled = new LongAdder();

    private final Map<Integer, LongAdder> closes =
            CloseCode.ALL.stream().collect(Collectors.toUnmodifiableMap(code -> code, code -> new LongAdder()));

    public final LongAdder badMessages = new LongAdder();
    /** From when the engine told the oldest event of a frame until the frame was handed to a socket. */
    public final Latency fanOut = new Latency();
    /** Frames of events built; each may have gone to many clients. */
    public final LongAdder framesBuilt = new LongAdder();

    void closed(int code) {
        LongAdder count = closes.get(code);
        if (count != null) {
            count.increment();
        }
    }

    /** Sockets that we closed with {@code code}, one of {@link CloseCode#ALL}. */
    public long closes(int code) {
        return closes.get(code).sum();
    }
}
