package mind.gateway.access;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody may do here.
 *
 * @param subject  who, for the log; empty for anybody
 * @param look     may see citizens
 * @param act      may inject, pause, change speed and the like
 * @param citizens graphs it is limited to; empty where it is not limited
 * @param expires  when it ends; {@link Instant#MAX} for never
 */
public record Grant(String subject, boolean look, boolean act, Optional<Set<String>> citizens, Instant expires) {
    /** On loopback without a key. */
    public static final Grant EVERYTHING = new Grant("", true, true, Optional.empty(), Instant.MAX);
    /** Without a token under {@code AUTH_OPEN=read}. */
    public static final Grant LOOK = new Grant("", true, false, Optional.empty(), Instant.MAX);
    /** Before the token has come. */
    public static final Grant NOTHING = new Grant("", false, false, Optional.empty(), Instant.MAX);

    /** Whether it may look at this graph. */
    public boolean sees(String graph) {
        return look && citizens.map(named -> named.contains(graph)).orElse(true);
    }

    /** Why it may not act on this graph; empty if it may. */
    public Optional<Refusal> acts(String graph) {
        if (!look) {
            return Optional.of(Refusal.TOKEN_MISSING);
        }
        if (!act) {
            return Optional.of(Refusal.READ_ONLY);
        }
        return sees(graph) ? Optional.empty() : Optional.of(Refusal.CITIZEN);
    }
}
