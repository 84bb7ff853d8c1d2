package mind.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import mind.protocol.EngineStatus;
import mind.protocol.FalkorDb;
import mind.protocol.State;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

class PersistIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    /** Settings under which ticks change neither energies nor weights. */
    private static final String[] STILL = {
        "ENGINE_DECAY", "off", "ENGINE_DIFFUSION", "0", "ENGINE_WEIGHT_DECAY_TICKS", "1000000"
    };

    private static final String ENERGIES = "MATCH (n) WHERE NOT 'SubEntity' IN labels(n)"
            + " RETURN n.id, coalesce(n.E, 0.0), n.theta, coalesce(n.log_weight, 0.0) ORDER BY n.id";
    private static final String WEIGHTS = "MATCH (a)-[x:ENABLES]->(b) RETURN id(x), x.log_weight ORDER BY id(x)";

    @Test
    void energies_weights_and_thresholds_survive_stop_and_start() {
        String graph = falkor.graph(RandomGraph.cypher(3, 200, 800, 8));
        try (var worker = WorkerProcess.start(falkor, graph, "MP_PERSIST_INTERVAL_SEC", "3600")
                .until("ticks", status -> status.engine().tickCount() > 15)) {
            assertEquals(0, worker.stop());
            double told = worker.status().orElseThrow().engine().totalEnergy();
            assertEquals(told, sum(graph), 1e-9 * told);
            assertEquals(0, worker.status().orElseThrow().engine().persistence().dirty());
        }
        List<List<String>> nodes = falkor.rows(graph, ENERGIES);
        List<List<String>> links = falkor.rows(graph, WEIGHTS);
        // nothing moves: what is loaded is what is told
        try (var worker = WorkerProcess.start(falkor, graph, STILL).until(State.RUNNING);
                var ear = Ear.on(falkor, graph)) {
            var picture = new Picture(ear.snapshot());
            for (int i = 0; i < picture.nodeId.length; i++) {
                String id = picture.nodeId[i];
                double stored = nodes.stream()
                        .filter(row -> row.get(0).equals(id))
                        .mapToDouble(row -> Double.parseDouble(row.get(1)))
                        .findFirst()
                        .orElseThrow();
                assertEquals(stored, picture.energy[i], 2e-3 * stored);
            }
            assertTrue(worker.alive());
        }
        assertEquals(links.size(), falkor.rows(graph, WEIGHTS).size());
    }

    @Test
    void load_flush_load_is_a_fixed_point() {
        String graph = falkor.graph(RandomGraph.cypher(4, 150, 500, 6));
        try (var worker = WorkerProcess.start(falkor, graph)
                .until("ticks", status -> status.engine().tickCount() > 10)) {
            assertEquals(0, worker.stop());
        }
        List<List<String>> nodes = falkor.rows(graph, ENERGIES);
        List<List<String>> links = falkor.rows(graph, WEIGHTS);
        List<List<String>> all = falkor.rows(graph, "MATCH (n) RETURN properties(n) ORDER BY id(n)");
        for (int round = 0; round < 2; round++) {
            try (var worker = WorkerProcess.start(falkor, graph, STILL).until(State.RUNNING);
                    var ear = Ear.on(falkor, graph)) {
                worker.until("ticks", status -> status.engine().tickCount() > 2);
                JsonNode persisted = ear.ask("persist", "{}").path("result");
                assertEquals(0, persisted.path("links_persisted").asInt());
                assertEquals(0, worker.stop());
            }
            assertEquals(nodes, falkor.rows(graph, ENERGIES));
            assertEquals(links, falkor.rows(graph, WEIGHTS));
        }
        assertEquals(all.size(), falkor.rows(graph, "MATCH (n) RETURN id(n)").size());
    }

    @Test
    void awkward_numbers_come_back_as_they_were_written() {
        var random = new Random(5);
        var text = new StringBuilder("CREATE ");
        for (int i = 0; i < 200; i++) {
            double energy = Math.pow(10, -320 + random.nextInt(322)) * (1 + random.nextDouble());
            text.append(i > 0 ? "," : "")
                    .append("(:Concept {id:'n")
                    .append(i)
                    .append("',energy:'")
                    .append(energy)
                    .append("',theta:1000.0})");
        }
        String graph = falkor.graph(text.toString());
        try (var worker = WorkerProcess.start(falkor, graph, "ENGINE_DECAY", "off")
                        .until(State.RUNNING);
                var ear = Ear.on(falkor, graph)) {
            ear.ask("inject", "{'text':'n1'}");
            ear.await("stimulus");
            assertTrue(ear.ask("persist", "{}").path("ok").asBoolean());
            assertEquals(0, worker.stop());
        }
        List<List<String>> once = falkor.rows(graph, ENERGIES);
        try (var worker =
                WorkerProcess.start(falkor, graph, "ENGINE_DECAY", "off").until(State.RUNNING)) {
            assertEquals(0, worker.stop());
        }
        assertEquals(once, falkor.rows(graph, ENERGIES));
    }

    @Test
    void a_kill_loses_at_most_an_interval() {
        String graph = falkor.graph("CREATE (:Concept {id:'a',name:'alpha',E:0.0,theta:50.0})");
        try (var worker = WorkerProcess.start(falkor, graph, "MP_PERSIST_INTERVAL_SEC", "0.4")
                        .until(State.RUNNING);
                var ear = Ear.on(falkor, graph)) {
            ear.ask("inject", "{'text':'alpha'}");
            JsonNode told = Ear.body(ear.await("stimulus"));
            double added = told.path("added").asDouble();
            assertTrue(added > 0, told.toString());
            // one row is fewer than a batch and still does not wait for one
            Awaitility.await("the row is written")
                    .atMost(WorkerProcess.PATIENCE)
                    .until(() -> sum(graph) > added * 0.99);
            worker.kill();
        }
        assertEquals(
                1, falkor.rows(graph, "MATCH (n) WHERE n.E > 0 RETURN n.id").size());
    }

    @Test
    void an_outage_of_falkordb_loses_nothing_and_stops_no_tick() throws IOException {
        String graph = falkor.graph(RandomGraph.cypher(6, 200, 800, 8));
        try (var worker = WorkerProcess.start(falkor, graph, "MP_PERSIST_INTERVAL_SEC", "0.3", "MIND_LEASE_MS", "2000")
                .until("has written", status -> status.engine().persistence().written() > 0)) {
            long epoch = epoch(graph);
            falkor.kill();
            worker.until("notices", status -> status.engine().persistence().failures() > 0);
            long ticks = worker.ticks();
            worker.until("ticks on", status -> status.engine().tickCount() > ticks + 20);
            falkor.start();
            long failures = worker.status().orElseThrow().engine().persistence().failures();
            worker.until("writes again", status -> {
                EngineStatus.Persistence persistence = status.engine().persistence();
                return persistence.lastError().isEmpty() && persistence.failures() >= failures;
            });
            assertEquals(State.RUNNING, worker.status().orElseThrow().state());
            assertEquals(epoch, epoch(graph), "the holder went on under its epoch");
            assertEquals(0, worker.stop());
            double told = worker.status().orElseThrow().engine().totalEnergy();
            assertEquals(told, sum(graph), 1e-9 * told);
        }
    }

    @Test
    void connections_killed_at_random_moments_lose_nothing_and_stop_no_tick() {
        long seed = System.nanoTime();
        System.out.println("PersistIT, connections killed: seed " + seed);
        var random = new Random(seed);
        String graph = falkor.graph(RandomGraph.cypher(random.nextInt(1_000), 200, 800, 8));
        try (var worker = WorkerProcess.start(
                        falkor, graph, "MP_PERSIST_INTERVAL_SEC", "0.1", "MP_PERSIST_MIN_BATCH", "1")
                .until(State.RUNNING)) {
            long killed = 0;
            for (int round = 0; round < 12; round++) {
                long ticks = worker.status().orElseThrow().engine().tickCount() + 1 + random.nextInt(3);
                worker.until("ticks on, seed " + seed, status -> status.engine().tickCount() >= ticks);
                try (Jedis jedis = falkor.connect()) {
                    killed += (Long) jedis.sendCommand(
                            Protocol.Command.CLIENT, "KILL", "TYPE", random.nextInt(3) == 0 ? "pubsub" : "normal");
                }
            }
            assertTrue(killed > 0, "there were connections to kill, seed " + seed);
            assertEquals(0, worker.stop(), "seed " + seed);
            EngineStatus told = worker.status().orElseThrow().engine();
            assertEquals(0, told.persistence().dirty(), "seed " + seed);
            assertEquals(told.totalEnergy(), sum(graph), 1e-9 * told.totalEnergy(), "seed " + seed);
        }
    }

    @Test
    void whatever_stops_a_minds_time_has_all_that_differs_written() {
        for (String[] stop : new String[][] {{"pause", "{}"}, {"speed", "{'multiplier':1e9}"}}) {
            String graph = falkor.graph("CREATE (:Concept {id:'a',E:1.0,theta:9.0})");
            try (var worker = WorkerProcess.start(
                                    falkor, graph, "ENGINE_DECAY", "flat", "MP_PERSIST_INTERVAL_SEC", "3600")
                            .until("ticks", status -> status.engine().tickCount() > 2);
                    var ear = Ear.on(falkor, graph)) {
                assertTrue(ear.ask(stop[0], stop[1]).path("ok").asBoolean());
                worker.until(
                        "has written after " + stop[0],
                        status -> status.engine().persistence().written() > 0);
                assertEquals(
                        1,
                        falkor.rows(graph, "MATCH (n) WHERE n.E < 1 RETURN n.id")
                                .size());
            }
        }
    }

    @Test
    void writing_looks_nodes_and_links_up_by_their_ids() {
        String graph = falkor.graph(RandomGraph.cypher(7, 50, 100, 2));
        for (String plan : mind.worker.persist.Plans.of(graph, falkor)) {
            assertTrue(plan.contains("NodeByIdSeek"), plan);
            assertTrue(!plan.contains("Scan"), plan);
        }
    }

    @Test
    void rows_whose_node_was_deleted_are_left_alone_and_the_rest_is_written() {
        String graph = falkor.graph("CREATE (:Concept {id:'a',E:1.0,theta:9.0}), (:Concept {id:'b',E:1.0,theta:9.0})");
        try (var worker = WorkerProcess.start(falkor, graph, "ENGINE_DECAY", "flat")
                        .until(State.RUNNING);
                var ear = Ear.on(falkor, graph)) {
            falkor.query(graph, "MATCH (n {id:'a'}) DELETE n");
            Awaitility.await().atMost(WorkerProcess.PATIENCE).until(() -> worker.ticks() > 3);
            assertTrue(ear.ask("persist", "{}").path("ok").asBoolean());
            worker.untilSaid("1 nodes are not in the graph any more");
            assertEquals(List.of(List.of("b")), falkor.rows(graph, "MATCH (n) WHERE n.E < 1 RETURN n.id"));
            assertEquals(
                    1L,
                    worker.until(
                                    "counts it",
                                    status -> status.engine().counters().getOrDefault("rows_without_place", 0L) > 0)
                            .status()
                            .orElseThrow()
                            .engine()
                            .counters()
                            .get("rows_without_place"));
        }
    }

    @Test
    void what_took_the_place_of_something_deleted_is_left_as_it_is() {
        String graph = falkor.graph("CREATE (a:Concept {id:'a',E:1.0,theta:9.0}), (b:Concept {id:'b',E:1.0,theta:9.0}),"
                + " (c:Concept {id:'c',E:20.0,theta:0.1})-[:ENABLES {log_weight:0.5}]->(a), (c)-[:ENABLES]->(b)");
        String place =
                falkor.rows(graph, "MATCH (n {id:'a'}) RETURN id(n)").get(0).get(0);
        String link = falkor.rows(graph, "MATCH ()-[x]->({id:'a'}) RETURN id(x)")
                .get(0)
                .get(0);
        try (var worker = WorkerProcess.start(falkor, graph, "ENGINE_DECAY", "flat", "MP_PERSIST_INTERVAL_SEC", "3600")
                        .until(State.RUNNING);
                var ear = Ear.on(falkor, graph)) {
            Awaitility.await().atMost(WorkerProcess.PATIENCE).until(() -> worker.ticks() > 3);
            falkor.query(graph, "MATCH (n {id:'a'}) DELETE n");
            falkor.query(
                    graph,
                    "MATCH (c {id:'c'}) CREATE (c)-[:ENABLES {log_weight:-3.0}]->(:Concept {id:'z',E:42.0,theta:7.0})");
            assertEquals(
                    List.of(List.of(place, link)),
                    falkor.rows(graph, "MATCH ()-[x]->(n {id:'z'}) RETURN id(n), id(x)"),
                    "FalkorDB gives ids again");
            assertTrue(ear.ask("persist", "{}").path("ok").asBoolean());
            worker.untilSaid("1 nodes are not in the graph any more");
        }
        assertEquals(
                List.of(List.of("42", "7", "-3")),
                falkor.rows(graph, "MATCH ()-[x]->(n {id:'z'}) RETURN n.E, n.theta, x.log_weight"));
        assertEquals(List.of(List.of("b")), falkor.rows(graph, "MATCH (n {theta:9.0}) WHERE n.E <> 1 RETURN n.id"));
    }

    @Test
    void a_node_is_known_again_by_whatever_it_calls_itself() {
        String graph = falkor.graph(
                "CREATE (:C {id:5,E:1.0}), (:C {id:2.5,E:1.0}), (:C {id:1e21,E:1.0}), (:C {id:true,E:1.0}),"
                        + " (:C {id:'', node_id:'n',E:1.0}), (:C {name:'only a name',E:1.0}), (:C {text:'a text',E:1.0}), (:C {E:1.0}),"
                        + " (:C {id:[1,2],E:1.0}), (:C {id:1730000000.123456,E:1.0}), (:C {id:9007199254740991.0, name:'known',E:1.0}),"
                        + " (:C {id:'it\\'s \\\\ \"one\"',E:1.0}), (:C {id:'7',E:1.0}), (:C {name:9,E:1.0}),"
                        + " (:SubEntity {name:'by name'}), (:SubEntity {id:3}), (:SubEntity), (:SubEntity {id:1730000000.654321})");
        falkor.query(
                graph,
                "MATCH (n:C) MATCH (s:SubEntity) CREATE (n)-[:MEMBER_OF]->(s), (n)-[:ENABLES {log_weight:1.0}]->(s)");
        falkor.query(graph, "MATCH (n:C), (m:C {id:'7'}) CREATE (n)-[:ENABLES {log_weight:1.0}]->(m)");
        try (var worker = WorkerProcess.start(falkor, graph, "ENGINE_DECAY", "flat", "ENGINE_WEIGHT_DECAY_TICKS", "1")
                .until("ticks", status -> status.engine().tickCount() > 3)) {
            assertEquals(0, worker.stop());
            var engine = worker.status().orElseThrow().engine();
            assertEquals(
                    0L,
                    engine.counters().get("rows_without_place"),
                    engine.counters().toString());
            assertEquals(0, engine.persistence().dirty());
        }
        assertEquals(List.of(List.of("0")), falkor.rows(graph, "MATCH (n:C) WHERE n.E = 1.0 RETURN count(n)"));
        assertEquals(
                List.of(List.of("0")),
                falkor.rows(graph, "MATCH (:C)-[x:ENABLES]->(:C) WHERE x.log_weight = 1.0 RETURN count(x)"));
        assertEquals(
                List.of(List.of("4")),
                falkor.rows(graph, "MATCH (s:SubEntity) WHERE s.frames_since_creation > 0 RETURN count(s)"));
    }

    @Test
    void links_of_rows_that_share_an_id_are_written_where_they_hang() {
        String graph =
                falkor.graph("CREATE (:C {id:'x',E:5.0}), (z:P {id:'x'}), (y:C {node_id:'y',E:5.0}), (v:C {id:'y'}),"
                        + " (:SubEntity {id:'s', name:'Sailor', color:'#fff'}), (t:SubEntity {id:'s'}),"
                        + " (z)-[:ENABLES {log_weight:1.0}]->(y), (y)-[:BLOCKS {log_weight:1.0}]->(z),"
                        + " (z)-[:REQUIRES {log_weight:1.0}]->(v), (v)-[:CREATES {log_weight:1.0}]->(t)");
        try (var worker = WorkerProcess.start(falkor, graph, "ENGINE_WEIGHT_DECAY_TICKS", "1")
                        .until("ticks", status -> status.engine().tickCount() > 3);
                var ear = Ear.on(falkor, graph)) {
            assertTrue(ear.ask(
                            "trace",
                            "{'link_formations':[{'source':'x','target':'y','type':'REQUIRES','quality':0.8}]}")
                    .path("ok")
                    .asBoolean());
            assertEquals(0, worker.stop());
            var engine = worker.status().orElseThrow().engine();
            assertEquals(
                    0L,
                    engine.counters().get("rows_without_place"),
                    engine.counters().toString());
        }
        assertEquals(
                List.of(List.of("0", "4")),
                falkor.rows(
                        graph,
                        "MATCH ()-[x]->() RETURN sum(CASE WHEN x.log_weight = 1.0 THEN 1 ELSE 0 END), count(x)"));
        assertEquals(
                List.of(List.of("REQUIRES")),
                falkor.rows(graph, "MATCH ()-[x]->() WHERE x.ema_formation_quality > 0 RETURN type(x)"));
    }

    @Test
    void what_traces_and_stimuli_taught_is_stored() {
        String graph = falkor.graph(
                "CREATE (a:Concept {id:'a',name:'alpha',E:5.0,theta:0.1})-[:ENABLES]->"
                        + "(b:Concept {id:'b',E:5.0,theta:0.1}), (a)-[:MEMBER_OF]->(:SubEntity {id:'s', tool_usage_counts:'{\"chat\": 2}'})");
        try (var worker = WorkerProcess.start(falkor, graph, STILL).until(State.RUNNING);
                var ear = Ear.on(falkor, graph)) {
            assertTrue(ear.ask("inject", "{'text':'alpha','source':'chat','stimulus_id':'one'}")
                    .path("ok")
                    .asBoolean());
            ear.await(
                    "the stimulus",
                    message -> message.header().type().equals("stimulus")
                            && Ear.body(message).path("id").asText().equals("one"));
            assertTrue(
                    ear.ask("trace", "{'link_formations':[{'source':'a','target':'b','type':'ENABLES','quality':0.8}]}")
                            .path("ok")
                            .asBoolean());
            assertEquals(0, worker.stop());
        }
        assertEquals(
                List.of(List.of("0.8")),
                falkor.rows(graph, "MATCH ()-[x:ENABLES]->() RETURN round(x.ema_formation_quality * 1000) / 100"));
        assertEquals(
                List.of(List.of("{\"chat\":3}")), falkor.rows(graph, "MATCH (s:SubEntity) RETURN s.tool_usage_counts"));
    }

    @Test
    void nothing_is_written_where_writing_back_is_off() {
        String graph = falkor.graph(RandomGraph.cypher(8, 50, 200, 2));
        List<List<String>> before = falkor.rows(graph, ENERGIES);
        try (var worker = WorkerProcess.start(falkor, graph, "MP_PERSIST_ENABLED", "0")
                        .until("ticks", status -> status.engine().tickCount() > 5);
                var ear = Ear.on(falkor, graph)) {
            assertEquals(503, ear.ask("persist", "{}").path("code").asInt());
            assertEquals(0, worker.stop());
        }
        assertEquals(before, falkor.rows(graph, ENERGIES));
    }

    @Test
    void a_stop_without_a_server_ends_in_time_and_says_what_is_lost() {
        String graph = falkor.graph(RandomGraph.cypher(9, 50, 200, 2));
        try (var worker = WorkerProcess.start(falkor, graph)
                .until("ticks", status -> status.engine().tickCount() > 3)) {
            falkor.kill();
            assertEquals(0, worker.stop());
            worker.untilSaid("Stops with changes that could not be written");
        } finally {
            try {
                falkor.start();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @Test
    void subentities_remembered_together_get_one_link_a_pair_and_no_new_node() {
        String graph = falkor.graph("CREATE (:SubEntity {id:'b'}), (:SubEntity {id:'a', name:'A', color:'#fff'}),"
                + " (:SubEntity {id:'b', name:'B', color:'#000'}), (:SubEntity {id:'c', name:'C'})");
        falkor.query(
                graph,
                "MATCH (s:SubEntity) WHERE s.name IS NOT NULL"
                        + " CREATE (n:Concept {id: 'n-' + s.id, E: 5.0, theta: 0.1})-[:MEMBER_OF {weight: 1.0}]->(s)");
        String pairs = "MATCH (a)-[x:COACTIVATES_WITH]->(b) RETURN a.id, b.id, a.name IS NULL OR b.name IS NULL,"
                + " x.u_jaccard, x.both_count > 0 ORDER BY a.id, b.id";
        for (int life = 0; life < 2; life++) {
            try (var worker = WorkerProcess.start(falkor, graph, STILL)
                    .until("ticks", status -> status.engine().tickCount() > 2)) {
                assertEquals(0, worker.stop());
            }
            assertEquals(
                    List.of(
                            List.of("a", "b", "false", "1", "true"),
                            List.of("a", "c", "false", "1", "true"),
                            List.of("b", "c", "false", "1", "true")),
                    falkor.rows(graph, pairs));
            assertEquals(List.of(List.of("7")), falkor.rows(graph, "MATCH (n) RETURN count(n)"));
        }
    }

    @Test
    void averages_of_being_remembered_together_go_on_over_a_restart() {
        String graph = falkor.graph("CREATE (a:SubEntity {id:'a'}), (b:SubEntity {id:'b'}),"
                + " (a)-[:COACTIVATES_WITH {both_ema: 0.5, either_ema: 0.8, both_count: 7, either_count: 9}]->(b),"
                + " (:Concept {id: 'n', E: 5.0, theta: 0.1})-[:MEMBER_OF {weight: 1.0}]->(a)");
        try (var worker = WorkerProcess.start(falkor, graph, STILL)
                .until("ticks", status -> status.engine().tickCount() > 2)) {
            assertEquals(0, worker.stop());
        }
        List<String> pair = falkor.rows(
                        graph, "MATCH ()-[x:COACTIVATES_WITH]->() RETURN x.both_ema, x.either_ema, x.either_count")
                .get(0);
        // a alone was selected, once: the average of both fell by a tenth, that of either rose by a tenth of what it
        // lacked
        assertEquals(0.45, Double.parseDouble(pair.get(0)), 1e-12);
        assertEquals(0.82, Double.parseDouble(pair.get(1)), 1e-12);
        assertEquals("10", pair.get(2));
    }

    @Test
    void what_was_written_of_a_pair_counts_before_an_older_link_between_other_rows_of_the_two() {
        String graph =
                falkor.graph("CREATE (:SubEntity {id:'a'})-[:COACTIVATES_WITH {both_ema: 0.5, either_ema: 0.8}]->"
                        + "(:SubEntity {id:'b'}), (a:SubEntity {id:'a', name:'A', color:'#fff'}), (b:SubEntity {id:'b', name:'B', color:'#000'}),"
                        + " (b)-[:COACTIVATES_WITH {both_ema: 0.1, either_ema: 0.9}]->(a),"
                        + " (:Concept {id: 'n', E: 5.0, theta: 0.1})-[:MEMBER_OF {weight: 1.0}]->(a)");
        for (int life = 0; life < 2; life++) {
            try (var worker = WorkerProcess.start(falkor, graph, STILL)
                    .until("ticks", status -> status.engine().tickCount() > 2)) {
                assertEquals(0, worker.stop());
            }
        }
        List<List<String>> pairs = falkor.rows(
                graph,
                "MATCH (a {name:'A'})-[x:COACTIVATES_WITH]->(b {name:'B'}) RETURN x.both_ema, x.either_ema, x.either_count");
        assertEquals(1, pairs.size());
        assertEquals(0.5 * 0.9 * 0.9, Double.parseDouble(pairs.get(0).get(0)), 1e-12);
        assertEquals(0.82 * 0.9 + 0.1, Double.parseDouble(pairs.get(0).get(1)), 1e-12);
        assertEquals("2", pairs.get(0).get(2));
    }

    private static double sum(String graph) {
        return falkor.rows(graph, ENERGIES).stream()
                .mapToDouble(row -> Double.parseDouble(row.get(1)))
                .sum();
    }

    private static long epoch(String graph) {
        try (var jedis = falkor.connect()) {
            return Long.parseLong(jedis.get(mind.protocol.Channels.epoch(graph)));
        }
    }
}
