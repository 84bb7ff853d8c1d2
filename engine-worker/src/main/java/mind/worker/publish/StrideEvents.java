package mind.worker.publish;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import mind.worker.dynamics.Affect;
import mind.worker.dynamics.EngineSettings;
import mind.worker.graph.MindGraph;

/** The events about one stride, told as a sample of all: what it cost, what its link learned, what its ends feel. */
final class StrideEvents {
    private final Payload payload;
    private final MindGraph graph;
    private final EngineSettings settings;

    StrideEvents(Payload payload, EngineSettings settings) {
        this.payload = payload;
        this.graph = payload.graph;
        this.settings = settings;
    }

    void tell(TickFigures figures, EventSink sink) throws IOException {
        sink.event("stride.exec", figures.tick, json -> stride(json, figures));
        if (figures.strideTier > 0 && figures.strideGain > 0) {
            sink.event("tier.link.strengthened", figures.tick, json -> strengthened(json, figures));
        }
        if (graph.emotions.present()) {
            emotions(figures, sink);
        }
    }

    private void stride(JsonGenerator json, TickFigures figures) throws IOException {
        int link = figures.strideLink;
        String source = graph.endId(graph.links.source[link]);
        String target = graph.endId(graph.links.target[link]);
        double ease = Math.exp(figures.strideWeight);
        double cost = 1 / Math.max(ease, 1e-6);
        boolean feels = !Double.isNaN(figures.strideCosine);
        double size = Math.hypot(figures.nodeValence, figures.nodeArousal);
        double resonance = feels ? Affect.resonance(figures.strideCosine) : 1;
        double complementarity = feels ? Affect.complementarity(figures.strideCosine, size) : 1;
        payload.open(json, "2", figures.tick);
        for (String field : new String[] {"source_node_id", "src_node", "src"}) {
            json.writeStringField(field, source);
        }
        for (String field : new String[] {"target_node_id", "dst_node", "tgt"}) {
            json.writeStringField(field, target);
        }
        json.writeStringField("link_id", graph.linkId(link));
        String subentity = subentityOf(graph.links.source[link]);
        json.writeStringField("subentity_id", subentity);
        json.writeStringField("subentity", subentity);
        for (String field : new String[] {"resonance_multiplier", "res_mult"}) {
            Decimals.field(json, field, resonance);
        }
        for (String field : new String[] {"comp_multiplier", "comp_mult"}) {
            Decimals.field(json, field, complementarity);
        }
        for (String field : new String[] {"resonance_score", "res_score"}) {
            Decimals.field(json, field, feels ? figures.strideCosine : 0);
        }
        Decimals.field(
                json, "complementarity_score", feels ? Math.max(0, -figures.strideCosine) * Math.min(1, size) : 0);
        json.writeNumberField("goal_affinity", 0);
        Decimals.field(json, "emotion_mult", resonance * complementarity);
        for (String field : new String[] {"base_cost", "ease_cost"}) {
            Decimals.field(json, field, cost);
        }
        for (String field : new String[] {"final_cost", "total_cost"}) {
            Decimals.field(json, field, cost * resonance * complementarity);
        }
        json.writeStringField("tier", tierStrength(figures.strideTier));
        Decimals.field(json, "tier_scale", tierScale(figures.strideTier));
        json.writeStringField("reason", tierReason(figures.strideTier));
        json.writeNumberField("stride_utility_zscore", 0);
        json.writeBooleanField("learning_enabled", settings.strengthen());
        json.writeNumberField("stickiness", 1);
        Decimals.field(json, "phi", graph.nodes.theta[Math.min(graph.links.source[link], graph.nodes.count - 1)]);
        Decimals.field(json, "ease", ease);
        Decimals.field(json, "delta_E", figures.strideEnergy);
        Decimals.field(json, "retained_delta_E", figures.strideEnergy);
        json.writeBooleanField("chosen", true);
        json.writeStringField("timestamp", Instant.now().toString());
        json.writeEndObject();
    }

    /** What the source and the link of the sampled stride feel, where they feel anything. */
    private void emotions(TickFigures figures, EventSink sink) throws IOException {
        long frame = figures.tick;
        int link = figures.strideLink;
        if (figures.nodeValence != 0 || figures.nodeArousal != 0) {
            String id = graph.endId(graph.links.source[link]);
            sink.event("node.emotion.update", frame, json -> {
                payload.open(json, "2", frame);
                json.writeStringField("node_id", id);
                emotion(json, figures.nodeValence, figures.nodeArousal);
            });
        }
        if (figures.linkValence != 0 || figures.linkArousal != 0) {
            sink.event("link.emotion.update", frame, json -> {
                payload.open(json, "2", frame);
                json.writeStringField("link_id", graph.linkId(link));
                emotion(json, figures.linkValence, figures.linkArousal);
            });
        }
    }

    private static void emotion(JsonGenerator json, double valence, double arousal) throws IOException {
        Decimals.field(json, "emotion_magnitude", Math.min(1, Math.hypot(valence, arousal)));
        json.writeArrayFieldStart("top_axes");
        boolean valenceFirst = Math.abs(valence) >= Math.abs(arousal);
        for (boolean isValence : new boolean[] {valenceFirst, !valenceFirst}) {
            json.writeStartObject();
            json.writeStringField("axis", isValence ? "valence" : "arousal");
            Decimals.field(json, "value", isValence ? valence : arousal);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("delta_mag", 0);
        json.writeStringField("timestamp", Instant.now().toString());
        json.writeEndObject();
    }

    private String subentityOf(int end) {
        if (end >= graph.nodes.count || graph.memberships.ofStart[end] == graph.memberships.ofStart[end + 1]) {
            return "";
        }
        return graph.subentities.id[graph.memberships.ofSub[graph.memberships.ofStart[end]]];
    }

    private static String tierReason(int tier) {
        return tier == 3 ? "causal" : tier == 2 ? "co_activation" : "background";
    }

    private static String tierStrength(int tier) {
        return tier == 3 ? "medium" : tier == 2 ? "strong" : "weak";
    }

    private static double tierScale(int tier) {
        return tier == 3 ? 0.6 : tier == 2 ? 1.0 : 0.3;
    }

    private void strengthened(JsonGenerator json, TickFigures figures) throws IOException {
        int link = figures.strideLink;
        payload.open(json, "2", figures.tick);
        json.writeStringField("link_id", graph.linkId(link));
        json.writeStringField("source_id", graph.endId(graph.links.source[link]));
        json.writeStringField("target_id", graph.endId(graph.links.target[link]));
        Decimals.field(json, "new_weight", figures.strideWeight);
        Decimals.field(json, "delta_weight", figures.strideGain);
        json.writeStringField("tier", tierReason(figures.strideTier));
        Decimals.field(json, "tier_scale", tierScale(figures.strideTier));
        Decimals.field(json, "energy_flow", figures.strideEnergy);
        json.writeStringField("entity_context", subentityOf(graph.links.source[link]));
        json.writeEndObject();
    }
}
