package mind.gateway.access;

import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Logger;

/** Counts every refusal by reason and logs it with address and origin, at most ten lines a second. */
public final class Refusals {
    private static final Logger LOG = Logger.getLogger("mind.gateway.access");
    private static final int LINES_PER_SECOND = 10;

    private final Map<Refusal, LongAdder> counts = new EnumMap<>(Refusal.class);
    private final RateLimit lines = new RateLimit(LINES_PER_SECOND, LINES_PER_SECOND);
    private final LongAdder unlogged = new LongAdder();

    public Refusals() {
        for (Refusal refusal : Refusal.values()) {
            counts.put(refusal, new LongAdder());
        }
    }

    /** Takes note of one refusal. {@code origin} may be whatever a client sent; it is shown cut and cleaned. */
    public void note(Refusal refusal, InetAddress client, String origin) {
        counts.get(refusal).increment();
        if (!lines.allow()) {
            unlogged.increment();
            return;
        }
        long missed = unlogged.sumThenReset();
        LOG.info(() -> "refused " + client.getHostAddress() + ", origin " + clean(origin) + ": " + refusal.word() + " ("
                + refusal.detail() + ")" + (missed == 0 ? "" : "; " + missed + " more refusals not logged"));
    }

    public long count(Refusal refusal) {
        return counts.get(refusal).sum();
    }

    private static String clean(String text) {
        String shown = text.length() > 120 ? text.substring(0, 120) + "…" : text;
        return shown.isEmpty() ? "none" : '"' + shown.replaceAll("[^\\x20-\\x7e…]", "?") + '"';
    }
}
