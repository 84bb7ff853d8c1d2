package mind.gateway.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * A citizen's graph in the original dialect, as a snapshot in chunks.
 *
 * <p>It has 512 nodes a chunk, each link once, in the chunk of its later end; then chunks of the links that end at
 * subentities; the last of all carries the subentities.
 */
public final class OriginalGraph {
    private static final int NODES = 512;
    private static final int LINKS = 4_096;
    static final String MEMBER_OF = "MEMBER_OF";

    private OriginalGraph() {}

    public static String linkId(String source, String target, String type) {
        return source + "_" + target + "_" + type;
    }

    public static ByteBuffer begin(GraphPicture picture) {
        return session("snapshot.begin@1.0", picture, json -> {
            json.writeNumberField("node_count", picture.nodes());
            json.writeNumberField("link_count", picture.links() + picture.memberships());
        });
    }

    public static ByteBuffer end(GraphPicture picture) {
        return session("snapshot.end@1.0", picture, json -> {});
    }

    private static ByteBuffer session(String type, GraphPicture picture, Json.Body more) {
        return Json.object(512, json -> {
            json.writeStringField("type", type);
            json.writeStringField("id", "snap_" + picture.epoch() + "_" + picture.seq() + "_" + picture.graph());
            json.writeStringField("ts", Instant.now().toString());
            json.writeObjectFieldStart("spec");
            json.writeStringField("name", "consciousness.v2");
            json.writeStringField("rev", "2.0.0");
            json.writeEndObject();
            json.writeObjectFieldStart("provenance");
            json.writeStringField("scope", "personal");
            json.writeStringField("citizen_id", picture.graph());
            json.writeEndObject();
            json.writeObjectFieldStart("payload");
            json.writeStringField("citizen_id", picture.graph());
            more.write(json);
            json.writeEndObject();
        });
    }

    public static int chunks(GraphPicture picture) {
        return nodeChunks(picture) + linkChunks(picture);
    }

    private static int nodeChunks(GraphPicture picture) {
        return (picture.nodes() + NODES - 1) / NODES;
    }

    /** At least one, which carries the subentities. */
    private static int linkChunks(GraphPicture picture) {
        return Math.max(1, (subentityLinks(picture).length + picture.memberships() + LINKS - 1) / LINKS);
    }

    private static int[] subentityLinks(GraphPicture picture) {
        return java.util.stream.IntStream.range(0, picture.links())
                .filter(link -> laterEnd(picture, link) >= picture.nodes())
                .toArray();
    }

    private static int laterEnd(GraphPicture picture, int link) {
        return Math.max(picture.linkSource.at(link), picture.linkTarget.at(link));
    }

    /** @param chunk from 0 to below {@link #chunks} */
    public static ByteBuffer chunk(GraphPicture picture, int chunk) {
        boolean last = chunk == chunks(picture) - 1;
        return session("snapshot.chunk@1.0", picture, json -> {
            json.writeStringField("cursor", Integer.toString(chunk));
            json.writeBooleanField("eof", last);
            int from = Math.min(picture.nodes(), chunk * NODES);
            int to = Math.min(picture.nodes(), from + NODES);
            json.writeArrayFieldStart("nodes");
            for (int node = from; node < to; node++) {
                node(json, picture, node);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("links");
            if (chunk < nodeChunks(picture)) {
                for (int link = 0; link < picture.links(); link++) {
                    int end = laterEnd(picture, link);
                    if (end >= from && end < to) {
                        link(json, picture, link);
                    }
                }
            } else {
                subentityLinks(json, picture, chunk - nodeChunks(picture));
            }
            json.writeEndArray();
            json.writeArrayFieldStart("subentities");
            for (int sub = 0; last && sub < picture.subentities(); sub++) {
                subentity(json, picture, sub);
            }
            json.writeEndArray();
        });
    }

    private static void subentityLinks(JsonGenerator json, GraphPicture picture, int chunk) throws IOException {
        int[] links = subentityLinks(picture);
        int to = Math.min(links.length + picture.memberships(), (chunk + 1) * LINKS);
        for (int i = chunk * LINKS; i < to; i++) {
            if (i < links.length) {
                link(json, picture, links[i]);
            } else {
                membership(json, picture, i - links.length);
            }
        }
    }

    private static void node(JsonGenerator json, GraphPicture picture, int node) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", picture.nodeId.at(node));
        json.writeStringField("name", picture.nodeName.at(node));
        json.writeStringField("type", picture.nodeType(node));
        json.writeStringField("node_type", picture.nodeType(node));
        json.writeNumberField("energy", picture.nodeEnergy.at(node));
        json.writeNumberField("energy_runtime", picture.nodeEnergy.at(node));
        json.writeNumberField("theta", picture.nodeTheta.at(node));
        json.writeNumberField("log_weight", picture.nodeWeight.at(node));
        json.writeNumberField("weight", weight(picture.nodeWeight.at(node)));
        json.writeStringField("scope", "personal");
        json.writeObjectFieldStart("properties");
        json.writeEndObject();
        json.writeEndObject();
    }

    /** A weight from its logarithm, to 6 digits. */
    static double weight(double logWeight) {
        return new java.math.BigDecimal(Math.exp(Math.min(100, logWeight)))
                .round(new java.math.MathContext(6))
                .doubleValue();
    }

    private static void link(JsonGenerator json, GraphPicture picture, int link) throws IOException {
        link(
                json,
                picture.endId(picture.linkSource.at(link)),
                picture.endId(picture.linkTarget.at(link)),
                picture.linkType(link),
                weight(picture.linkWeight.at(link)));
    }

    private static void membership(JsonGenerator json, GraphPicture picture, int member) throws IOException {
        link(
                json,
                picture.nodeId.at(picture.memberNode.at(member)),
                picture.subId.at(picture.memberSub.at(member)),
                MEMBER_OF,
                picture.memberWeight.at(member));
    }

    private static void link(JsonGenerator json, String source, String target, String type, double weight)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("id", linkId(source, target, type));
        json.writeStringField("source", source);
        json.writeStringField("target", target);
        json.writeStringField("type", type);
        json.writeNumberField("weight", weight);
        json.writeStringField("scope", "personal");
        json.writeObjectFieldStart("properties");
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void subentity(JsonGenerator json, GraphPicture picture, int sub) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", picture.subId.at(sub));
        json.writeStringField("name", picture.subName.at(sub));
        json.writeStringField("slug", GraphPicture.slug(picture.subName.at(sub)));
        json.writeArrayFieldStart("member_ids");
        for (int member : picture.members(sub)) {
            json.writeString(picture.nodeId.at(member));
        }
        json.writeEndArray();
        json.writeNumberField("energy", picture.subEnergy.at(sub));
        json.writeNumberField("threshold", picture.subTheta.at(sub));
        json.writeStringField(
                "activation_level", GraphPicture.activationLevel(picture.subEnergy.at(sub), picture.subTheta.at(sub)));
        json.writeNumberField("member_count", picture.members(sub).length);
        json.writeNumberField("quality", picture.subQuality.at(sub));
        json.writeStringField("stability", picture.subStability.at(sub));
        json.writeEndObject();
    }
}
