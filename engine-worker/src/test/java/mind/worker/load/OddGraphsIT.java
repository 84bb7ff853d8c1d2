package mind.worker.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mind.protocol.FalkorDb;
import mind.protocol.GraphName;
import mind.worker.dynamics.Engine;
import mind.worker.dynamics.EngineSettings;
import mind.worker.dynamics.Trace;
import mind.worker.graph.MindGraph;
import mind.worker.graph.Nodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Oddities that stored graphs have, each in a graph of its own: all load, and the engine ticks on. */
class OddGraphsIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    /** The graph that {@code cypher} makes; another load of it has ticked. */
    private static MindGraph graph(String cypher) throws IOException {
        var name = GraphName.of(falkor.graph(cypher));
        var loader = new GraphLoader(falkor.address());
        var engine = new Engine(loader.load(name, progress -> {}).graph(), EngineSettings.with(Map.of()));
        for (int tick = 0; tick < 3; tick++) {
            engine.step(0.1);
        }
        assertTrue(Double.isFinite(engine.report().totalEnergy), "energy after three ticks");
        return loader.load(name, progress -> {}).graph();
    }

    private static void assertSizes(MindGraph graph, int nodes, int subentities, int links) {
        assertEquals(nodes, graph.nodes.count, "nodes");
        assertEquals(subentities, graph.subentities.count, "subentities");
        assertEquals(links, graph.linkCount(), "links");
    }

    @Test
    void times_far_beyond_any_are_none_and_no_time_stops_a_load() throws IOException {
        MindGraph graph = graph("CREATE (:C {id:'tiny', created_at:'7e-3000000000'}),"
                + " (:C {id:'small', created_at:'2e-40000000'}), (:C {id:'large', created_at:'7e3000000000'}),"
                + " (:SubEntity {id:'s', created_at:'7e-3000000000', valid_at:'1e-999999999'})");
        assertSizes(graph, 3, 1, 0);
        assertEquals(0, graph.nodes.createdMs[graph.node("tiny")]);
        assertEquals(Nodes.NEVER, graph.nodes.createdMs[graph.node("large")]);
        assertEquals(1, graph.counts.repairedValues());
    }

    @Test
    void subentities_without_kind_role_or_description_count() throws IOException {
        MindGraph graph = graph("CREATE (s:SubEntity {id:'s1'}), (:SubEntity {id:'s2', role_or_topic:'translator'}),"
                + " (:SubEntity {id:'s3', entity_kind:'functional'}), (c:Concept {id:'c'}), (c)-[:MEMBER_OF]->(s)");
        assertSizes(graph, 1, 3, 1);
        assertEquals(1, graph.memberships.members(graph.subentity("s1")));
        assertEquals(0, graph.memberships.members(graph.subentity("s3")));
    }

    @Test
    void links_to_any_row_of_a_subentity_count_for_it_and_a_pair_counts_once() throws IOException {
        MindGraph graph = graph("UNWIND range(0, 29) AS i CREATE (:SubEntity {id:'s' + (i % 3)})"
                + " WITH count(*) AS all CREATE (c:Concept {id:'c'}) WITH c MATCH (s:SubEntity)"
                + " WHERE s.id IN ['s0', 's1'] CREATE (c)-[:MEMBER_OF]->(s)");
        assertEquals(3, graph.subentities.count);
        assertEquals(27, graph.counts.duplicateSubentities());
        assertEquals(2, graph.memberships.count);
    }

    @Test
    void confidence_may_be_a_text_and_what_is_no_number_is_the_default() throws IOException {
        MindGraph graph = graph("CREATE (:R {id:'text', confidence:'0.95'}), (:R {id:'range', confidence:'0.8-0.95'}),"
                + " (:R {id:'whole', confidence:1}), (:R {id:'word', confidence:'high'}), (:R {id:'none'})");
        Map.of("text", 0.95, "range", 0.5, "whole", 1.0, "word", 0.5, "none", 0.5)
                .forEach((id, value) ->
                        assertEquals(value, graph.nodes.confidence[graph.node(id)], 1e-6, "confidence of " + id));
    }

    @Test
    void energy_may_be_an_object_in_a_text_and_other_objects_may_be_broken() throws IOException {
        MindGraph graph = graph("CREATE (:C {id:'default', energy:'{\"default\": 0.4}'}),"
                + " (:C {id:'first', energy:'{\"translator\": 0.25, \"architect\": 0.5}'}),"
                + " (:C {id:'broken', entity_activations:'{\"a\":'}),"
                + " (:C {id:'quoted', entity_activations:\"{'validator': 'dominant'}\"})");
        assertSizes(graph, 4, 0, 0);
        assertEquals(0.4, graph.nodes.energy[graph.node("default")]);
        assertEquals(0.25, graph.nodes.energy[graph.node("first")]);
    }

    @Test
    void energies_too_large_to_be_added_up_are_cut() throws IOException {
        MindGraph graph =
                graph("CREATE (c:C {id:'c', E:0.1}), (:C {id:'a', E:1.7e308})-[:ENABLES {log_weight:2.0}]->(c),"
                        + " (:C {id:'b', energy:'1.7e308'})-[:ENABLES {log_weight:2.0}]->(c)");
        assertEquals(2, graph.counts.repairedValues());
    }

    @Test
    void signals_of_a_subentity_are_cut_to_what_they_can_be_and_leave_some_of_its_threshold() throws IOException {
        MindGraph graph = graph("CREATE (c:C {id:'c', E:0.0, theta:0.5}), (a:SubEntity {id:'a', quality_score:6.0}),"
                + " (b:SubEntity {id:'b', quality_score:-1, ema_active:7, coherence_ema:1e9, ema_wm_presence:1e9,"
                + " ema_trace_seats:1e9, ema_formation_quality:1e9}), (d:SubEntity {id:'d', quality_score:0.7}),"
                + " (c)-[:MEMBER_OF]->(a), (c)-[:MEMBER_OF]->(b), (c)-[:MEMBER_OF]->(d)");
        assertEquals(4, graph.subentities.quality[graph.subentity("a")]);
        assertEquals(0, graph.subentities.quality[graph.subentity("b")]);
        assertEquals(0.7, graph.subentities.quality[graph.subentity("d")]);
        assertEquals(1, graph.subentities.coherence[graph.subentity("b")]);
        assertEquals(1_000, graph.subentities.emaSeats[graph.subentity("b")]);
        assertEquals(7, graph.counts.repairedValues());
        var engine = new Engine(graph, EngineSettings.with(Map.of()));
        for (int tick = 0; tick < 3; tick++) {
            engine.step(0.1);
            for (int s = 0; s < 3; s++) {
                assertTrue(graph.subentities.theta[s] > 0, "threshold of " + graph.subentities.id[s]);
                assertFalse(engine.subentityActive(s), graph.subentities.id[s] + " whose member rests");
            }
        }
    }

    @Test
    void numbers_of_a_link_too_large_for_its_columns_are_cut_and_a_trace_finds_them_finite() throws IOException {
        MindGraph graph = graph("CREATE (a:C {id:'a'}), (b:C {id:'b', confidence:1e300}), (a)-[:ENABLES {weight:1e300,"
                + " energy:1e300, confidence:-1e300, ema_trace_seats:1e300, ema_formation_quality:-1e300}]->(b)");
        assertEquals(Float.MAX_VALUE, graph.links.weight[0]);
        assertEquals(Float.MAX_VALUE, graph.links.energy[0]);
        assertEquals(-Float.MAX_VALUE, graph.links.confidence[0]);
        assertEquals(Float.MAX_VALUE, graph.nodes.confidence[graph.node("b")]);
        assertEquals(6, graph.counts.repairedValues());
        var engine = new Engine(graph, EngineSettings.with(Map.of()));
        engine.learn(new Trace(Map.of(), List.of(), List.of(new Trace.LinkFormation("a", "b", "ENABLES", 0.5))));
        assertTrue(Double.isFinite(engine.linkLogWeight(0)), "log weight " + engine.linkLogWeight(0));
    }

    @Test
    void an_id_longer_than_any_message_has_room_for_is_none() throws IOException {
        String longest = "x".repeat(16_384);
        MindGraph graph = graph("CREATE (a:C {id:'" + longest + "'}), (b:C {id:'" + longest + "y', name:'b'}),"
                + " (:C {id:'" + longest + "y', node_id:'c'}), (a)-[:ENABLES]->(b),"
                + " (s:SubEntity {id:'" + longest + "y', name:'sailor'}), (b)-[:MEMBER_OF]->(s)");
        assertSizes(graph, 3, 1, 2);
        assertEquals(0, graph.nodes.rank[graph.node(longest)]);
        assertEquals("b", graph.nodes.name.get(graph.node("node_1")));
        assertTrue(graph.node("c") >= 0);
        assertEquals(1, graph.memberships.members(graph.subentity("sailor")));
        assertEquals(3, graph.counts.repairedValues());
        var engine = new Engine(graph, EngineSettings.with(Map.of()));
        assertEquals(0, engine.failedPhases());
    }

    @Test
    void nodes_that_share_a_name_are_different_nodes() throws IOException {
        MindGraph graph = graph("CREATE (f:AI_Agent {name:'felix'}), (:SubEntity {name:'felix'}),"
                + " (a:Person {name:'robin'}), (b:Person {name:'robin'}), (a)-[:COLLABORATES_WITH]->(f),"
                + " (b)-[:COLLABORATES_WITH]->(f)");
        assertSizes(graph, 3, 1, 2);
    }

    @Test
    void of_nodes_that_share_an_id_the_first_holds_and_links_of_both_are_its() throws IOException {
        MindGraph graph = graph("CREATE (a:Concept {id:'x', name:'first', E:0.1}),"
                + " (b:Principle {id:'x', name:'second', E:0.9}), (c:Concept {id:'y'}),"
                + " (a)-[:ENABLES]->(c), (b)-[:ENABLES]->(c)");
        assertSizes(graph, 2, 0, 1);
        assertEquals(1, graph.counts.duplicateNodes());
        assertEquals("first", graph.nodes.name.get(graph.node("x")));
    }

    @Test
    void a_node_may_lead_to_itself_and_a_subentity_be_its_own_member() throws IOException {
        MindGraph graph = graph("CREATE (a:Concept {id:'a', E:2.0}), (s:SubEntity {id:'s'}),"
                + " (a)-[:RELATES_TO {weight:0.5}]->(a), (s)-[:MEMBER_OF]->(s)");
        assertEquals(1, graph.nodes.count);
        assertEquals(0, graph.memberships.members(0), "only nodes are members");
    }

    @Test
    void links_side_by_side_are_kept_by_type() throws IOException {
        MindGraph graph = graph("CREATE (a:C {id:'a'}), (b:C {id:'b'}), (a)-[:ENABLES]->(b), (a)-[:BLOCKS]->(b),"
                + " (b)-[:ENABLES]->(a)");
        assertSizes(graph, 2, 0, 3);
    }

    @Test
    void times_are_milliseconds_seconds_or_text_with_or_without_a_zone() throws IOException {
        MindGraph graph =
                graph("CREATE (:C {id:'ms', created_at:1761432974119}), (:C {id:'s', created_at:1761432974.119}),"
                        + " (:C {id:'local', created_at:'2025-10-26T00:32:21.587391'}),"
                        + " (:C {id:'utc', created_at:'2025-10-17T15:30:00Z'}),"
                        + " (:C {id:'offset', created_at:'2025-10-25T00:45:00+00:00'}),"
                        + " (:C {id:'word', created_at:'yesterday'}), (:C {id:'empty', created_at:''})");
        Map.of(
                        "ms", 1_761_432_974_119L,
                        "s", 1_761_432_974_119L,
                        "local", 1_761_438_741_587L,
                        "utc", 1_760_715_000_000L,
                        "offset", 1_761_353_100_000L,
                        "word", Nodes.NEVER,
                        "empty", Nodes.NEVER)
                .forEach((id, millis) -> assertEquals(millis, graph.nodes.createdMs[graph.node(id)], id));
    }

    @Test
    void members_are_found_only_from_node_to_subentity() throws IOException {
        MindGraph graph = graph("CREATE (a:SubEntity {id:'s1'}), (b:SubEntity {id:'s2'}), (c:Concept {id:'c'}),"
                + " (a)-[:MEMBER_OF]->(c), (a)-[:MEMBER_OF]->(b), (c)-[:MEMBER_OF]->(b)");
        assertEquals(1, graph.nodes.count);
        assertEquals(1, graph.memberships.members(graph.subentity("s2")));
        assertEquals(0, graph.memberships.members(graph.subentity("s1")));
    }

    @Test
    void names_in_any_script_come_as_they_are() throws IOException {
        String quoted = "it\\'s \\\"quoted\\\" \\\\ back\\nslash\\ttab; RETURN 1 //";
        MindGraph graph = graph("CREATE (a:C {id:'\u00e9'}), (b:C {id:'e\u0301'}),"
                + " (:C {id:'\ud83d\udc69\u200d\ud83d\udd2c'}), (:C {id:'\u05e9\u05dc\u05d5\u05dd'}),"
                + " (:C {id:'zw\u200bsp'}), (:C {id:'q', name:'" + quoted + "'}), (a)-[:ENABLES]->(b)");
        assertSizes(graph, 6, 0, 1);
        assertNotEquals(graph.node("\u00e9"), graph.node("e\u0301"), "they look alike and are two");
        assertTrue(graph.node("\ud83d\udc69\u200d\ud83d\udd2c") >= 0);
        assertTrue(graph.node("zw\u200bsp") >= 0);
        assertEquals("it's \"quoted\" \\ back\nslash\ttab; RETURN 1 //", graph.nodes.name.get(graph.node("q")));
    }

    @Test
    void weights_of_memberships_need_not_sum_to_one() throws IOException {
        MindGraph graph = graph("CREATE (c:Concept {id:'c'}) WITH c UNWIND range(1, 6) AS i"
                + " CREATE (c)-[:MEMBER_OF {weight: 0.05 * i}]->(:SubEntity {id:'s' + i})");
        assertSizes(graph, 1, 6, 6);
        for (int m = 0; m < graph.memberships.count; m++) {
            assertEquals(1, graph.memberships.share[m], 1e-12, "the only member has all of it");
        }
    }

    @Test
    void values_of_every_type_may_lie_beside_those_that_are_read() throws IOException {
        MindGraph graph = graph("CREATE (:Memory {id:'m', participants:['a', 'b'], flag:false, empty:[],"
                + " big:9223372036854775807, tiny:1e-300, negative_zero:-0.0, nested:[[1, 2], [3]],"
                + " mixed:[1, 'a', true], point:point({latitude:1.0, longitude:2.0}), embedding:vecf32([0.1, 0.2])})");
        assertSizes(graph, 1, 0, 0);
        assertEquals(0, graph.counts.repairedValues());
    }

    @Test
    void labels_and_types_nobody_heard_of_are_kept() throws IOException {
        MindGraph graph = graph("CREATE (a:Brand_New {id:'a'}), (b:`With space` {id:'b'}), (a)-[:NEVER_SEEN]->(b)");
        assertSizes(graph, 2, 0, 1);
        assertEquals("With space", graph.nodeType(graph.node("b")));
        assertEquals("NEVER_SEEN", graph.linkTypes.word(graph.links.type[0]));
    }

    @Test
    void a_very_long_text_comes_whole() throws IOException {
        String text = IntStream.range(0, 20_000).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));
        MindGraph graph = graph("CREATE (:Memory {id:'long', description:'" + text + "'})");
        assertEquals(text, graph.nodes.description.get(0));
    }

    @Test
    void a_graph_may_be_empty_or_have_only_subentities_or_no_link() throws IOException {
        assertSizes(graph("CREATE (a:Gone {id:'gone'}) DELETE a"), 0, 0, 0);
        assertSizes(graph("UNWIND range(1, 5) AS i CREATE (:SubEntity {id:'s' + i})"), 0, 5, 0);
        assertSizes(graph("UNWIND range(1, 20) AS i CREATE (:Concept {id:'c' + i, E: 1.0})"), 20, 0, 0);
    }

    @Test
    void five_thousand_links_may_meet_in_one_node() throws IOException {
        MindGraph graph = graph("CREATE (h:Concept {id:'hub'}) WITH h UNWIND range(1, 5000) AS i"
                + " CREATE (:Concept {id:'c' + i, E: 1.0})-[:ENABLES]->(h)");
        assertSizes(graph, 5_001, 0, 5_000);
    }
}
