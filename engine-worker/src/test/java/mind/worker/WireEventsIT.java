package mind.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mind.protocol.FalkorDb;
import mind.protocol.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Payloads have the fields an existing dashboard reads; a number that is missing or null breaks its panels. */
class WireEventsIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    /** Per event the fields it must have: numbers end in #, texts in $, lists in [], objects in {}, booleans in ?. */
    private static final Map<String, String> FIELDS = new LinkedHashMap<>();

    static {
        FIELDS.put(
                "frame.start",
                "frame_id# t_ms# rho# safety_state$ dt_ms# interval_sched# dt_used# tick_reason$ interval_stimulus#"
                        + " interval_activation# interval_arousal# total_active_energy# mean_arousal# notes$"
                        + " entity_palette[] entity_index[]");
        FIELDS.put(
                "tick_frame_v1",
                "frame_id# rho# citizen_id$ v$ t_ms# tick_duration_ms# entities[] nodes_active# nodes_total#"
                        + " strides_executed# stride_budget# coherence# consciousness_state$");
        FIELDS.put(
                "criticality.state",
                "rho{} safety_state$ delta{} alpha{} controller_output# oscillation_index# threshold_multiplier#"
                        + " frame_id# t_ms#");
        FIELDS.put("decay.tick", "delta_E# delta_W# nodes_decayed# energy{} weight_decay{} frame_id#");
        FIELDS.put(
                "consciousness_state",
                "network_id$ global_energy# branching_ratio# raw_sigma# tick_interval_ms# tick_frequency_hz#"
                        + " consciousness_state$ time_since_last_event# timestamp$");
        FIELDS.put("node.flip", "nodes[] frame_id# citizen_id$ v$");
        FIELDS.put("link.flow.summary", "flows[] frame_id# citizen_id$");
        FIELDS.put(
                "wm.emit",
                "selected_nodes[] frame_id# t_ms# mode$ selected_entities[] entity_token_shares[] total_entities#"
                        + " total_members# token_budget_used# subentities[]");
        FIELDS.put("wm.selected", "citizen$ frame_id# entities_active[] timestamp_ms#");
        FIELDS.put(
                "stride.exec",
                "source_node_id$ target_node_id$ link_id$ subentity_id$ comp_multiplier# resonance_multiplier#"
                        + " resonance_score# complementarity_score# base_cost# final_cost# tier$ tier_scale# reason$"
                        + " stride_utility_zscore# learning_enabled? timestamp$ src$ tgt$ subentity$ t_ms#");
        FIELDS.put("node.emotion.update", "node_id$ emotion_magnitude# top_axes[] delta_mag# timestamp$ frame_id#");
        FIELDS.put("link.emotion.update", "link_id$ emotion_magnitude# top_axes[] delta_mag# timestamp$ frame_id#");
        FIELDS.put("subentity.snapshot", "citizen_id$ frame_id# t_ms# active[] wm[]");
        FIELDS.put("subentity.activation", "activations[] frame_id# citizen_id$ t_ms#");
        FIELDS.put("state_modulation.frame", "arousal# precision# goal_alignment# top_modulated_edges[]");
        FIELDS.put(
                "tier.link.strengthened",
                "link_id$ source_id$ target_id$ new_weight# delta_weight# tier$ tier_scale# energy_flow# frame_id# t_ms#");
        FIELDS.put(
                "phenomenological_health",
                "frame_id# subentity_id$ flow_state# wm_challenge_balance# engagement# skill_demand_match#"
                        + " coherence_alignment# resonance_dominance_ratio# multiplicity_health#"
                        + " distinct_entities_coactive# thrashing_detected? co_activation_stability# overall_health#"
                        + " timestamp$ state$ fragmentation# components{} narrative$");
        FIELDS.put(
                "subentity.flip",
                "entity_id$ flip_direction$ energy# threshold# activation_level$ member_count# active_members#");
        FIELDS.put(
                "stimulus.injection.debug",
                "path$ kept_count# total_energy# lam# B_top# B_amp# economy_multiplier# stimulus_id$");
    }

    @Test
    void every_payload_has_its_fields_and_every_number_is_finite() {
        String graph = falkor.graph(RandomGraph.cypher(11, 300, 1_200, 10));
        falkor.query(graph, "MATCH (n) WHERE n.theta IS NOT NULL SET n.emotion_vector = [0.4, -0.6]");
        try (var ear = Ear.on(falkor, graph);
                var worker = WorkerProcess.start(falkor, graph).until(State.RUNNING)) {
            ear.ask("inject", "{'text':'node 1 2 3 4 5'}");
            for (Map.Entry<String, String> event : FIELDS.entrySet()) {
                JsonNode payload = Ear.body(ear.await(event.getKey()));
                for (String field : event.getValue().split(" ")) {
                    check(event.getKey(), payload, field);
                }
                finite(event.getKey(), payload);
                assertEquals(graph, payload.path("citizen_id").asText(), event.getKey());
            }
            JsonNode flips = Ear.body(ear.await("node.flip")).path("nodes").path(0);
            for (String field : List.of("id$", "E#", "dE#", "E_pre#", "theta#")) {
                check("node.flip entry", flips, field);
            }
            var picture = new Picture(ear.snapshot());
            assertTrue(List.of(picture.nodeId).contains(flips.path("id").asText()), "ids are those of the snapshot");
            JsonNode activation = Ear.body(ear.await("subentity.activation"))
                    .path("activations")
                    .path(0);
            for (String field :
                    List.of("entity_id$", "energy#", "threshold#", "is_active?", "member_count#", "active_members#")) {
                check("activation entry", activation, field);
            }
            ear.heard().forEach(message -> {
                if (message.body().hasRemaining()) {
                    finite(message.header().type(), Ear.body(message));
                }
            });
            assertTrue(worker.alive());
        }
    }

    private static void check(String event, JsonNode payload, String field) {
        String name = field.replaceAll("[#$?]|\\[]|\\{}", "");
        JsonNode value = payload.path(name);
        boolean fits = field.endsWith("#")
                ? value.isNumber()
                : field.endsWith("$")
                        ? value.isTextual()
                        : field.endsWith("?")
                                ? value.isBoolean()
                                : field.endsWith("[]") ? value.isArray() : value.isObject();
        assertTrue(fits, event + ": " + field + " is " + value + " in " + payload);
    }

    private static void finite(String event, JsonNode value) {
        assertFalse(
                value.isNumber() && !Double.isFinite(value.doubleValue())
                        || value.isTextual() && value.asText().equals("NaN"),
                event + " holds " + value);
        value.forEach(child -> finite(event, child));
    }
}
