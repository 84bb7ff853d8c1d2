package mind.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import mind.protocol.WireJson;

/** Writes JSON answers, errors in the one shape that dashboards read. */
final class Answer {
    private static final String JSON = "application/json";

    private Answer() {}

    /** @param value a tree, a map or a record */
    static void json(Context ctx, int status, Object value) {
        try {
            ctx.status(status).contentType(JSON).result(WireJson.MAPPER.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that is no JSON", e);
        }
    }

    static void json(Context ctx, Object value) {
        json(ctx, 200, value);
    }

    static void problem(Context ctx, int status, String detail) {
        json(ctx, status, object().put("detail", detail));
    }

    static ObjectNode object() {
        return WireJson.MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return WireJson.MAPPER.createArrayNode();
    }

    /** The body as a JSON object. @throws Problem 422 if it is none */
    static ObjectNode body(Context ctx) {
        try {
            JsonNode body = WireJson.MAPPER.readTree(ctx.bodyAsBytes());
            if (body instanceof ObjectNode object) {
                return object;
            }
        } catch (java.io.IOException e) {
            // said below
        }
        throw new Problem(422, "the body must be a JSON object");
    }
}
