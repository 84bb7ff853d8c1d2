package mind.gateway.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;

/**
 * One browser in its dialect: takes its messages, and is asked for the next message to it whenever its socket can take
 * one. Keeps no queue of events, only where it is in the shared logs. Owned by the relay thread.
 */
interface Client {
    /** The socket is open. */
    void onOpen();

    /** A whole message from the browser. @return how many it counts for, where one carries several */
    int onMessage(JsonNode message);

    /** A whole message that is no JSON. */
    void onGarbage(String why);

    /** Whether answers wait to be sent: until they have gone, nothing more is read. */
    boolean owesAnswers();

    /**
     * The next message to send, read-only and not consumed by us; empty if there is none now.
     *
     * @param tick whether this is the time for events, not only for what may not wait
     */
    Optional<ByteBuffer> next(long nowNanos, boolean tick);

    /** How far events have run ahead of it. */
    Backlog backlog();

    /** How long a frame may wait for it to be read before it is cut off as slow. */
    long slowNanos();

    /** It lags: tell it, if its dialect can. */
    void onLag(long behindMillis, Backlog backlog);

    /** What it may do. */
    Gate.Grant grant();

    /** The graphs it is told of. */
    Collection<String> watches();

    /** The socket is gone; let go of all it held. */
    void onClosed();

    /**
     * @param events not yet sent, over all it watches
     * @param bytes  of them
     */
    record Backlog(long events, long bytes) {
        static final Backlog NONE = new Backlog(0, 0);
    }
}
