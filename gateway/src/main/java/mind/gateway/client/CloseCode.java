package mind.gateway.client;

import java.util.List;

/** Why a socket is closed. Clients come back on 1001, 1006, 1012, 1013 and 4408, on no other 44xx. */
public final class CloseCode {
    /** Cut off without a close frame. */
    public static final int NONE = 1006;

    public static final int PROTOCOL = 1002;
    public static final int UNSUPPORTED_DATA = 1003;
    public static final int BAD_PAYLOAD = 1007;
    public static final int TOO_BIG = 1009;
    public static final int RESTART = 1012;
    public static final int TRY_LATER = 1013;
    public static final int BAD_COMMAND = 4400;
    public static final int TOKEN = 4401;
    public static final int FORBIDDEN = 4403;
    public static final int SLOW = 4408;
    public static final int TOO_MANY = 4429;

    /** All that this gateway closes sockets with. */
    public static final List<Integer> ALL = List.of(
            NONE,
            PROTOCOL,
            UNSUPPORTED_DATA,
            BAD_PAYLOAD,
            TOO_BIG,
            RESTART,
            BAD_COMMAND,
            TOKEN,
            FORBIDDEN,
            SLOW,
            TOO_MANY);

    private CloseCode() {}
}
