package mind.worker.publish;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import mind.protocol.GraphName;
import mind.worker.dynamics.EngineSettings;
import mind.worker.graph.MindGraph;
import mind.worker.loop.LoopStats;

/**
 * The events an existing dashboard knows by name and expects regularly, each with the payload that dashboard reads: the
 * figures of the last tick, with counts, flips and flows summed over the ticks since they were last told.
 */
final class WireEvents {
    private static final int FLIPS_TOLD = 25;
    private static final int FLOWS_TOLD = 200;
    private static final int ENTITIES_TOLD = 64; // the most energetic; a full list many times a second helps nobody
    private static final int SNAPSHOT_ENTITIES = 8;

    private final Payload payload;
    private final StrideEvents stride;
    private final MindGraph graph;
    private final GraphName name;
    private final EngineSettings settings;

    private final Largest flips = new Largest(FLIPS_TOLD);
    private final int[] flipNode = new int[Happenings.FLIPS];
    private final double[] flipBefore = new double[Happenings.FLIPS];
    private final double[] flipAfter = new double[Happenings.FLIPS];
    private int flipCount;

    private final Largest flows = new Largest(FLOWS_TOLD);
    private float[] flow = new float[0]; // [links] since last told; made when somebody first listens
    private final int[] flowLink;
    private int flowCount;

    private final Largest entities = new Largest(ENTITIES_TOLD);
    private int entityCount;

    private long strides;
    private long boundaryStrides;
    private int stimuli;
    private double energyLost;
    private double weightLost;
    private long sinceNanos = System.nanoTime(); // the last stimulus, or the beginning

    WireEvents(MindGraph graph, GraphName name, EngineSettings settings) {
        this.payload = new Payload(graph, name.graph());
        this.stride = new StrideEvents(payload, settings);
        this.graph = graph;
        this.name = name;
        this.settings = settings;
        this.flowLink = new int[graph.links.count];
    }

    Payload payload() {
        return payload;
    }

    /** Adds {@code batch} to what is to be told, and tells it where that is due. */
    void tell(EventBatch batch, LoopStats loop, EventSink sink) throws IOException {
        add(batch);
        if (!batch.slow) {
            return;
        }
        TickFigures figures = batch.happened.figures;
        long frame = figures.tick;
        entityCount = entities.of(graph.subentities.count, s -> batch.subEnergy[s] + (batch.subActive[s] ? 1e9 : 0));
        sink.event("frame.start", frame, json -> frameStart(json, batch, loop));
        sink.event("criticality.state", frame, json -> criticality(json, figures));
        if (figures.strideLink >= 0) {
            stride.tell(figures, sink);
        }
        if (boundaryStrides > 0) {
            sink.event("se.boundary.summary", frame, json -> boundary(json, frame));
        }
        if (flowCount > 0) {
            sink.event("link.flow.summary", frame, json -> flows(json, frame));
        }
        if (flipCount > 0) {
            sink.event("node.flip", frame, json -> flips(json, frame));
        }
        sink.event("decay.tick", frame, json -> decay(json, figures));
        sink.event("state_modulation.frame", frame, json -> modulation(json, figures));
        sink.event("subentity.activation", frame, json -> activation(json, batch));
        sink.event("wm.emit", frame, json -> workingMemory(json, batch));
        sink.event("subentity.snapshot", frame, json -> subentities(json, batch));
        sink.event("consciousness_state", frame, json -> consciousness(json, figures, loop));
        sink.event("tick_frame_v1", frame, json -> tickFrame(json, batch, loop));
        begin();
    }

    private void add(EventBatch batch) {
        Happenings happened = batch.happened;
        if (happened.figures.stimuliTaken > 0) {
            sinceNanos = System.nanoTime();
        }
        strides += happened.figures.strides;
        boundaryStrides += happened.figures.boundaryStrides;
        stimuli += happened.figures.stimuliTaken;
        energyLost += happened.figures.energyLost;
        weightLost += happened.figures.weightLost;
        if (!batch.detailed) {
            return;
        }
        for (int k = 0; k < happened.flips && flipCount < flipNode.length; k++) {
            flipNode[flipCount] = happened.flipNode[k];
            flipBefore[flipCount] = happened.flipBefore[k];
            flipAfter[flipCount++] = happened.flipAfter[k];
        }
        if (batch.flows > 0 && flow.length == 0) {
            flow = new float[graph.links.count];
        }
        for (int k = 0; k < batch.flows; k++) {
            int link = batch.flowLink[k];
            if (flow[link] == 0) {
                flowLink[flowCount++] = link;
            }
            flow[link] += (float) batch.flow[k];
        }
    }

    private void begin() {
        flipCount = 0;
        for (int k = 0; k < flowCount; k++) {
            flow[flowLink[k]] = 0;
        }
        flowCount = 0;
        strides = 0;
        boundaryStrides = 0;
        stimuli = 0;
        energyLost = 0;
        weightLost = 0;
    }

    private void frameStart(JsonGenerator json, EventBatch batch, LoopStats loop) throws IOException {
        TickFigures figures = batch.happened.figures;
        payload.open(json, "2", figures.tick);
        Decimals.field(json, "rho", figures.rho);
        json.writeStringField("safety_state", figures.safety.word());
        Decimals.field(json, "dt_ms", loop.measuredHz() > 0 ? 1_000 / loop.measuredHz() : loop.intervalMs());
        Decimals.field(json, "interval_sched", loop.intervalMs());
        Decimals.field(json, "dt_used", figures.dt * 1_000);
        json.writeStringField("tick_reason", stimuli > 0 ? "stimulus" : "activation");
        Decimals.field(json, "interval_stimulus", loop.intervalMs());
        Decimals.field(json, "interval_activation", loop.intervalMs());
        Decimals.field(json, "interval_arousal", loop.intervalMs());
        Decimals.field(json, "total_active_energy", figures.totalEnergy);
        Decimals.field(json, "mean_arousal", figures.arousal);
        json.writeStringField("notes", "");
        for (String field : new String[] {"entity_palette", "entity_index"}) {
            json.writeArrayFieldStart(field);
            for (int k = 0; k < entityCount; k++) {
                int s = entities.place(k);
                json.writeStartObject();
                entity(json, s);
                if (field.equals("entity_index")) {
                    Decimals.field(json, "energy", batch.subEnergy[s]);
                    Decimals.field(json, "threshold", batch.subTheta[s]);
                    json.writeBooleanField("active", batch.subActive[s]);
                    json.writeNumberField("member_count", graph.memberships.members(s));
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private void entity(JsonGenerator json, int s) throws IOException {
        json.writeStringField("id", graph.subentities.id[s]);
        json.writeStringField("name", graph.subentities.name[s]);
        json.writeStringField("color", payload.color(s));
    }

    private void tickFrame(JsonGenerator json, EventBatch batch, LoopStats loop) throws IOException {
        TickFigures figures = batch.happened.figures;
        payload.open(json, "1", figures.tick);
        Decimals.field(json, "rho", figures.rho);
        Decimals.field(json, "tick_duration_ms", loop.lastMs());
        json.writeArrayFieldStart("entities");
        for (int k = 0; k < entityCount; k++) {
            int s = entities.place(k);
            json.writeStartObject();
            entity(json, s);
            json.writeStringField("kind", graph.subentities.kind[s]);
            Decimals.field(json, "energy", batch.subEnergy[s]);
            Decimals.field(json, "theta", batch.subTheta[s]);
            json.writeBooleanField("active", batch.subActive[s]);
            json.writeNumberField("members_count", graph.memberships.members(s));
            Decimals.field(json, "coherence", graph.subentities.coherence[s]);
            Decimals.field(json, "emotion_valence", graph.subentities.valenceEma[s]);
            Decimals.field(json, "emotion_arousal", graph.subentities.arousalEma[s]);
            Decimals.field(
                    json,
                    "emotion_magnitude",
                    Math.min(1, Math.hypot(graph.subentities.valenceEma[s], graph.subentities.arousalEma[s])));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("nodes_active", figures.active);
        json.writeNumberField("nodes_total", graph.nodes.count);
        json.writeNumberField("strides_executed", strides);
        json.writeNumberField("stride_budget", Math.max(figures.active, 100));
        Decimals.field(json, "coherence", 1 - figures.entropy);
        json.writeStringField("consciousness_state", figures.consciousness.word());
        json.writeEndObject();
    }

    private void criticality(JsonGenerator json, TickFigures figures) throws IOException {
        payload.open(json, "2", figures.tick);
        json.writeObjectFieldStart("rho");
        Decimals.field(json, "global", figures.rho);
        Decimals.field(json, "proxy_branching", figures.sigma);
        Decimals.field(json, "var_window", figures.rhoVariance);
        json.writeEndObject();
        json.writeStringField("safety_state", figures.safety.word());
        pair(json, "delta", "before", figures.deltaBefore, "after", figures.delta);
        pair(json, "alpha", "before", settings.alpha(), "after", settings.alpha());
        Decimals.field(json, "controller_output", figures.controllerOutput);
        Decimals.field(json, "oscillation_index", figures.oscillation);
        Decimals.field(json, "threshold_multiplier", figures.thresholdMultiplier);
        json.writeEndObject();
    }

    private static void pair(JsonGenerator json, String field, String a, double x, String b, double y)
            throws IOException {
        json.writeObjectFieldStart(field);
        Decimals.field(json, a, x);
        Decimals.field(json, b, y);
        json.writeEndObject();
    }

    private void boundary(JsonGenerator json, long frame) throws IOException {
        payload.open(json, "2", frame);
        json.writeNumberField("boundary_strides", boundaryStrides);
        json.writeNumberField("total_strides", strides);
        json.writeEndObject();
    }

    private void flows(JsonGenerator json, long frame) throws IOException {
        int told = flows.of(flowCount, k -> flow[flowLink[k]]);
        payload.open(json, "2", frame);
        json.writeArrayFieldStart("flows");
        for (int k = 0; k < told; k++) {
            int link = flowLink[flows.place(k)];
            json.writeStartObject();
            json.writeStringField("link_id", graph.linkId(link));
            Decimals.field(json, "flow", flow[link]);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void flips(JsonGenerator json, long frame) throws IOException {
        int told = flips.of(flipCount, k -> Math.abs(flipAfter[k] - flipBefore[k]));
        payload.open(json, "2", frame);
        json.writeArrayFieldStart("nodes");
        for (int k = 0; k < told; k++) {
            int place = flips.place(k);
            int node = flipNode[place];
            json.writeStartObject();
            json.writeStringField("id", graph.nodes.id.get(node));
            Decimals.field(json, "E", flipAfter[place]);
            Decimals.field(json, "dE", flipAfter[place] - flipBefore[place]);
            Decimals.field(json, "E_pre", flipBefore[place]);
            Decimals.field(json, "theta", graph.nodes.theta[node]);
            json.writeStringField("crossed", flipAfter[place] >= graph.nodes.theta[node] ? "up" : "down");
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void decay(JsonGenerator json, TickFigures figures) throws IOException {
        payload.open(json, "2", figures.tick);
        Decimals.field(json, "delta_E", energyLost);
        Decimals.field(json, "delta_W", weightLost);
        json.writeNumberField("nodes_decayed", figures.nodesDecayed);
        json.writeObjectFieldStart("energy");
        Decimals.field(json, "before", figures.totalEnergy + energyLost);
        Decimals.field(json, "after", figures.totalEnergy);
        Decimals.field(json, "lost", energyLost);
        json.writeEndObject();
        pair(
                json,
                "weight_decay",
                "nodes",
                weightLost > 0 ? graph.nodes.count : 0,
                "links",
                weightLost > 0 ? graph.links.count : 0);
        json.writeEndObject();
    }

    private void modulation(JsonGenerator json, TickFigures figures) throws IOException {
        payload.open(json, "2", figures.tick);
        Decimals.field(json, "arousal", figures.arousal);
        Decimals.field(json, "precision", figures.precision);
        Decimals.field(json, "goal_alignment", figures.goalAlignment);
        json.writeObjectFieldStart("components");
        Decimals.field(json, "total_energy", figures.totalEnergy);
        Decimals.field(json, "normalised_entropy", figures.entropy);
        json.writeEndObject();
        json.writeArrayFieldStart("top_modulated_edges");
        json.writeEndArray();
        json.writeStringField("state_interpretation", interpretation(figures));
        json.writeStringField("timestamp", Instant.now().toString());
        json.writeEndObject();
    }

    private static String interpretation(TickFigures figures) {
        String manner = figures.goalAlignment > 0.7 ? "focused" : "exploratory";
        if (figures.arousal > 0.7) {
            return "high_arousal_" + manner;
        }
        if (figures.precision > 0.7) {
            return "high_precision_" + manner;
        }
        return figures.goalAlignment > 0.7 ? "goal_driven_calm" : "low_arousal_exploratory";
    }

    private void activation(JsonGenerator json, EventBatch batch) throws IOException {
        payload.open(json, "2", batch.happened.figures.tick);
        json.writeArrayFieldStart("activations");
        for (int k = 0; k < entityCount; k++) {
            int s = entities.place(k);
            json.writeStartObject();
            json.writeStringField("entity_id", graph.subentities.id[s]);
            json.writeStringField("subentity_id", graph.subentities.id[s]);
            Decimals.field(json, "energy", batch.subEnergy[s]);
            Decimals.field(json, "threshold", batch.subTheta[s]);
            json.writeBooleanField("is_active", batch.subActive[s]);
            json.writeNumberField("member_count", graph.memberships.members(s));
            json.writeNumberField("active_members", batch.activeMembers[s]);
            json.writeStringField("activation_level", Payload.level(batch.subEnergy[s], batch.subTheta[s]));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void workingMemory(JsonGenerator json, EventBatch batch) throws IOException {
        payload.open(json, "2", batch.happened.figures.tick);
        json.writeStringField("mode", "entity_first");
        payload.ids(json, "selected_entities", batch.wmSub, batch.wm);
        payload.ids(json, "subentities", batch.wmSub, batch.wm);
        json.writeArrayFieldStart("entity_token_shares");
        int members = 0;
        for (int k = 0; k < batch.wm; k++) {
            members += graph.memberships.members(batch.wmSub[k]);
            json.writeStartObject();
            json.writeStringField("id", graph.subentities.id[batch.wmSub[k]]);
            json.writeNumberField("tokens", batch.wmTokens[k]);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("total_entities", batch.wm);
        json.writeNumberField("total_members", members);
        json.writeNumberField("token_budget_used", batch.wmTokensUsed);
        json.writeNumberField("token_budget_total", settings.wmBudget());
        json.writeArrayFieldStart("selected_nodes");
        for (int k = 0; k < batch.wmNodes; k++) {
            json.writeString(graph.nodes.id.get(batch.wmNode[k]));
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void subentities(JsonGenerator json, EventBatch batch) throws IOException {
        payload.open(json, "1", batch.happened.figures.tick);
        json.writeArrayFieldStart("active");
        int told = 0;
        for (int k = 0; k < entityCount && told < SNAPSHOT_ENTITIES; k++) {
            int s = entities.place(k);
            if (batch.subActive[s]) {
                told++;
                json.writeStartObject();
                json.writeStringField("id", graph.subentities.id[s]);
                json.writeStringField("name", graph.subentities.name[s]);
                Decimals.field(json, "energy", Math.min(1, batch.subEnergy[s] / 100));
                Decimals.field(json, "theta", Math.min(1, batch.subTheta[s] / 100));
                json.writeEndObject();
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("wm");
        for (int k = 0; k < Math.min(batch.wm, SNAPSHOT_ENTITIES); k++) {
            json.writeStartObject();
            json.writeStringField("id", graph.subentities.id[batch.wmSub[k]]);
            json.writeStringField("name", graph.subentities.name[batch.wmSub[k]]);
            Decimals.field(json, "share", share(batch.wmTokens[k]));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Share of working memory that {@code tokens} take, 0 to 1. */
    double share(int tokens) {
        return tokens / (double) settings.wmBudget();
    }

    private void consciousness(JsonGenerator json, TickFigures figures, LoopStats loop) throws IOException {
        payload.open(json, "2", figures.tick);
        json.writeStringField("network_id", name.level().name());
        Decimals.field(json, "global_energy", figures.globalEnergy);
        Decimals.field(json, "branching_ratio", figures.sigma);
        Decimals.field(json, "raw_sigma", figures.sigmaRaw);
        Decimals.field(json, "tick_interval_ms", loop.intervalMs());
        Decimals.field(json, "tick_frequency_hz", 1_000 / loop.intervalMs());
        json.writeStringField("consciousness_state", figures.consciousness.word());
        Decimals.field(json, "time_since_last_event", (System.nanoTime() - sinceNanos) / 1e9);
        json.writeStringField("timestamp", Instant.now().toString());
        json.writeEndObject();
    }
}
