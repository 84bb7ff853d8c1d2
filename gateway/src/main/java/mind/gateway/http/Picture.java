package mind.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mind.gateway.feed.Snapshot;
import mind.protocol.WireJson;

/**
 * A citizen's snapshot, read: its columns as rows. Read on request for the graph routes only; sockets are served from the
 * bytes as they came.
 */
final class Picture {
    /** @param id the graph's own id for it */
    record Node(String id, String name, String type, double energy, double theta, double logWeight) {}

    record Subentity(
            String id,
            String name,
            double energy,
            double theta,
            boolean active,
            double quality,
            String stability,
            int members) {}

    record Link(String id, String source, String target, String type, double logWeight) {}

    private final JsonNode head;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Subentity> subentities = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private int memberships;

    private Picture(JsonNode head) {
        this.head = head;
    }

    /** @throws IOException if a part is not what the protocol says */
    static Picture of(Snapshot snapshot) throws IOException {
        List<JsonNode> parts = new ArrayList<>();
        for (byte[] part : snapshot.parts()) {
            parts.add(WireJson.MAPPER.readTree(part));
        }
        if (parts.isEmpty()) {
            throw new IOException("a snapshot without a part");
        }
        var picture = new Picture(parts.get(0));
        int[] members = picture.countMembers(parts);
        parts.forEach(part -> picture.addSubentities(part.path("subs"), members));
        parts.forEach(part -> picture.addNodes(part.path("nodes")));
        parts.forEach(part -> picture.addLinks(part.path("links")));
        return picture;
    }

    private int[] countMembers(List<JsonNode> parts) {
        int[] members = new int[Math.max(0, head.path("subentities").asInt())];
        for (JsonNode part : parts) {
            JsonNode columns = part.path("members");
            for (int row = 0; row < columns.path("sub").size(); row++) {
                int sub = columns.path("sub").path(row).asInt(-1);
                if (sub >= 0 && sub < members.length) {
                    members[sub]++;
                    memberships++;
                }
            }
        }
        return members;
    }

    private void addSubentities(JsonNode columns, int[] members) {
        for (int row = 0; row < columns.path("id").size(); row++) {
            int index = subentities.size();
            subentities.add(new Subentity(
                    columns.path("id").path(row).asText(),
                    columns.path("name").path(row).asText(),
                    columns.path("e").path(row).asDouble(),
                    columns.path("t").path(row).asDouble(),
                    columns.path("a").path(row).asInt() == 1,
                    columns.path("quality").path(row).asDouble(),
                    columns.path("stability").path(row).asText(),
                    index < members.length ? members[index] : 0));
        }
    }

    private void addNodes(JsonNode columns) {
        JsonNode types = head.path("node_types");
        for (int row = 0; row < columns.path("id").size(); row++) {
            nodes.add(new Node(
                    columns.path("id").path(row).asText(),
                    columns.path("name").path(row).asText(),
                    types.path(columns.path("type").path(row).asInt()).asText("Node"),
                    columns.path("e").path(row).asDouble(),
                    columns.path("t").path(row).asDouble(),
                    columns.path("w").path(row).asDouble()));
        }
    }

    private void addLinks(JsonNode columns) {
        JsonNode types = head.path("link_types");
        for (int row = 0; row < columns.path("src").size(); row++) {
            String source = idOf(columns.path("src").path(row).asInt());
            String target = idOf(columns.path("dst").path(row).asInt());
            String type = types.path(columns.path("type").path(row).asInt()).asText("LINK");
            links.add(new Link(
                    source + "_" + target + "_" + type,
                    source,
                    target,
                    type,
                    columns.path("w").path(row).asDouble()));
        }
    }

    /** An end of a link: a node's index, or the number of nodes plus a subentity's. */
    private String idOf(int end) {
        int sub = end - nodes.size();
        if (end >= 0 && sub < 0) {
            return nodes.get(end).id();
        }
        return sub >= 0 && sub < subentities.size() ? subentities.get(sub).id() : "?" + end;
    }

    String graph() {
        return head.path("graph").asText();
    }

    String citizen() {
        return head.path("citizen").asText();
    }

    long frame() {
        return head.path("frame").asLong();
    }

    int memberships() {
        return memberships;
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Subentity> subentities() {
        return subentities;
    }

    List<Link> links() {
        return links;
    }

    /** The first {@code most} rows as JSON. */
    static <T> ArrayNode rows(List<T> rows, int most, java.util.function.Function<T, JsonNode> asJson) {
        ArrayNode array = Answer.array();
        rows.stream().limit(most).forEach(row -> array.add(asJson.apply(row)));
        return array;
    }
}
