package mind.protocol;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The body of an answer to a {@link Command}, in a message of type {@code reply}; snapshot parts come in messages of type
 * {@code snapshot} instead.
 *
 * @param ok     whether it was done
 * @param error  what was wrong, in the asker's words; empty when {@code ok}
 * @param code   HTTP status that says the same: 200, 202, 400, 404, 409, 422, 500, 503
 * @param result what happened; null when there is nothing to tell
 */
public record Reply(boolean ok, String error, int code, JsonNode result) {
    public static final String TYPE = "reply";
    public static final String SNAPSHOT_TYPE = "snapshot";

    public static Reply done(JsonNode result) {
        return new Reply(true, "", 200, result);
    }

    public static Reply refused(int code, String error) {
        return new Reply(false, error, code, null);
    }
}
