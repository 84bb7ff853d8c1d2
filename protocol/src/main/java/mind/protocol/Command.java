package mind.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What someone asks of a citizen's worker, as published on its command channel: JSON, no header line.
 *
 * @param v        {@link Message#VERSION}
 * @param requestId chosen by who asks, at most 64 characters; the answer carries it
 * @param replyTo  channel for the answer; empty where none is wanted
 * @param command  the verb
 * @param args     its arguments; an object, never null
 */
public record Command(int v, String requestId, String replyTo, String command, JsonNode args) {
    public Command {
        args = args == null ? WireJson.MAPPER.createObjectNode() : args;
    }

    public static Command of(String requestId, String replyTo, String command, ObjectNode args) {
        return new Command(Message.VERSION, requestId, replyTo, command, args);
    }
}
