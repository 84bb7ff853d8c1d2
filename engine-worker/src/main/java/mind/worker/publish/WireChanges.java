package mind.worker.publish;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import mind.worker.graph.MindGraph;
import mind.worker.graph.Subentities;

/** The events an existing dashboard knows by name that come when something changes. */
final class WireChanges {
    private final Payload payload;
    private final MindGraph graph;

    WireChanges(Payload payload) {
        this.payload = payload;
        this.graph = payload.graph;
    }

    void tell(EventBatch batch, EventSink sink) throws IOException {
        Happenings happened = batch.happened;
        long frame = happened.figures.tick;
        for (Happenings.StimulusTold told : happened.stimuli) {
            sink.event("stimulus.injection.debug", told.frame(), json -> stimulus(json, told));
        }
        for (Happenings.SubentityFlip flip : happened.subentityFlips) {
            sink.event("subentity.flip", frame, json -> flip(json, frame, flip));
        }
        for (int promoted : happened.promotions) {
            sink.event("subentity.lifecycle", frame, json -> promotion(json, frame, promoted));
        }
        if (happened.figures.metastable) {
            sink.event("mode.metastable_pattern", frame, json -> metastable(json, frame, happened));
        }
        if (happened.figures.healthChanged) {
            sink.event("phenomenological_health", frame, json -> health(json, happened.figures));
        }
        if (batch.wmChanged) {
            sink.event("wm.selected", frame, json -> selected(json, frame, batch));
        }
    }

    private void stimulus(JsonGenerator json, Happenings.StimulusTold told) throws IOException {
        payload.open(json, "2", told.frame());
        json.writeStringField("stimulus_id", told.id());
        json.writeStringField("path", told.path());
        json.writeNumberField("kept_count", told.kept());
        Decimals.field(json, "total_energy", told.added());
        Decimals.field(json, "lam", told.lambda());
        Decimals.field(json, "B_top", told.topUp());
        Decimals.field(json, "B_amp", told.amplifier());
        Decimals.field(json, "economy_multiplier", told.throttle());
        json.writeEndObject();
    }

    private void flip(JsonGenerator json, long frame, Happenings.SubentityFlip flip) throws IOException {
        payload.open(json, "2", frame);
        json.writeStringField("entity_id", graph.subentities.id[flip.sub()]);
        json.writeStringField("subentity_id", graph.subentities.id[flip.sub()]);
        json.writeStringField("flip_direction", flip.active() ? "activate" : "deactivate");
        Decimals.field(json, "energy", flip.energy());
        Decimals.field(json, "threshold", flip.theta());
        json.writeStringField("activation_level", Payload.level(flip.energy(), flip.theta()));
        json.writeNumberField("member_count", graph.memberships.members(flip.sub()));
        json.writeNumberField("active_members", flip.activeMembers());
        json.writeEndObject();
    }

    private void promotion(JsonGenerator json, long frame, int s) throws IOException {
        Subentities.Stability now = graph.subentities.stability[s];
        Subentities.Stability before = Subentities.Stability.values()[Math.max(0, now.ordinal() - 1)];
        payload.open(json, "2", frame);
        json.writeStringField("entity_id", graph.subentities.id[s]);
        json.writeStringField("old_state", before.word());
        json.writeStringField("new_state", now.word());
        Decimals.field(json, "quality_score", graph.subentities.quality[s]);
        json.writeStringField("trigger", "promotion");
        json.writeStringField("reason", "quality stayed high for " + graph.subentities.highStreak[s] + " frames");
        json.writeEndObject();
    }

    private void metastable(JsonGenerator json, long frame, Happenings happened) throws IOException {
        payload.open(json, "2", frame);
        json.writeStringField("event", "metastable_pattern_detected");
        payload.ids(json, "coalition", happened.metastable, happened.metastable.length);
        json.writeNumberField("duration_frames", happened.figures.metastableTicks);
        Decimals.field(json, "stability_score", happened.figures.metastableStability);
        String dominant = happened.metastable.length == 0 ? "" : graph.subentities.id[happened.metastable[0]];
        json.writeStringField("dominant", dominant);
        json.writeStringField("label", dominant.isEmpty() ? "" : "around " + dominant);
        json.writeEndObject();
    }

    private void health(JsonGenerator json, TickFigures figures) throws IOException {
        payload.open(json, "2", figures.tick);
        json.writeStringField("state", figures.health.word());
        Decimals.field(json, "fragmentation", figures.fragmentation);
        json.writeObjectFieldStart("components");
        Decimals.field(json, "flow", figures.healthFlow);
        Decimals.field(json, "coherence", figures.healthCoherence);
        Decimals.field(json, "multiplicity", figures.healthMultiplicity);
        json.writeEndObject();
        json.writeStringField(
                "narrative", figures.activeSubentities + " subentities are awake: " + figures.health.word());
        json.writeStringField("subentity_id", "");
        for (String field : new String[] {"flow_state", "wm_challenge_balance", "engagement", "skill_demand_match"}) {
            Decimals.field(json, field, figures.healthFlow);
        }
        for (String field : new String[] {"coherence_alignment", "resonance_dominance_ratio"}) {
            Decimals.field(json, field, figures.healthCoherence);
        }
        Decimals.field(json, "multiplicity_health", figures.healthMultiplicity);
        json.writeNumberField("distinct_entities_coactive", figures.activeSubentities);
        json.writeBooleanField("thrashing_detected", figures.fragmentation > 0.9);
        Decimals.field(json, "co_activation_stability", 1 - figures.fragmentation);
        Decimals.field(
                json,
                "overall_health",
                (figures.healthFlow + figures.healthCoherence + figures.healthMultiplicity) / 3);
        json.writeStringField("timestamp", Instant.now().toString());
        json.writeEndObject();
    }

    private void selected(JsonGenerator json, long frame, EventBatch batch) throws IOException {
        payload.open(json, "2", frame);
        json.writeStringField("citizen", payload.citizen);
        payload.ids(json, "entities_active", batch.wmSub, batch.wm);
        json.writeNumberField("timestamp_ms", System.currentTimeMillis());
        json.writeEndObject();
    }
}
