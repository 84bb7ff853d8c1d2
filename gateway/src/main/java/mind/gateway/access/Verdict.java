package mind.gateway.access;

import java.net.InetAddress;
import java.util.Optional;

/** Whether a visitor may come in. */
public sealed interface Verdict {
    /**
     * Come in.
     *
     * @param grant  what it may do; {@link Grant#NOTHING} where its token is still to come
     * @param client who it is, behind any trusted proxy
     * @param origin the page it comes from, where it said so: what CORS headers may name
     */
    record Admitted(Grant grant, InetAddress client, Optional<Origin> origin) implements Verdict {}

    /** Stay out. */
    record Refused(Refusal refusal, InetAddress client) implements Verdict {}
}
