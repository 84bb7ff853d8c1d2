package mind.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mind.gateway.feed.Snapshot;
import mind.protocol.WireJson;

/**
 * A citizen's snapshot as rows, for the graph routes; sockets are served from the bytes as they came. Beside those bytes it
 * holds the ids that links name, and one part's columns while rows are taken: rows are made as they are asked for, and
 * again each time.
 */
final class Picture {
    /** @param id the graph's own id for it */
    record Node(String id, String name, String type, double energy, double theta, double logWeight) {
        boolean active() {
            return energy >= theta;
        }
    }

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

    /** Takes one row after the other. */
    interface Rows<T> {
        void take(T row) throws IOException;
    }

    private final JsonNode head;
    private final List<String> nodeIds = new ArrayList<>();
    private final List<String> subentityIds = new ArrayList<>();
    private final List<byte[]> nodeParts = new ArrayList<>();
    private final List<byte[]> subentityParts = new ArrayList<>();
    private final List<byte[]> linkParts = new ArrayList<>();
    private final int[] members; // of each subentity, as many as the head announces
    private int links;

    /**
     * Reads it once from end to end, so that what cannot be read is found before the first row is taken.
     *
     * @throws IOException if a part is not what the protocol says
     */
    static Picture of(Snapshot snapshot) throws IOException {
        if (snapshot.parts().isEmpty()) {
            throw new IOException("a snapshot without a part");
        }
        return new Picture(snapshot.parts());
    }

    private Picture(List<byte[]> parts) throws IOException {
        head = WireJson.MAPPER.readTree(parts.get(0));
        members = new int[Math.max(0, head.path("subentities").asInt())];
        var columns = new Columns();
        var node = columns.texts("nodes.id");
        var subentity = columns.texts("subs.id");
        var source = columns.numbers("links.src");
        var memberOf = columns.numbers("members.sub");
        for (byte[] part : parts) {
            columns.read(part);
            keep(part, node, nodeIds, nodeParts);
            keep(part, subentity, subentityIds, subentityParts);
            if (source.rows() > 0) {
                links += source.rows();
                linkParts.add(part);
            }
            for (int row = 0; row < memberOf.rows(); row++) {
                int sub = memberOf.whole(row);
                if (sub >= 0 && sub < members.length) {
                    members[sub]++;
                }
            }
        }
    }

    private static void keep(byte[] part, Columns.Texts id, List<String> ids, List<byte[]> parts) {
        if (id.rows() > 0) {
            parts.add(part);
        }
        for (int row = 0; row < id.rows(); row++) {
            ids.add(id.at(row));
        }
    }

    /** The first {@code most} nodes. */
    void nodes(int most, Rows<Node> rows) throws IOException {
        JsonNode types = head.path("node_types");
        var columns = new Columns();
        var id = columns.texts("nodes.id");
        var name = columns.texts("nodes.name");
        var type = columns.numbers("nodes.type");
        var energy = columns.numbers("nodes.e");
        var theta = columns.numbers("nodes.t");
        var weight = columns.numbers("nodes.w");
        int left = most;
        for (int part = 0; part < nodeParts.size() && left > 0; part++) {
            columns.read(nodeParts.get(part));
            for (int row = 0; row < id.rows() && left > 0; row++, left--) {
                rows.take(new Node(
                        id.at(row),
                        name.at(row),
                        types.path(type.whole(row)).asText("Node"),
                        energy.at(row),
                        theta.at(row),
                        weight.at(row)));
            }
        }
    }

    /** The first {@code most} subentities. */
    void subentities(int most, Rows<Subentity> rows) throws IOException {
        var columns = new Columns();
        var id = columns.texts("subs.id");
        var name = columns.texts("subs.name");
        var energy = columns.numbers("subs.e");
        var theta = columns.numbers("subs.t");
        var active = columns.numbers("subs.a");
        var quality = columns.numbers("subs.quality");
        var stability = columns.texts("subs.stability");
        int index = 0;
        for (int part = 0; part < subentityParts.size() && index < most; part++) {
            columns.read(subentityParts.get(part));
            for (int row = 0; row < id.rows() && index < most; row++, index++) {
                rows.take(new Subentity(
                        id.at(row),
                        name.at(row),
                        energy.at(row),
                        theta.at(row),
                        active.whole(row) == 1,
                        quality.at(row),
                        stability.at(row),
                        index < members.length ? members[index] : 0));
            }
        }
    }

    /** The first {@code most} links. */
    void links(int most, Rows<Link> rows) throws IOException {
        JsonNode types = head.path("link_types");
        var columns = new Columns();
        var from = columns.numbers("links.src");
        var to = columns.numbers("links.dst");
        var kind = columns.numbers("links.type");
        var weight = columns.numbers("links.w");
        int left = most;
        for (int part = 0; part < linkParts.size() && left > 0; part++) {
            columns.read(linkParts.get(part));
            for (int row = 0; row < from.rows() && left > 0; row++, left--) {
                String source = idOf(from.whole(row));
                String target = idOf(to.whole(row));
                String type = types.path(kind.whole(row)).asText("LINK");
                rows.take(new Link(source + "_" + target + "_" + type, source, target, type, weight.at(row)));
            }
        }
    }

    /** An end of a link: a node's index, or the number of nodes plus a subentity's. */
    private String idOf(int end) {
        int sub = end - nodeIds.size();
        if (end >= 0 && sub < 0) {
            return nodeIds.get(end);
        }
        return sub >= 0 && sub < subentityIds.size() ? subentityIds.get(sub) : "?" + end;
    }

    long frame() {
        return head.path("frame").asLong();
    }

    int nodeCount() {
        return nodeIds.size();
    }

    int linkCount() {
        return links;
    }
}
