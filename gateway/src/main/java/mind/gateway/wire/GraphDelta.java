package mind.gateway.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import mind.gateway.feed.Event;
import mind.protocol.WireJson;

/**
 * A change of one thing in a graph, as the original dialect tells it.
 *
 * @param key     what it is about, such as {@code node n_tide}: a later delta of the same key makes this one superfluous
 * @param type    such as {@code graph.delta.node.upsert}
 * @param payload its body
 */
public record GraphDelta(String key, String type, ObjectNode payload) {
    private static final String FAMILY = "graph.delta.";

    /** The delta that a worker's event is; empty if it is none, or does not say what it is about. */
    public static Optional<GraphDelta> of(Event event) throws IOException {
        if (!event.type().startsWith(FAMILY)
                || !(WireJson.MAPPER.readTree(event.message(), event.bodyAt(), event.bodyBytes())
                        instanceof ObjectNode payload)) {
            return Optional.empty();
        }
        String key = key(event.type().substring(FAMILY.length()), payload);
        return key.isEmpty() ? Optional.empty() : Optional.of(new GraphDelta(key, event.type(), payload));
    }

    private static String key(String kind, ObjectNode payload) {
        switch (kind) {
            case "node.upsert", "node.delete":
                return nodeKey(first(payload, "node_id", "id"));
            case "link.upsert", "link.delete":
                String source = first(payload, "source", "source_id");
                String target = first(payload, "target", "target_id");
                return source.isEmpty() || target.isEmpty()
                        ? ""
                        : linkKey(source, target, first(payload, "type", "link_type"));
            case "subentity.upsert", "subentity.delete":
                String nested = payload.path("subentity").path("id").asText();
                return subentityKey(nested.isEmpty() ? first(payload, "subentity_id", "id") : nested);
            default:
                return "";
        }
    }

    private static String first(ObjectNode payload, String name, String alias) {
        String text = payload.path(name).asText();
        return text.isEmpty() ? payload.path(alias).asText() : text;
    }

    static String nodeKey(String id) {
        return id.isEmpty() ? "" : "node " + id;
    }

    static String subentityKey(String id) {
        return id.isEmpty() ? "" : "subentity " + id;
    }

    static String linkKey(String source, String target, String type) {
        return "link " + OriginalGraph.linkId(source, target, type);
    }

    boolean isDelete() {
        return type.endsWith(".delete");
    }
}
