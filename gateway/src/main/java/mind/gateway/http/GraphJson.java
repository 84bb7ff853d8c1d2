package mind.gateway.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import mind.gateway.http.Minds.Mind;
import mind.protocol.EngineStatus;
import mind.protocol.GraphName.Level;

/** Writes a picture in the forms that the graph routes promise, row by row. */
final class GraphJson {
    private static final int MOST_NODES = 1_000;
    private static final int MOST_LINKS = 5_000;
    private static final int MOST_SUBENTITIES = 100;

    private final Mind mind;
    private final Picture picture;
    private final JsonGenerator json;

    GraphJson(Mind mind, Picture picture, JsonGenerator json) {
        this.mind = mind;
        this.picture = picture;
        this.json = json;
    }

    /** What one row holds. */
    private interface Row<T> {
        void fields(T row) throws IOException;
    }

    private <T> Picture.Rows<T> objects(Row<T> row) {
        return one -> {
            json.writeStartObject();
            row.fields(one);
            json.writeEndObject();
        };
    }

    void whole() throws IOException {
        json.writeStartObject();
        json.writeStringField("id", "citizen_" + mind.name().citizen());
        json.writeStringField("name", mind.name().citizen());
        json.writeStringField("type", mind.name().level() == Level.N1 ? "personal" : "organizational");
        json.writeArrayFieldStart("nodes");
        picture.nodes(Integer.MAX_VALUE, objects(node -> {
            node(node);
            json.writeNumberField("energy", node.energy());
        }));
        json.writeEndArray();
        json.writeArrayFieldStart("links");
        picture.links(Integer.MAX_VALUE, objects(link -> {
            link(link);
            json.writeNumberField("energy", 0);
        }));
        json.writeEndArray();
        json.writeObjectFieldStart("metadata");
        counts();
        json.writeNumberField("tick_count", picture.frame());
        json.writeEndObject();
        json.writeEndObject();
    }

    private void counts() throws IOException {
        json.writeNumberField("node_count", picture.nodeCount());
        json.writeNumberField("link_count", picture.linkCount());
    }

    private void node(Picture.Node node) throws IOException {
        json.writeStringField("id", node.id());
        json.writeStringField("name", node.name());
        json.writeStringField("node_type", node.type());
        json.writeNumberField("theta", node.theta());
        json.writeBooleanField("active", node.active());
        json.writeNumberField("log_weight", node.logWeight());
    }

    private void link(Picture.Link link) throws IOException {
        json.writeStringField("id", link.id());
        json.writeStringField("src", link.source());
        json.writeStringField("dst", link.target());
        json.writeStringField("type", link.type());
        json.writeNumberField("log_weight", link.logWeight());
    }

    /** At most 1,000 nodes, 5,000 links and 100 subentities. */
    void bounded(String type) throws IOException {
        long now = System.currentTimeMillis();
        json.writeStartObject();
        json.writeStringField("graph_id", mind.name().graph());
        json.writeStringField("graph_type", type);
        json.writeArrayFieldStart("nodes");
        picture.nodes(MOST_NODES, objects(node -> {
            json.writeStringField("id", node.id());
            json.writeStringField("node_id", node.id());
            json.writeStringField("node_type", node.type());
            json.writeStringField("text", node.name());
            json.writeNumberField("energy", node.energy());
            json.writeNumberField("weight", Math.exp(node.logWeight()));
            json.writeNumberField("base_weight", node.logWeight());
            labels(node.type());
        }));
        json.writeEndArray();
        json.writeArrayFieldStart("links");
        picture.links(MOST_LINKS, objects(link -> {
            json.writeStringField("id", link.id());
            json.writeStringField("source", link.source());
            json.writeStringField("target", link.target());
            json.writeStringField("type", link.type());
            json.writeNumberField("strength", Math.exp(link.logWeight()));
            json.writeNumberField("weight", Math.exp(link.logWeight()));
        }));
        json.writeEndArray();
        json.writeArrayFieldStart("subentities");
        picture.subentities(MOST_SUBENTITIES, objects(this::subentity));
        json.writeEndArray();
        json.writeObjectFieldStart("metadata");
        counts();
        json.writeNumberField("last_updated", now);
        json.writeEndObject();
        json.writeEndObject();
    }

    private void subentity(Picture.Subentity sub) throws IOException {
        json.writeStringField("entity_id", sub.id());
        json.writeStringField("name", sub.name());
        json.writeNumberField("energy", sub.energy());
        json.writeNumberField("theta", sub.theta());
        json.writeStringField("activation_level", sub.active() ? "active" : "inactive");
        json.writeNumberField("members_count", sub.members());
        json.writeNumberField("coherence", sub.quality());
        labels("SubEntity");
    }

    private void labels(String only) throws IOException {
        json.writeArrayFieldStart("labels");
        json.writeString(only);
        json.writeEndArray();
    }

    /** For the viewer, with what is active counted. */
    void snapshotV2() throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", "snapshot.v2");
        json.writeNumberField("frame_id", picture.frame());
        json.writeStringField("ts", Instant.now().toString());
        int[] active = new int[2]; // nodes, subentities
        json.writeArrayFieldStart("nodes");
        picture.nodes(Integer.MAX_VALUE, objects(node -> {
            node(node);
            json.writeNumberField("total_energy", node.energy());
            json.writeNumberField("soft_activation", 1 / (1 + Math.exp(-10 * (node.energy() - node.theta()))));
            active[0] += node.active() ? 1 : 0;
        }));
        json.writeEndArray();
        json.writeArrayFieldStart("links");
        picture.links(Integer.MAX_VALUE, objects(this::link));
        json.writeEndArray();
        picture.subentities(Integer.MAX_VALUE, sub -> active[1] += sub.active() ? 1 : 0);
        Optional<EngineStatus> status = mind.status();
        json.writeObjectFieldStart("metrics");
        json.writeNumberField(
                "global_energy", status.map(EngineStatus::globalEnergy).orElse(0.0));
        json.writeNumberField("active_nodes", active[0]);
        json.writeNumberField("active_links", picture.linkCount());
        json.writeNumberField("active_entities", active[1]);
        json.writeNumberField("rho", status.map(EngineStatus::branchingRatio).orElse(0.0));
        json.writeEndObject();
        json.writeEndObject();
    }
}
