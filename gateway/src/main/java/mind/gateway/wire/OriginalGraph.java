package mind.gateway.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/**
 * A citizen's graph in the original dialect, as a snapshot in chunks: first the nodes, each link once, in the chunk of its
 * later end or, where that node alone has more than fit, in those that follow; then the links that end at subentities, the
 * memberships and the subentities.
 */
public final class OriginalGraph {
    static final String MEMBER_OF = "MEMBER_OF";

    private final GraphPicture picture;
    private final List<ChunkCuts.Cut> cuts;

    /** Looks at all that is in {@code picture}, to know where to cut it. */
    public OriginalGraph(GraphPicture picture) {
        this.picture = picture;
        this.cuts = ChunkCuts.of(picture);
    }

    public GraphPicture picture() {
        return picture;
    }

    static String linkId(String source, String target, String type) {
        return source + "_" + target + "_" + type;
    }

    public ByteBuffer begin() {
        return session("snapshot.begin@1.0", json -> {
            json.writeNumberField("node_count", picture.nodes());
            json.writeNumberField("link_count", picture.links() + picture.memberships());
        });
    }

    public ByteBuffer end() {
        return session("snapshot.end@1.0", json -> {});
    }

    private ByteBuffer session(String type, Json.Body more) {
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

    /** At least one. */
    public int chunks() {
        return cuts.size();
    }

    /** @param number from 0 to below {@link #chunks} */
    public ByteBuffer chunk(int number) {
        ChunkCuts.Cut cut = cuts.get(number);
        return session("snapshot.chunk@1.0", json -> {
            json.writeStringField("cursor", Integer.toString(number));
            json.writeBooleanField("eof", number == cuts.size() - 1);
            json.writeArrayFieldStart("nodes");
            for (int node = cut.nodes().from(); node < cut.nodes().to(); node++) {
                node(json, picture, node);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("links");
            for (int link = cut.links().from(); link < cut.links().to(); link++) {
                if (cut.ends().has(picture.laterEnd(link))) {
                    link(json, picture, link);
                }
            }
            for (int member = cut.members().from(); member < cut.members().to(); member++) {
                membership(json, picture, member);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("subentities");
            for (int sub = cut.subs().from(); sub < cut.subs().to(); sub++) {
                subentity(json, picture, sub);
            }
            json.writeEndArray();
        });
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
