package mind.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import mind.protocol.FalkorDb;
import mind.protocol.State;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Subentities come out of stimuli and go again, in the graph itself. */
class EmergenceIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    /** Six concepts about lamps in a ring, each linked with the next two, and a subentity that has none of them. */
    private static String lamps() {
        return falkor.graph("CREATE (other:SubEntity {id: 'other'}), (x:Memory {id: 'x', name: 'far away'}),"
                + " (x)-[:MEMBER_OF]->(other)"
                + " WITH other UNWIND range(0, 5) AS i CREATE (:Concept {id: 'l' + toString(i), name: 'lamp ' + toString(i)})"
                + " WITH count(*) AS all MATCH (a:Concept), (b:Concept)"
                + " WHERE toInteger(right(b.id, 1)) IN [(toInteger(right(a.id, 1)) + 1) % 6, (toInteger(right(a.id, 1)) + 2) % 6]"
                + " CREATE (a)-[:ENABLES {log_weight: 0.1}]->(b)");
    }

    private static long emerged(String graph) {
        return count(graph, "(n)-[m:MEMBER_OF]->(e {origin: 'emergence'}) WHERE abs(m.weight - 0.44) < 0.001");
    }

    private static long count(String graph, String pattern) {
        return Long.parseLong(falkor.rows(graph, "MATCH " + pattern + " RETURN count(*)")
                .get(0)
                .get(0));
    }

    private static JsonNode said(Ear ear, String type) {
        return Ear.body(ear.await(type));
    }

    @Test
    void a_stimulus_that_finds_a_gap_brings_forth_a_subentity_that_stays() {
        String graph = lamps();
        try (var ear = Ear.on(falkor, graph)) {
            String id;
            try (var worker =
                    WorkerProcess.start(falkor, graph, "ENGINE_EMERGENCE", "1").until(State.RUNNING)) {
                ear.ask("inject", "{'text':'lamp'}");
                JsonNode gap = said(ear, "emergence.gap.detected");
                assertEquals("semantic", gap.path("gap_type").asText());
                assertEquals(1.0, gap.path("strength").asDouble());
                assertEquals(
                        6,
                        said(ear, "emergence.coalition.formed").path("node_ids").size());
                JsonNode candidate = said(ear, "emergence.candidate");
                assertEquals("spawn", candidate.path("decision").asText(), candidate.toString());
                assertTrue(candidate.path("scores").path("boundary_q").isNumber(), candidate.toString());
                JsonNode spawn = said(ear, "emergence.spawn.completed");
                assertEquals(6, spawn.path("member_count").asInt());
                id = spawn.path("subentity_id").asText();
                assertEquals(6, emerged(graph));
                ear.await("reset");
                worker.until("has one more", status -> status.engine().subentities() == 2);
                assertEquals(
                        1L, worker.status().orElseThrow().engine().counters().get("emerged"));

                ear.ask("inject", "{'text':'lamp'}");
                JsonNode redirect = said(ear, "emergence.redirect");
                assertEquals(id, redirect.path("target_subentity").asText());
                assertEquals(0, worker.stop());
            }
            try (var worker = WorkerProcess.start(falkor, graph).until(State.RUNNING)) {
                assertTrue(worker.status().orElseThrow().engine().subentityIds().contains(id));
                JsonNode members = ear.ask("members", "{'id':'" + id + "'}");
                assertEquals(6, members.path("result").path("count").asInt(), members.toString());
            }
        }
    }

    @Test
    void nodes_awake_with_a_subentity_come_to_belong_to_it_and_still_do_in_the_next_life() {
        // nineteen members from 0.6 to 2.4, one at 9 that puts their subentity near 3.8, ten others from 2.5 to 3.2
        String graph = falkor.graph(
                "UNWIND range(0, 29) AS i CREATE (:Concept {id: 'n' + toString(i), i: i, theta: 0.1,"
                        + " E: CASE WHEN i < 19 THEN 0.6 + i * 0.1 WHEN i = 19 THEN 9.0 ELSE 2.5 + (i - 20) * 0.08 END})");
        falkor.query(
                graph,
                "MATCH (n:Concept) WHERE n.i < 20 MERGE (s:SubEntity {id: 's'})"
                        + " CREATE (n)-[:MEMBER_OF {weight: CASE WHEN n.i < 19 THEN 0.1 ELSE 0.9 END}]->(s)");
        // the first belongs by another row of its id
        falkor.query(
                graph,
                "MATCH (:Concept {id: 'n0'})-[m:MEMBER_OF]->(s) DELETE m CREATE (:Note {id: 'n0'})-[:MEMBER_OF {weight: 0.1}]->(s)");
        String members = "MATCH (n)-[m:MEMBER_OF]->(:SubEntity {id: 's'}) RETURN n.id, m.weight ORDER BY n.id";
        String[] settings = {
            "ENGINE_DECAY", "off", "ENGINE_DIFFUSION", "0", "ENGINE_MEMBERSHIP_LEARNING", "1", "ENGINE_GROWTH_S", "5"
        };
        List<List<String>> learned;
        try (var ear = Ear.on(falkor, graph)) {
            try (var worker = WorkerProcess.start(falkor, graph, settings).until(State.RUNNING)) {
                Awaitility.await("its rounds")
                        .atMost(Duration.ofMinutes(3))
                        .until(() -> falkor.rows(graph, members).size() > 20);
                assertEquals(
                        "s",
                        said(ear, "membership.updated").path("subentity_id").asText());
                ear.await("reset"); // it goes on with them
                assertEquals(0, worker.stop());
            }
            learned = falkor.rows(graph, members);
            assertTrue(learned.stream().anyMatch(row -> row.get(0).equals("n29")), learned.toString());
            assertEquals("n0", learned.get(0).get(0));
            assertEquals(
                    0.6,
                    Double.parseDouble(learned.get(0).get(1)),
                    1e-6,
                    "what is awake least belongs as much as it is awake");
            try (var worker = WorkerProcess.start(falkor, graph).until(State.RUNNING)) {
                JsonNode loaded = ear.ask("members", "{'id':'s'}");
                assertEquals(learned.size(), loaded.path("result").path("count").asInt(), loaded.toString());
                assertEquals(0, worker.stop());
            }
        }
        assertEquals(learned, falkor.rows(graph, members));
    }

    @Test
    void without_the_setting_a_stimulus_changes_no_structure() {
        String graph = lamps();
        try (var ear = Ear.on(falkor, graph);
                var worker = WorkerProcess.start(falkor, graph).until(State.RUNNING)) {
            ear.ask("inject", "{'text':'lamp'}");
            ear.await("stimulus.injection.debug");
            worker.until("has gone on", status -> status.engine().tickCount() > 20);
            assertEquals(
                    List.of(),
                    ear.events().stream()
                            .filter(event -> event.header().type().startsWith("emergence"))
                            .toList());
            assertEquals(0, emerged(graph));
        }
    }

    @Test
    void what_emerged_and_stays_poor_is_dissolved_and_nothing_else() {
        String life = "frames_since_creation: 2000, low_quality_streak: 30, quality_score: 0.05";
        String graph = falkor.graph("CREATE (a:Concept {id: 'a', name: 'lamp'}),"
                + " (own:SubEntity {id: 'own', origin: 'emergence', " + life + "}), (old:SubEntity {id: 'old', " + life
                + "}), (a)-[:MEMBER_OF]->(own), (a)-[:MEMBER_OF]->(old)");
        try (var ear = Ear.on(falkor, graph);
                var worker = WorkerProcess.start(falkor, graph, "ENGINE_DISSOLVE", "1")
                        .until(State.RUNNING)) {
            JsonNode end = Ear.body(ear.await(
                    "the end",
                    message -> message.header().type().equals("subentity.lifecycle")
                            && Ear.body(message).path("new_state").asText().equals("dissolved")));
            assertEquals("own", end.path("entity_id").asText());
            worker.until("has one left", status -> status.engine().subentities() == 1);
            assertEquals(0, count(graph, "(:SubEntity {id: 'own'})"));
            assertEquals(1, count(graph, "(:Concept)-[:MEMBER_OF]->(:SubEntity {id: 'old'})"));
        }
    }
}
