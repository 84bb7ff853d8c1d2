package mind.gateway.http;

import java.util.List;

/** How the gateway itself is, asked at each health request. Safe from any thread. */
public interface Health {
    /** Why clients should not be sent here now, one line each, such as a bus that does not answer; empty when ready. */
    List<String> notReady();

    /** What cannot be shown for want of memory, one line each. */
    List<String> shortages();

    /** Rises as long as the relay's loop turns. */
    long beat();
}
