package mind.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import mind.protocol.FalkorDb;
import mind.protocol.Message;
import mind.protocol.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KnowledgeIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    /** A star of subentities: hub shares a member with each of four others. */
    private static String star() {
        return falkor.graph("CREATE (hub:SubEntity {id: 'hub', name: 'the hub'})"
                + " WITH hub UNWIND range(0, 3) AS i"
                + " CREATE (n:Concept {id: 'n' + toString(i), name: 'bridge_number_' + toString(i), description: 'leads over water', E: 0.0})"
                + " CREATE (s:SubEntity {id: 's' + toString(i)})"
                + " CREATE (n)-[:MEMBER_OF]->(hub) CREATE (n)-[:MEMBER_OF]->(s)");
    }

    private static List<JsonNode> told(Ear ear, String type) {
        return ear.events().stream()
                .filter(event -> event.header().type().equals(type))
                .map(Ear::body)
                .toList();
    }

    @Test
    void the_topology_is_told_soon_after_the_load_without_being_asked() {
        String graph = star();
        try (var ear = Ear.on(falkor, graph);
                var worker = WorkerProcess.start(falkor, graph).until(State.RUNNING)) {
            Message population = ear.await("integration_metrics.population");
            assertEquals(5, Ear.body(population).path("population").asInt());
            JsonNode hubs = told(ear, "rich_club.snapshot").get(0).path("top_hubs");
            assertEquals("hub", hubs.get(0).path("node_id").asText());
            assertEquals(1.0, hubs.get(0).path("betweenness").asDouble());
            assertEquals(5, told(ear, "integration_metrics.node").size());
            JsonNode risk = Ear.body(ear.await("rich_club.hub_at_risk"));
            assertEquals("hub", risk.path("node_id").asText());
            assertEquals("high", risk.path("risk_level").asText());
            assertTrue(worker.alive());
        }
    }

    @Test
    void an_analysis_is_made_when_asked_and_answers_with_its_events() {
        String graph = star();
        try (var ear = Ear.on(falkor, graph);
                var worker = WorkerProcess.start(falkor, graph).until(State.RUNNING)) {
            JsonNode one = ear.ask("analyze", "{'type':'integration_metrics','node_id':'s1'}");
            assertTrue(one.path("ok").asBoolean(), one.toString());
            JsonNode events = one.path("result").path("events");
            assertEquals(1, events.size());
            assertEquals("s1", events.get(0).path("node_id").asText());
            assertEquals(4 / 7.0, events.get(0).path("closeness").asDouble(), 1e-6);
            assertEquals(
                    404, ear.ask("analyze", "{'node_id':'nobody'}").path("code").asInt());
            assertEquals(400, ear.ask("analyze", "{'type':'rich'}").path("code").asInt());
            JsonNode all = ear.ask("analyze", "{}");
            assertEquals(8, all.path("result").path("events").size(), all.toString());
            assertTrue(worker.alive());
        }
    }

    @Test
    void a_search_says_how_it_found_what_it_found() {
        String graph = star();
        try (var ear = Ear.on(falkor, graph);
                var worker = WorkerProcess.start(falkor, graph).until(State.RUNNING)) {
            JsonNode exact = ear.ask("search", "{'query':'bridge number 2'}").path("result");
            assertEquals("exact", exact.path("kind").asText());
            assertEquals("n2", exact.path("results").get(0).path("id").asText());
            assertEquals(
                    "leads over water",
                    exact.path("results").get(0).path("description").asText());
            JsonNode typo = ear.ask("search", "{'query':'brigde','limit':2,'node_type':'Concept'}")
                    .path("result");
            assertEquals("typo", typo.path("kind").asText());
            assertEquals(2, typo.path("results").size());
            JsonNode sub = ear.ask("search", "{'query':'hub'}").path("result");
            assertEquals("SubEntity", sub.path("results").get(0).path("type").asText());
            assertEquals(
                    "none",
                    ear.ask("search", "{'query':'xyzzyq'}")
                            .path("result")
                            .path("kind")
                            .asText());
            assertTrue(worker.alive());
        }
    }
}
