package mind.worker.publish;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;
import mind.protocol.GraphName;
import mind.protocol.WireJson;
import mind.worker.graph.MindGraph;
import mind.worker.graph.Subentities;

/**
 * A snapshot as the messages that carry it: part 0 says what there is, the others bring columns of subentities, nodes,
 * memberships and links, each at most {@link SnapshotPlan#MAX_BYTES} long. A part is written when it is asked for.
 */
public final class SnapshotParts {
    private final SnapshotCopy copy;
    private final SnapshotPlan plan;
    private final GraphName name;
    private final String onWire;
    private final double tickMillis;

    /** @param onWire the citizen's graph as it is called on the wire */
    public SnapshotParts(SnapshotCopy copy, SnapshotPlan plan, GraphName name, String onWire, double tickMillis) {
        this.copy = copy;
        this.plan = plan;
        this.name = name;
        this.onWire = onWire;
        this.tickMillis = tickMillis;
    }

    public SnapshotCopy copy() {
        return copy;
    }

    /** How many parts there are, part 0 included. */
    public int count() {
        return 1 + plan.sections().size();
    }

    /** The body of one part, 0 to {@link #count} - 1, of the snapshot known as {@code snapshot}. */
    public byte[] part(String snapshot, int part) throws IOException {
        var bytes = new ByteArrayOutputStream(part == 0 ? 4_096 : SnapshotPlan.MAX_BYTES);
        try (JsonGenerator json = WireJson.MAPPER.getFactory().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("snapshot", snapshot);
            json.writeNumberField("part", part);
            if (part == 0) {
                head(json);
            } else {
                section(json, plan.sections().get(part - 1));
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private void head(JsonGenerator json) throws IOException {
        MindGraph graph = copy.graph;
        json.writeNumberField("parts", count());
        json.writeStringField("graph", onWire);
        json.writeStringField("citizen", name.citizen());
        json.writeStringField("level", name.level().name());
        json.writeNumberField("epoch", copy.epoch());
        json.writeNumberField("seq", copy.seq());
        json.writeNumberField("frame", copy.frame);
        json.writeNumberField("nodes", graph.nodes.count);
        json.writeNumberField("links", graph.linkCount());
        json.writeNumberField("subentities", graph.subentities.count);
        json.writeNumberField("memberships", graph.memberships.count);
        Decimals.field(json, "tick_ms", tickMillis);
        words(json, "node_types", plan.nodeTypes());
        words(json, "link_types", plan.linkTypes());
    }

    private static void words(JsonGenerator json, String field, List<String> words) throws IOException {
        json.writeArrayFieldStart(field);
        for (String word : words) {
            json.writeString(word);
        }
        json.writeEndArray();
    }

    private void section(JsonGenerator json, SnapshotPlan.Section section) throws IOException {
        json.writeObjectFieldStart(section.kind().field);
        json.writeNumberField("from", section.from());
        switch (section.kind()) {
            case SUBENTITIES -> subentities(json, section.from(), section.to());
            case NODES -> nodes(json, section.from(), section.to());
            case MEMBERSHIPS -> memberships(json, section.from(), section.to());
            case LINKS -> links(json, section.from(), section.to());
        }
        json.writeEndObject();
    }

    private void subentities(JsonGenerator json, int from, int to) throws IOException {
        Subentities subs = copy.graph.subentities;
        texts(json, "id", s -> subs.id[s], from, to);
        texts(json, "name", s -> SnapshotPlan.shown(subs.name[s]), from, to);
        texts(json, "color", s -> SnapshotPlan.shown(subs.color[s]), from, to);
        numbers(json, "e", copy.subEnergy, from, to);
        numbers(json, "t", copy.subTheta, from, to);
        json.writeArrayFieldStart("a");
        for (int s = from; s < to; s++) {
            json.writeNumber(copy.subActive[s] ? 1 : 0);
        }
        json.writeEndArray();
        numbers(json, "quality", copy.subQuality, from, to);
        json.writeArrayFieldStart("stability");
        for (int s = from; s < to; s++) {
            json.writeString(Subentities.Stability.values()[copy.subStability[s]].word());
        }
        json.writeEndArray();
    }

    private void nodes(JsonGenerator json, int from, int to) throws IOException {
        MindGraph graph = copy.graph;
        texts(json, "id", graph.nodes.id::get, from, to);
        texts(json, "name", i -> SnapshotPlan.shown(graph.nodes.name.get(i)), from, to);
        types(json, graph.nodes.type, plan.nodeTypes(), from, to);
        numbers(json, "e", copy.energy, from, to);
        json.writeArrayFieldStart("t");
        for (int i = from; i < to; i++) {
            Decimals.number(json, graph.nodes.theta[i]);
        }
        json.writeEndArray();
        numbers(json, "w", copy.weight, from, to);
    }

    private void memberships(JsonGenerator json, int from, int to) throws IOException {
        var memberships = copy.graph.memberships;
        json.writeArrayFieldStart("sub");
        int sub = 0;
        for (int slot = from; slot < to; slot++) {
            while (memberships.start[sub + 1] <= slot) {
                sub++;
            }
            json.writeNumber(sub);
        }
        json.writeEndArray();
        json.writeFieldName("node");
        json.writeArray(memberships.node, from, to - from);
        json.writeArrayFieldStart("w");
        for (int slot = from; slot < to; slot++) {
            Decimals.number(json, memberships.weight[slot]);
        }
        json.writeEndArray();
    }

    private void links(JsonGenerator json, int from, int to) throws IOException {
        var links = copy.graph.links;
        json.writeFieldName("src");
        json.writeArray(links.source, from, to - from);
        json.writeFieldName("dst");
        json.writeArray(links.target, from, to - from);
        types(json, links.type, plan.linkTypes(), from, to);
        numbers(json, "w", copy.linkWeight, from, to);
    }

    private static void types(JsonGenerator json, int[] type, List<String> told, int from, int to) throws IOException {
        json.writeArrayFieldStart("type");
        for (int i = from; i < to; i++) {
            json.writeNumber(Math.min(type[i], told.size() - 1));
        }
        json.writeEndArray();
    }

    private static void texts(JsonGenerator json, String field, IntFunction<String> text, int from, int to)
            throws IOException {
        json.writeArrayFieldStart(field);
        for (int i = from; i < to; i++) {
            json.writeString(text.apply(i));
        }
        json.writeEndArray();
    }

    private static void numbers(JsonGenerator json, String field, float[] values, int from, int to) throws IOException {
        json.writeArrayFieldStart(field);
        for (int i = from; i < to; i++) {
            Decimals.number(json, values[i]);
        }
        json.writeEndArray();
    }
}
