package mind.worker.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import mind.worker.graph.MindGraph;
import org.junit.jupiter.api.Test;

class TopologyEventsTest {
    /** A star: s0 shares a member with each of five others, which share none among themselves; s6 is alone. */
    private static MindGraph star() {
        Minds minds = Minds.of(5, 7);
        for (int i = 0; i < 5; i++) {
            minds.member(i, 0).member(i, i + 1);
        }
        return minds.graph();
    }

    private static TopologyEvents events(MindGraph graph) {
        return new TopologyEvents(graph, "mind-protocol_iris", new Topology(graph, Pace.FULL));
    }

    @Test
    void a_hub_is_told_under_both_names_with_numbers_only() {
        JsonNode told = events(star()).richClub(new double[] {0.25, 0, 0, 0, 0, 0, 0});

        assertEquals("rich_club.snapshot", told.path("type").asText());
        assertEquals("2", told.path("v").asText());
        assertEquals("mind-protocol_iris", told.path("citizen_id").asText());
        assertEquals(1, told.path("hub_count").asInt());
        JsonNode hub = told.path("top_hubs").get(0);
        assertEquals("s0", hub.path("node_id").asText());
        assertEquals("s0", hub.path("id").asText());
        assertEquals("subentity 0", hub.path("name").asText());
        assertEquals(10 / 15.0, hub.path("betweenness").asDouble(), 1e-6);
        assertEquals(0.25, hub.path("energy").asDouble());
    }

    @Test
    void a_hub_is_at_risk_from_low_energy_on() {
        TopologyEvents events = events(star());

        assertFalse(events.hubAtRisk(0, 0.21).isPresent());
        JsonNode medium = events.hubAtRisk(0, 0.2).orElseThrow();
        assertEquals("medium", medium.path("risk_level").asText());
        assertEquals("s0", medium.path("hub_id").asText());
        assertEquals("s0", medium.path("node_id").asText());
        assertEquals(0.2, medium.path("current_energy").asDouble());
        assertEquals(0.2, medium.path("energy").asDouble());
        assertEquals(
                "high",
                events.hubAtRisk(0, 0.09).orElseThrow().path("risk_level").asText());
        assertFalse(events.hubAtRisk(1, 0).isPresent(), "no path leads through s1");
    }

    @Test
    void integration_is_told_at_the_top_and_under_metrics() {
        JsonNode told = events(star()).node(0);

        assertEquals("integration_metrics.node", told.path("type").asText());
        assertEquals(1, told.path("depth").asInt());
        assertEquals(1, told.path("metrics").path("integration_depth").asInt());
        assertEquals(
                told.path("breadth").asInt(),
                told.path("metrics").path("integration_breadth").asInt());
        assertEquals(1.0, told.path("closeness").asDouble());
        assertEquals(1.0, told.path("metrics").path("closeness_centrality").asDouble());
        assertEquals(
                "primitive_specialist",
                told.path("metrics").path("interpretation").asText());
    }

    @Test
    void the_population_is_binned() {
        JsonNode told = events(star()).population();

        assertEquals(7, told.path("population").asInt());
        assertEquals(7, told.path("primitive_count").asInt());
        assertEquals(1.0, told.path("mean_depth").asDouble());
        assertEquals(7, told.path("depth_distribution").path("1-2").asInt());
        assertEquals(6, told.path("breadth_distribution").path("1-2").asInt(), "the one alone has no breadth");
        assertEquals(0, told.path("breadth_distribution").path("6+").asInt());
        assertTrue(told.path("modularity").isNumber());
    }

    @Test
    void a_mind_without_subentities_has_events_too() {
        TopologyEvents events = events(MindGraph.empty());
        assertEquals(0, events.richClub(new double[0]).path("top_hubs").size());
        assertEquals(0.0, events.population().path("mean_depth").asDouble());
    }
}
