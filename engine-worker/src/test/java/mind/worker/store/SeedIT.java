package mind.worker.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import mind.protocol.FalkorDb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SeedIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    private static JsonNode made(StoreRun run) throws IOException {
        return new JsonMapper().readTree(run.ok().out()).path("graphs");
    }

    private static long one(String graph, String cypher) {
        return Long.parseLong(falkor.rows(graph, cypher).get(0).get(0));
    }

    @Test
    void the_full_profile_has_the_sizes_of_the_table() throws IOException {
        JsonNode made = made(StoreRun.of(falkor, "seed", "--replace", "--lean", "--json"));

        List<List<Integer>> table = List.of(
                List.of(2_900, 168),
                List.of(3_000, 178),
                List.of(15_000, 170),
                List.of(16_000, 172),
                List.of(17_000, 176),
                List.of(2_300, 168));
        List<String> citizens = List.of("iris", "felix", "atlas", "luca", "victor", "ada");
        for (int i = 0; i < 6; i++) {
            String graph = "mind-protocol_" + citizens.get(i);
            int nodes = table.get(i).get(0);
            int subentities = table.get(i).get(1);
            assertEquals(graph, made.get(i).path("graph").asText());
            assertEquals(nodes, made.get(i).path("nodes").asInt());
            assertEquals(nodes, one(graph, "MATCH (n) WHERE NOT n:SubEntity RETURN count(n)"));
            assertEquals(subentities, one(graph, "MATCH (s:SubEntity) RETURN count(DISTINCT s.id)"));
            assertEquals(nodes * 3 / 2, one(graph, "MATCH ()-[r:MEMBER_OF]->(:SubEntity) RETURN count(r)"));
            assertEquals(nodes * 2, one(graph, "MATCH (a)-[r]->(b) WHERE NOT b:SubEntity RETURN count(r)"));
            assertEquals(nodes * 7 / 2, made.get(i).path("links").asInt());
        }
    }

    @Test
    void the_same_words_make_the_same_graph_and_another_seed_another() {
        StoreRun.of(falkor, "seed", "twin", "--dirty", "--replace").ok();
        String first = StoreRun.export(falkor, "twin");
        StoreRun.of(falkor, "seed", "twin", "--dirty", "--replace").ok();
        assertEquals(first, StoreRun.export(falkor, "twin"));

        StoreRun.of(falkor, "seed", "twin", "--dirty", "--replace", "--seed", "2")
                .ok();
        assertNotEquals(first, StoreRun.export(falkor, "twin"));
    }

    @Test
    void the_found_profile_keeps_each_subentity_in_nine_to_twelve_rows() throws IOException {
        JsonNode made = made(StoreRun.of(falkor, "seed", "felix", "--profile", "found", "--replace", "--json"));
        String graph = "mind-protocol_felix";

        assertEquals(178, made.get(0).path("subentities").asInt());
        assertEquals(786, made.get(0).path("nodes").asInt());
        assertEquals(made.get(0).path("subentity_rows").asLong(), one(graph, "MATCH (s:SubEntity) RETURN count(s)"));
        List<List<String>> copies = falkor.rows(graph, "MATCH (s:SubEntity) RETURN s.id, count(s)");
        assertEquals(178, copies.size());
        for (List<String> row : copies) {
            assertTrue(Set.of("9", "10", "11", "12").contains(row.get(1)), row.toString());
        }
        assertEquals(747, one(graph, "MATCH ()-[r:MEMBER_OF]->() RETURN count(r)"));
        assertTrue(
                one(graph, "MATCH ()-[:MEMBER_OF]->(s) WHERE s.scope IS NULL RETURN count(s)") > 600,
                "most memberships end at a copy that has an id and little else");
    }

    @Test
    void a_full_graph_has_the_shape_of_the_stored_ones() {
        StoreRun.of(falkor, "seed", "iris", "--replace").ok();
        String graph = "mind-protocol_iris";
        int nodes = 2_900;

        long isolated = one(
                graph,
                "MATCH (n) WHERE NOT n:SubEntity OPTIONAL MATCH (n)-[r]-(m) WHERE NOT m:SubEntity"
                        + " WITH n, count(r) AS d WHERE d = 0 RETURN count(n)");
        assertEquals(0.35 * nodes, isolated, 2);
        assertEquals(8, one(graph, "MATCH (s:SubEntity) WHERE NOT ()-[:MEMBER_OF]->(s) RETURN count(s)"));
        long largest = one(graph, "MATCH (n)-[:MEMBER_OF]->(s) WITH s, count(n) AS c RETURN c ORDER BY c DESC LIMIT 1");
        assertTrue(largest > 0.07 * nodes && largest < 0.13 * nodes, "largest subentity has " + largest);
        assertEquals(0, one(graph, "MATCH (a)-[r]->(a) RETURN count(r)"));
        assertEquals(nodes + 168, one(graph, "MATCH (n) RETURN count(DISTINCT coalesce(n.id, 'none'))"));
        assertEquals(
                0,
                one(
                        graph,
                        "MATCH (n) WHERE n.definition STARTS WITH 'Placeholder' AND (n)-[:ENABLES]->() RETURN count(n)"));
        assertTrue(one(graph, "MATCH (n) WHERE n.E = 0.3 RETURN count(n)") > nodes / 100);
        assertEquals(
                "30",
                falkor.rows(graph, "MATCH ()-[r:ENABLES]->() RETURN size(keys(r)) LIMIT 1")
                        .get(0)
                        .get(0));
    }

    @Test
    void dirt_comes_in_the_measured_shares() throws IOException {
        JsonNode made = made(StoreRun.of(falkor, "seed", "luca", "--dirty", "--replace", "--json"));
        String graph = "mind-protocol_luca";
        double nodes = 16_000;

        assertEquals(
                0.05, one(graph, "MATCH (n) WHERE n.theta IS NOT NULL AND n.id IS NULL RETURN count(n)") / nodes, 0.01);
        assertEquals(
                0.30,
                one(graph, "MATCH (n) WHERE n.E IS NOT NULL AND typeOf(n.confidence) = 'String' RETURN count(n)")
                        / nodes,
                0.02);
        assertEquals(
                0.50,
                one(graph, "MATCH (n) WHERE n.E IS NOT NULL AND typeOf(n.created_at) = 'String' RETURN count(n)")
                        / nodes,
                0.02);
        assertEquals(16, one(graph, "MATCH (n) WHERE n.log_weight_overlays = '{\"translator\":' RETURN count(n)"), 12);
        assertEquals(1, one(graph, "MATCH (n) WHERE n.entity_activations STARTS WITH \"{'\" RETURN count(n)"));
        assertEquals(32, one(graph, "MATCH (a)-[r]->(a) RETURN count(r)"));
        assertEquals(
                160,
                made.get(0).path("link_rows").asInt()
                        - made.get(0).path("links").asInt());
        assertEquals(
                172,
                falkor
                        .rows(graph, "MATCH (s) WHERE s.centroid_dims = 0 RETURN DISTINCT labels(s)[0], count(s)")
                        .stream()
                        .mapToInt(row -> Integer.parseInt(row.get(1)))
                        .sum());
    }

    @Test
    void only_missing_graphs_are_made_where_that_is_asked() throws IOException {
        StoreRun.of(falkor, "seed", "here", "--lean", "--replace").ok();
        falkor.query("mind-protocol_here", "CREATE (:Mark)");

        JsonNode made = made(StoreRun.of(falkor, "seed", "here", "gone", "--lean", "--missing", "--json"));

        assertEquals(1, made.size());
        assertEquals("mind-protocol_gone", made.get(0).path("graph").asText());
        assertEquals(1, one("mind-protocol_here", "MATCH (n:Mark) RETURN count(n)"));
    }

    @Test
    void all_is_refused_where_one_graph_exists() {
        StoreRun.of(falkor, "seed", "old", "--lean", "--replace").ok();

        StoreRun refused = StoreRun.of(falkor, "seed", "old", "new", "--lean");

        assertEquals(1, refused.exitCode());
        assertEquals(
                List.of("graph mind-protocol_old exists: add --replace to overwrite, or --missing to make only what is"
                        + " missing"),
                refused.complaints());
        try (var jedis = falkor.connect()) {
            assertEquals(false, jedis.exists("mind-protocol_new"));
        }
    }

    @Test
    void a_demo_refuses_a_server_with_other_graphs() {
        String other = falkor.graph("CREATE (:Precious)");

        StoreRun refused = StoreRun.of(falkor, "seed", "--demo", "--missing");

        assertEquals(2, refused.exitCode());
        assertTrue(refused.err().contains(other), refused.err());
    }

    @Test
    void ten_times_the_size_has_ten_times_the_nodes_and_the_same_subentities() throws IOException {
        JsonNode made = made(StoreRun.of(falkor, "seed", "ada", "--scale", "10", "--lean", "--replace", "--json"));

        assertEquals(23_000, made.get(0).path("nodes").asInt());
        assertEquals(168, made.get(0).path("subentities").asInt());
        assertEquals(80_500, made.get(0).path("links").asInt());
        assertEquals(23_168, one("mind-protocol_ada", "MATCH (n) RETURN count(DISTINCT n.id) + 1"));
    }
}
