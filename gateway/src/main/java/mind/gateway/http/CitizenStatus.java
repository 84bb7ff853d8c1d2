package mind.gateway.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import mind.gateway.http.Minds.Mind;
import mind.protocol.EngineStatus;

/** A citizen's status in the words of the dashboard's REST interface. */
final class CitizenStatus {
    /** A multiplier from which on no tick comes in anybody's life. */
    static final double FROZEN = 1e9;

    private CitizenStatus() {}

    static ObjectNode of(Mind mind) {
        ObjectNode json = Answer.object()
                .put("citizen_id", mind.name().graph())
                .put("name", mind.name().citizen())
                .put("level", mind.name().level().toString())
                .put("state", mind.state().word())
                .put("reason", mind.reason());
        mind.status().ifPresentOrElse(status -> fill(json, status, mind), () -> fillUnheard(json, mind));
        return json;
    }

    private static void fill(ObjectNode json, EngineStatus status, Mind mind) {
        json.put(
                "running_state",
                mind.running() ? status.runningState() : mind.state().word());
        json.put("tick_count", status.tickCount());
        json.put("tick_interval_ms", status.tickIntervalMs());
        json.put("tick_frequency_hz", status.tickIntervalMs() > 0 ? 1_000 / status.tickIntervalMs() : 0);
        json.put("measured_hz", status.measuredHz());
        json.put("tick_multiplier", status.tickMultiplier());
        json.put("consciousness_state", status.consciousnessState());
        json.put("time_since_last_event", status.secondsSinceStimulus());
        json.put("sub_entity_count", status.subentities());
        ArrayNode ids = json.putArray("sub_entities");
        if (status.subentityIds() != null) {
            status.subentityIds().forEach(ids::add);
        }
        json.put("nodes", status.nodes());
        json.put("links", status.links());
        EngineStatus.Persistence persistence = status.persistence();
        json.put("persistence_enabled", persistence != null && persistence.enabled());
        json.put("persistence_min_batch", persistence == null ? 0 : persistence.minBatch());
        json.put("persistence_interval_sec", persistence == null ? 0 : persistence.intervalSec());
        json.put("dirty_nodes_count", persistence == null ? 0 : persistence.dirty());
        json.put("persisted_rows_count", persistence == null ? 0 : persistence.written());
        json.put("failed_persists_count", persistence == null ? 0 : persistence.failures());
        ObjectNode counters = json.putObject("counters");
        if (status.counters() != null) {
            status.counters().forEach(counters::put);
        }
    }

    /** Zeros, not gaps: existing panels format every number without asking. */
    private static void fillUnheard(ObjectNode json, Mind mind) {
        json.put("running_state", mind.state().word());
        json.put("tick_count", 0)
                .put("tick_interval_ms", 0)
                .put("tick_frequency_hz", 0)
                .put("tick_multiplier", 1);
        json.put("consciousness_state", "dormant").putNull("time_since_last_event");
        json.put("sub_entity_count", 0).putArray("sub_entities");
        json.put("nodes", 0).put("links", 0).put("persistence_enabled", false);
        json.put("persistence_min_batch", 0).put("persistence_interval_sec", 0).put("dirty_nodes_count", 0);
        json.put("persisted_rows_count", 0).put("failed_persists_count", 0).putObject("counters");
    }
}
