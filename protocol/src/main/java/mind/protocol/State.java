package mind.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a service or citizen is doing, in the words that status, the fleet file and the lifecycle topic share. */
public enum State {
    STOPPED,
    /** Something it needs is not ready, or its port is taken; the reason says which. */
    BLOCKED,
    STARTING,
    /** Starting, with progress to tell. */
    LOADING,
    RUNNING,
    DEGRADED,
    STOPPING,
    /** Crashed, and will be started again. */
    BACKOFF,
    /** Crashed too often or cannot run; started again only when asked. */
    QUARANTINED,
    /** Ended by itself, and its policy says to leave it so. */
    EXITED,
    /** The citizen's graph is missing or has no nodes. */
    EMPTY,
    /** The gateway's word for a worker that has been silent. */
    UNKNOWN;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return word();
    }
}
