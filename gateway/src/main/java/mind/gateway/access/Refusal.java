package mind.gateway.access;

import java.util.Locale;

/** Why somebody was not let in, or not allowed something: what is logged, counted and answered. */
public enum Refusal {
    HOST(403, 4403, "this gateway answers to localhost only; add the name to ALLOWED_ORIGINS to serve it"),
    ORIGIN(403, 4403, "this origin is not in ALLOWED_ORIGINS"),
    TWO_ORIGINS(403, 4403, "more than one Origin header"),
    TOKEN_MISSING(401, 4401, "a bearer token is needed"),
    TOKEN_REFUSED(401, 4401, "the token is not valid here"),
    TOKEN_EXPIRED(401, 4401, "the token has expired"),
    READ_ONLY(403, 4403, "without a token one may look, not act"),
    CITIZEN(403, 4403, "the token does not name this citizen"),
    ADMIN_KEY(401, 4401, "X-API-Key is not the admin key"),
    BAD_UPGRADE(400, 1002, "no usable WebSocket handshake"),
    UPGRADE_VERSION(426, 1002, "this gateway speaks WebSocket version 13"),
    ADDRESS_FULL(503, 1013, "too many connections from this address"),
    FULL(503, 1013, "too many connections"),
    DRAINING(503, 1012, "the gateway is stopping"),
    RATE(429, 4429, "too many messages");

    private final int status;
    private final int closeCode;
    private final String detail;

    Refusal(int status, int closeCode, String detail) {
        this.status = status;
        this.closeCode = closeCode;
        this.detail = detail;
    }

    /** HTTP status that says the same. */
    public int status() {
        return status;
    }

    /** WebSocket close code that says the same. */
    public int closeCode() {
        return closeCode;
    }

    /** One line for whoever was refused; names nothing secret. */
    public String detail() {
        return detail;
    }

    /** The word in metrics and logs. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
