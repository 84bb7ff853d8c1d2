package mind.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import mind.gateway.feed.Life;
import mind.protocol.State;
import mind.protocol.WireJson;
import org.junit.jupiter.api.Test;

class OriginalWireTest {
    private static Life life(String citizen, State state, double energy) {
        ObjectNode status = WireJson.MAPPER
                .createObjectNode()
                .put("nodes", 10)
                .put("links", 20)
                .put("subentities", 2)
                .put("global_energy", energy)
                .put("consciousness_state", "alert");
        return new Life(
                "mind-protocol_" + citizen,
                citizen,
                "N1",
                state,
                "",
                Optional.empty(),
                0,
                Optional.empty(),
                1,
                1,
                1,
                Optional.of(status),
                Optional.empty(),
                1);
    }

    private static JsonNode state(Life... lives) throws IOException {
        ByteBuffer frame = OriginalWire.dashboardState(List.of(lives)).duplicate();
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return WireJson.MAPPER.readTree(bytes);
    }

    @Test
    void a_silent_citizen_is_kept_as_unknown_and_left_out_of_the_mean_energy() throws IOException {
        JsonNode told = state(life("iris", State.RUNNING, 0.5), life("felix", State.UNKNOWN, 0.9));
        assertEquals("alert", told.at("/citizens/0/consciousness_state").asText());
        assertEquals("mind-protocol_felix", told.at("/citizens/1/citizen_id").asText());
        assertEquals("unknown", told.at("/citizens/1/consciousness_state").asText());
        assertEquals(0.5, told.at("/totals/avg_energy").asDouble(), 1e-12);
        assertEquals(20, told.at("/totals/total_nodes").asInt());
        assertEquals(2, told.at("/totals/engine_count").asInt());
    }

    @Test
    void with_nobody_heard_the_mean_energy_is_nought() throws IOException {
        JsonNode told = state(life("felix", State.UNKNOWN, 0.9));
        assertEquals(0, told.at("/totals/avg_energy").asDouble(-1));
        assertEquals(1, told.at("/totals/engine_count").asInt(-1));
        assertEquals(0, state().at("/totals/engine_count").asInt(-1));
    }
}
