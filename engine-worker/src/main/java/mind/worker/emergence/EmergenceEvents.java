package mind.worker.emergence;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import mind.protocol.WireJson;
import mind.worker.graph.MindGraph;

/** The payloads of what is told of a changing structure, and the parts they share. */
final class EmergenceEvents {
    private final String citizen;

    EmergenceEvents(String citizen) {
        this.citizen = citizen;
    }

    /** With version, frame, citizen and time. */
    ObjectNode open(long frame) {
        return WireJson.MAPPER
                .createObjectNode()
                .put("v", "2")
                .put("frame_id", frame)
                .put("citizen_id", citizen)
                .put("t_ms", System.currentTimeMillis());
    }

    ObjectNode coalition(long frame, String gapId, MindGraph graph, Coalition coalition) {
        ObjectNode event = open(frame)
                .put("gap_id", gapId)
                .put("coalition_size", coalition.nodes().size())
                .put("density", round(coalition.density()))
                .put("coherence", round(coalition.coherence()));
        ids(event, "node_ids", graph, coalition.nodes());
        return event;
    }

    static ObjectNode scores(ObjectNode event, Judge.Verdict verdict) {
        event.putObject("scores")
                .put("persistence_q", round(verdict.persistence()))
                .put("cohesion_q", round(verdict.cohesion()))
                .put("boundary_q", round(verdict.boundary()));
        return event;
    }

    static void ids(ObjectNode event, String field, MindGraph graph, List<Integer> nodes) {
        ArrayNode list = event.putArray(field);
        nodes.forEach(node -> list.add(graph.nodes.id.get(node)));
    }

    static double round(double value) {
        return Math.round(value * 1e6) / 1e6;
    }
}
