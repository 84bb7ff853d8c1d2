package mind.gateway.client;

import java.net.InetAddress;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/** Who may come in, and what they may do; asked on Jetty's threads. */
public interface Gate {
    /** Decides on a request to open a socket. */
    Entry onUpgrade(Request request);

    /** Takes note of a request to open a socket that never came to a decision. */
    default void onOddUpgrade(Request request, Odd why) {}

    /** What {@code client}, who brings {@code token}, may do; empty if it is no good. */
    Optional<Grant> onToken(String token, InetAddress client);

    /** Why a request to open a socket is refused whoever sends it. */
    enum Odd {
        NO_HANDSHAKE,
        VERSION,
        DRAINING
    }

    /**
     * The answer to a request to open a socket.
     *
     * @param refusal why not; empty if it may
     * @param grant   what the client may do
     * @param client  who it is
     * @param onLeave run once when the socket is gone; not run after a refusal
     */
    record Entry(Optional<Refusal> refusal, Grant grant, InetAddress client, Runnable onLeave) {}

    /**
     * @param status            HTTP status
     * @param why               one line for the answer's body
     * @param retryAfterSeconds for the header, where coming again may help
     */
    record Refusal(int status, String why, Optional<Integer> retryAfterSeconds) {}

    /** What one client may do. */
    interface Grant {
        Grant NONE = new Grant() {
            @Override
            public boolean mayLook() {
                return false;
            }

            @Override
            public boolean isLimited() {
                return true;
            }

            @Override
            public boolean mayWatch(String graph) {
                return false;
            }

            @Override
            public boolean mayCommand(String graph) {
                return false;
            }
        };

        boolean mayWatch(String graph);

        boolean mayCommand(String graph);

        /** Whether it may see anything; a client that may not is let in for a moment only, to send its token. */
        boolean mayLook();

        /** Whether there are citizens it may not see. */
        boolean isLimited();

        /** When it ends, epoch milliseconds; the socket is then closed with 4401. */
        default long expiresMs() {
            return Long.MAX_VALUE;
        }
    }
}
