package mind.worker.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mind.protocol.EngineStatus;
import mind.protocol.FalkorDb;
import mind.protocol.GraphName;
import mind.worker.graph.MindGraph;
import mind.worker.graph.Subentities;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisMonitor;

class GraphLoaderIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static GraphLoader.Loaded load(String graph) throws IOException {
        return new GraphLoader(falkor.address()).load(GraphName.of(graph), progress -> {});
    }

    private static MindGraph graph(String cypher) throws IOException {
        return load(falkor.graph(cypher)).graph();
    }

    @Test
    void a_missing_graph_is_empty_and_is_not_created() throws IOException {
        GraphLoader.Loaded loaded = load("mind-protocol_nobody");
        assertFalse(loaded.exists());
        assertEquals(0, loaded.graph().nodes.count);
        try (Jedis jedis = falkor.connect()) {
            assertFalse(jedis.exists("mind-protocol_nobody"));
        }
    }

    @Test
    void a_legacy_name_is_found() throws IOException {
        falkor.query("citizen_oldname", "CREATE (:Concept {id:'a'})");
        GraphLoader.Loaded loaded = load("mind-protocol_oldname");
        assertEquals("citizen_oldname", loaded.source());
        assertEquals(1, loaded.graph().nodes.count);
    }

    @Test
    void what_is_added_while_it_loads_is_read_too() throws IOException {
        String graph = falkor.graph("CREATE (a:C {id:'a'})-[:ENABLES]->(b:C {id:'b'}), (:Subentity {id:'s'})");
        var added = new AtomicBoolean();
        MindGraph loaded = new GraphLoader(falkor.address())
                .load(GraphName.of(graph), progress -> {
                    if (progress.phase().equals("nodes") && !added.getAndSet(true)) {
                        falkor.query(
                                graph,
                                "MATCH (a {id:'a'}), (b {id:'b'})"
                                        + " CREATE (b)-[:ENABLES]->(a), (b)-[:ENABLES]->(:C {id:'c'}), (:Subentity {id:'t'})");
                    }
                })
                .graph();
        assertTrue(added.get());
        assertEquals(3, loaded.nodes.count);
        assertEquals(3, loaded.linkCount());
        assertEquals(2, loaded.subentities.count);
    }

    @Test
    void ids_names_and_types_have_their_fallbacks() throws IOException {
        MindGraph graph = graph("CREATE (:Memory:Other {id:'a', name:'A'}), (:Memory {node_id:7, text:'T'}),"
                + " ({node_type:'Goal', id:''}), ({x:1})");
        assertEquals("Memory", graph.nodeType(graph.node("a")));
        assertEquals("T", graph.nodes.name.get(graph.node("7")));
        assertEquals("Goal", graph.nodeType(graph.node("node_2")));
        assertEquals("Unknown", graph.nodeType(graph.node("node_3")));
        assertEquals("node_3", graph.nodes.name.get(graph.node("node_3")));
        assertEquals(0, graph.counts.repairedValues());
    }

    @Test
    void energy_theta_and_weight_are_repaired_and_counted() throws IOException {
        MindGraph graph = graph("CREATE (:C {id:'clean', E:1.5, theta:0.2, log_weight:1.0}),"
                + " (:C {id:'nan', E:0.0/0.0, energy:'{\"default\": 2.5}', `Θ`:'0.4'}),"
                + " (:C {id:'negative', energy:-3, theta:-1, log_weight:9}), (:C {id:'cut', energy:'0.85 Rich'})");
        assertEquals(1.5, graph.nodes.energy[graph.node("clean")]);
        assertEquals(2.5, graph.nodes.energy[graph.node("nan")]);
        assertEquals(0.4, graph.nodes.theta[graph.node("nan")]);
        assertEquals(0, graph.nodes.energy[graph.node("negative")]);
        assertEquals(0.5, graph.nodes.theta[graph.node("negative")]);
        assertEquals(2, graph.nodes.logWeight[graph.node("negative")]);
        assertEquals(0.85, graph.nodes.energy[graph.node("cut")]);
        assertEquals(5, graph.counts.repairedValues(), "nan, three negatives or too large, one cut");
    }

    @Test
    void emotions_are_read_however_they_are_written_and_what_is_none_is_counted() throws IOException {
        MindGraph graph = graph("CREATE (a:C {id:'list', emotion_vector:[0.25, -0.5]}),"
                + " (b:C {id:'text', emotion_vector:'[0.1, 1]'}), (:C {id:'vector', emotion_vector:vecf32([0.5, 0.75])}),"
                + " (:C {id:'large', emotion_vector:[-3, 0]}), (:C {id:'three', emotion_vector:[1, 2, 3]}),"
                + " (:C {id:'word', emotion_vector:'joy'}), (:C {id:'none'}),"
                + " (a)-[:ENABLES {emotion_vector:'[-0.2, 0.3]'}]->(b)");
        var emotions = graph.emotions;
        assertEquals(0.25, emotions.nodeValence[graph.node("list")]);
        assertEquals(-0.5, emotions.nodeArousal[graph.node("list")]);
        assertEquals(1, emotions.nodeArousal[graph.node("text")]);
        assertEquals(0.75, emotions.nodeArousal[graph.node("vector")]);
        assertEquals(-1, emotions.nodeValence[graph.node("large")]);
        for (String id : List.of("three", "word", "none")) {
            assertEquals(0, emotions.nodeValence[graph.node(id)], id);
        }
        assertEquals(-0.2, emotions.linkValence[0]);
        assertEquals(0.3, emotions.linkArousal[0]);
        assertEquals(3, graph.counts.repairedValues(), "too large, three numbers, a word");
        assertFalse(graph("CREATE (:C {id:'a'})").emotions.present());
    }

    /** Values that people and programs have put where a number, a name or a time belongs. */
    private static final List<String> MALFORMED = List.of(
            "'NaN'",
            "'Infinity'",
            "0.0/0.0",
            "1.0e308*10",
            "-1.0e308",
            "''",
            "'word'",
            "'0.7 Rich'",
            "true",
            "[]",
            "[1, 'a', 2.5]",
            "'{\"default\": [}'",
            "\"{'a': None}\"",
            "point({latitude: 1, longitude: 2})",
            "9223372036854775807",
            "'\u202e<b>'");

    private static final List<String> NODE_PROPERTIES =
            List.of("id", "name", "E", "energy", "theta", "log_weight", "node_type", "created_at", "scope");
    private static final List<String> SUBENTITY_PROPERTIES =
            List.of("id", "name", "quality_score", "stability_state", "color", "member_count", "kind", "embedding");
    private static final List<String> LINK_PROPERTIES = List.of("log_weight", "weight", "energy", "created_at");

    @Test
    void no_single_malformed_property_loses_a_node_or_a_subentity_or_a_link() throws IOException {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            String node = malformed(random, NODE_PROPERTIES);
            String subentity = malformed(random, SUBENTITY_PROPERTIES);
            String link = malformed(random, LINK_PROPERTIES);
            String cypher = "CREATE (a:Concept {id:'a', E:1.0}), (b:Memory {" + node + "}), (c:Concept {id:'c'}),"
                    + " (s:SubEntity {" + subentity + "}), (t:SubEntity {id:'t'}),"
                    + " (a)-[:ENABLES {" + link + "}]->(b), (b)-[:BLOCKS]->(c), (c)-[:MEMBER_OF {" + link + "}]->(s),"
                    + " (b)-[:MEMBER_OF]->(t)";
            String which = "with seed " + seed + ": " + cypher;
            MindGraph graph = graph(cypher);
            assertEquals(3, graph.nodes.count, which);
            assertEquals(2, graph.subentities.count, which);
            assertEquals(2, graph.links.count, which);
            assertEquals(1, graph.memberships.members(graph.subentity("t")), which);
            for (int i = 0; i < graph.nodes.count; i++) {
                assertTrue(graph.nodes.energy[i] >= 0 && Double.isFinite(graph.nodes.energy[i]), which);
                assertTrue(graph.nodes.theta[i] >= 0.001 && Double.isFinite(graph.nodes.theta[i]), which);
                assertTrue(Math.abs(graph.nodes.logWeight[i]) <= 5, which);
            }
            for (int l = 0; l < graph.links.count; l++) {
                assertTrue(graph.links.logWeight[l] >= -5 && graph.links.logWeight[l] <= 2, which);
            }
        }
    }

    private static String malformed(Random random, List<String> properties) {
        return properties.get(random.nextInt(properties.size())) + ": "
                + MALFORMED.get(random.nextInt(MALFORMED.size()));
    }

    @Test
    void subentities_of_every_spelling_are_folded_by_id() throws IOException {
        MindGraph graph =
                graph("CREATE (s1:SubEntity {id:'s'}), (s2:Subentity {id:'s', color:'#fff', quality_score:0.4}),"
                        + " (:subentity {name:'entity_x_translator'}), (:SUBENTITY {id:'t', stability_state:'mature'}),"
                        + " (a:C {id:'a'}), (b:C {id:'b'}), (a)-[:MEMBER_OF {weight:0.25}]->(s1),"
                        + " (b)-[:MEMBER_OF {weight:0.75}]->(s2), (s2)-[:MEMBER_OF]->(s1), (s1)-[:MEMBER_OF]->(a)");
        Subentities subs = graph.subentities;
        assertEquals(3, subs.count);
        assertEquals(1, graph.counts.duplicateSubentities());
        int s = graph.subentity("s");
        assertEquals("#fff", subs.color[s], "gaps are filled from the other row");
        assertEquals("emergent", subs.kind[s]);
        assertEquals(2, graph.memberships.members(s), "members of either row");
        assertEquals(0.25, graph.memberships.share[graph.memberships.start[s]], 1e-15);
        assertEquals(Subentities.Stability.MATURE, subs.stability[graph.subentity("t")]);
        assertEquals(4, graph.linkCount(), "the hierarchy's own row and the reversed one are links");
    }

    @Test
    void duplicates_and_parallels_keep_the_first() throws IOException {
        MindGraph graph = graph("CREATE (x:C {id:'x', E:0.1}), (z:P {id:'x', E:0.9}), (y:C {id:'y'}),"
                + " (x)-[:ENABLES {log_weight:0.5}]->(y), (z)-[:ENABLES {log_weight:1.5}]->(y), (x)-[:BLOCKS]->(y),"
                + " (y)-[:ENABLES]->(y)");
        assertEquals(2, graph.nodes.count);
        assertEquals(1, graph.counts.duplicateNodes());
        assertEquals(1, graph.counts.duplicateLinks());
        assertEquals(3, graph.links.count);
        assertEquals(0.1, graph.nodes.energy[graph.node("x")]);
        assertEquals(0.5, graph.links.logWeight[graph.links.outStart[graph.node("x")]]);
    }

    @Test
    void windows_do_not_change_the_result_and_progress_never_falls() throws IOException {
        String name = falkor.graph("UNWIND range(0, 999) AS i CREATE (:C {id:'n'+toString(i), E:i/100.0})");
        falkor.query(name, "MATCH (n:C) WHERE id(n) % 7 = 0 DELETE n");
        falkor.query(
                name, "MATCH (a:C), (b:C) WHERE (id(a)*31+id(b)) % 211 = 0 CREATE (a)-[:ENABLES {weight:0.3}]->(b)");
        MindGraph whole = new GraphLoader(falkor.address(), 100_000)
                .load(GraphName.of(name), p -> {})
                .graph();
        List<EngineStatus.Progress> told = new ArrayList<>();
        MindGraph windows = new GraphLoader(falkor.address(), 37)
                .load(GraphName.of(name), told::add)
                .graph();
        assertEquals(whole.nodes.count, windows.nodes.count);
        assertEquals(whole.links.count, windows.links.count);
        for (int l = 0; l < whole.links.count; l++) {
            assertEquals(whole.linkId(l), windows.linkId(l));
        }
        int last = 0;
        for (EngineStatus.Progress progress : told) {
            assertTrue(progress.percent() >= last && progress.percent() <= 100, told.toString());
            last = progress.percent();
        }
        assertTrue(told.stream()
                .map(EngineStatus.Progress::phase)
                .toList()
                .containsAll(List.of("nodes", "links", "building")));
    }

    @Test
    void a_server_that_cuts_answers_short_is_caught() throws IOException {
        String name = falkor.graph("UNWIND range(0, 99) AS i CREATE (:C {id:i})");
        try (Jedis jedis = falkor.connect()) {
            jedis.sendCommand(FalkorDb.command("GRAPH.CONFIG"), "SET", "RESULTSET_SIZE", "50");
            try {
                IOException e = assertThrows(IOException.class, () -> load(name));
                assertTrue(e.getMessage().contains("counts 100 nodes but sent 50"), e.getMessage());
            } finally {
                jedis.sendCommand(FalkorDb.command("GRAPH.CONFIG"), "SET", "RESULTSET_SIZE", "-1");
            }
        }
    }

    @Test
    void emotions_and_pairs_are_read_whole_whatever_the_servers_limit_on_rows() throws IOException {
        String name = falkor.graph("UNWIND range(0, 99) AS i CREATE (:C {id:i, emotion_vector:[0.25, -0.5]})"
                + "-[:ENABLES {emotion_vector:[0.5, 0.75]}]->(:C {id:100 + i, emotion_vector:[0.25, -0.5]})");
        falkor.query(name, "UNWIND range(10, 29) AS i CREATE (:SubEntity {id:'s' + i})");
        falkor.query(
                name,
                "MATCH (a:SubEntity), (b:SubEntity) WHERE id(a) < id(b)"
                        + " CREATE (a)-[:COACTIVATES_WITH {both_ema:0.1, either_ema:0.2}]->(b)");
        var loader = new GraphLoader(falkor.address(), 2);
        MindGraph graph;
        try (Jedis jedis = falkor.connect()) {
            jedis.sendCommand(FalkorDb.command("GRAPH.CONFIG"), "SET", "RESULTSET_SIZE", "50");
            try {
                graph = loader.load(GraphName.of(name), progress -> {}).graph();
            } finally {
                jedis.sendCommand(FalkorDb.command("GRAPH.CONFIG"), "SET", "RESULTSET_SIZE", "-1");
            }
        }
        assertEquals(
                200,
                Arrays.stream(graph.emotions.nodeValence).filter(v -> v == 0.25).count());
        assertEquals(
                100,
                Arrays.stream(graph.emotions.linkArousal).filter(v -> v == 0.75).count());
        assertEquals(190, graph.together.size());
        assertEquals(
                falkor.rows(name, "MATCH (a)-[r:COACTIVATES_WITH]->(b) RETURN a.id, b.id ORDER BY id(r)"),
                graph.together.stream()
                        .map(pair -> List.of(graph.subentities.id[pair.first()], graph.subentities.id[pair.second()]))
                        .toList());
    }

    @Test
    void every_query_ends_in_the_server_when_its_load_is_given_up() throws Exception {
        String name = falkor.graph("CREATE (:C {id:'a', emotion_vector:[0.1, 0.2]})-[:ENABLES]->(:SubEntity {id:'s'})");
        List<String> asked = new CopyOnWriteArrayList<>();
        try (Jedis watching = falkor.connect()) {
            var watcher = new Thread(() -> watch(watching, asked), "watcher");
            watcher.setDaemon(true);
            watcher.start();
            Awaitility.await("the watcher").atMost(PATIENCE).until(() -> {
                falkor.rows(name, "RETURN 'watched'");
                return asked.stream().anyMatch(line -> line.contains("watched"));
            });
            load(name);
            Awaitility.await("the last query of the load").atMost(PATIENCE).until(() -> asked.stream()
                    .anyMatch(line -> line.contains("r.emotion_vector IS NOT NULL RETURN collect([id(r)")));
        }
        List<String> queries =
                asked.stream().filter(line -> line.contains("GRAPH.RO_QUERY")).toList();
        assertTrue(queries.size() > 8, queries.toString());
        for (String query : queries) {
            Matcher timeout = Pattern.compile("\"TIMEOUT\" \"(\\d+)\"$").matcher(query);
            assertTrue(timeout.find(), query);
            long millis = Long.parseLong(timeout.group(1));
            assertTrue(millis > 0 && millis <= 60_000, query);
        }
    }

    private static void watch(Jedis jedis, List<String> asked) {
        try {
            jedis.monitor(new JedisMonitor() {
                @Override
                public void onCommand(String line) {
                    asked.add(line);
                }
            });
        } catch (RuntimeException e) {
            // closed
        }
    }

    @Test
    void a_query_that_takes_longer_than_the_load_may_is_ended_by_the_server_and_nothing_is_cut_in_silence()
            throws IOException {
        String name = falkor.graph("UNWIND range(0, 150000) AS i CREATE (:C {id:i, description:'some words'})");
        var loader = new GraphLoader(falkor.address(), 1 << 20, Duration.ofMillis(60));
        IOException e = assertThrows(IOException.class, () -> loader.load(GraphName.of(name), progress -> {}));
        assertTrue(e.getMessage().contains("within 0.06 s"), e.getMessage());
        try (Jedis jedis = falkor.connect()) {
            Awaitility.await("no query is left").atMost(PATIENCE).until(() -> !text(jedis.sendCommand(
                            FalkorDb.command("GRAPH.INFO"), "RunningQueries"))
                    .contains(name));
        }
        assertEquals(150_001, load(name).graph().nodes.count);
    }

    private static String text(Object answer) {
        return answer instanceof List<?> list
                ? list.stream().map(GraphLoaderIT::text).toList().toString()
                : answer instanceof byte[] bytes ? new String(bytes) : String.valueOf(answer);
    }

    @Test
    void a_servers_own_limit_below_the_loads_is_kept_and_named_where_it_does_not_do() throws IOException {
        String name = falkor.graph("UNWIND range(0, 150000) AS i CREATE (:C {id:i, description:'some words'})");
        try (Jedis jedis = falkor.connect()) {
            jedis.sendCommand(FalkorDb.command("GRAPH.CONFIG"), "SET", "TIMEOUT_MAX", "20000");
            try {
                assertEquals(150_001, load(name).graph().nodes.count);
                jedis.sendCommand(FalkorDb.command("GRAPH.CONFIG"), "SET", "TIMEOUT_MAX", "10");
                var loader = new GraphLoader(falkor.address(), 1 << 20);
                IOException e = assertThrows(IOException.class, () -> loader.load(GraphName.of(name), progress -> {}));
                assertTrue(e.getMessage().contains("after its TIMEOUT_MAX of 10 ms"), e.getMessage());
            } finally {
                jedis.sendCommand(FalkorDb.command("GRAPH.CONFIG"), "SET", "TIMEOUT_MAX", "0");
            }
        }
    }

    @Test
    void emotions_are_not_missed_where_lists_are_cut_short() throws IOException {
        String name = falkor.graph("CREATE (:C {id:'a', a:1, b:2, c:3, emotion_vector:[0.25, -0.5]})");
        try (Jedis jedis = falkor.connect()) {
            jedis.sendCommand(FalkorDb.command("GRAPH.CONFIG"), "SET", "RESULTSET_SIZE", "2");
            try {
                assertEquals(0.25, load(name).graph().emotions.nodeValence[0]);
            } finally {
                jedis.sendCommand(FalkorDb.command("GRAPH.CONFIG"), "SET", "RESULTSET_SIZE", "-1");
            }
        }
    }

    @Test
    void the_plans_relied_on_seek() {
        String name = falkor.graph("CREATE (:C {id:'a'})-[:ENABLES]->(:C {id:'b'})");
        for (String cypher : new String[] {
            GraphLoad.nodeWindow(0, 10, "n.id, n.E"), GraphLoad.linkWindow(0, 10, "id(r), id(a), r.weight")
        }) {
            try (Jedis jedis = falkor.connect()) {
                String plan = ((List<?>) jedis.sendCommand(FalkorDb.command("GRAPH.EXPLAIN"), name, cypher))
                        .stream()
                                .map(line -> new String((byte[]) line))
                                .toList()
                                .toString();
                assertTrue(plan.contains("NodeByIdSeek"), plan);
                assertFalse(plan.contains("All Node Scan"), plan);
            }
        }
    }

    @Test
    void a_server_that_dies_meanwhile_is_a_clear_failure() throws IOException {
        String name = falkor.graph("UNWIND range(0, 20000) AS i CREATE (:C {id:i, description:'some words'})");
        AtomicBoolean killed = new AtomicBoolean();
        IOException e = assertThrows(
                IOException.class, () -> new GraphLoader(falkor.address(), 100).load(GraphName.of(name), progress -> {
                    if (progress.phase().equals("nodes") && !killed.getAndSet(true)) {
                        falkor.kill();
                    }
                }));
        assertTrue(e.getMessage().contains(name), e.getMessage());
        IOException gone = assertThrows(IOException.class, () -> load(name));
        assertTrue(gone.getMessage().contains("127.0.0.1:" + falkor.port()), gone.getMessage());
        falkor.start();
    }
}
