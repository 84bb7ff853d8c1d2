package mind.worker.publish;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import mind.worker.graph.MindGraph;

/** The fields that wire-named payloads have in common, and the parts they share. */
final class Payload {
    final MindGraph graph;
    final String citizen;

    Payload(MindGraph graph, String citizen) {
        this.graph = graph;
        this.citizen = citizen;
    }

    /** Opens the object and writes version, frame, citizen and time. */
    void open(JsonGenerator json, String version, long frame) throws IOException {
        json.writeStartObject();
        json.writeStringField("v", version);
        json.writeNumberField("frame_id", frame);
        json.writeStringField("citizen_id", citizen);
        json.writeNumberField("t_ms", System.currentTimeMillis());
    }

    String color(int s) {
        String color = graph.subentities.color[s];
        return color.isEmpty() ? "#808080" : color;
    }

    /** Ids of subentities as an array field. */
    void ids(JsonGenerator json, String field, int[] subs, int count) throws IOException {
        json.writeArrayFieldStart(field);
        for (int k = 0; k < count; k++) {
            json.writeString(graph.subentities.id[subs[k]]);
        }
        json.writeEndArray();
    }

    /** How strongly a subentity is active, in words. */
    static String level(double energy, double theta) {
        if (theta < 1e-9) {
            return "absent";
        }
        double ratio = energy / theta;
        return ratio > 3 ? "dominant" : ratio > 2 ? "strong" : ratio > 1 ? "moderate" : ratio > 0.5 ? "weak" : "absent";
    }
}
