package mind.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import mind.protocol.EngineStatus;
import mind.protocol.FalkorDb;
import mind.protocol.Message;
import mind.protocol.State;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WorkerIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    @Test
    void a_worker_loads_says_so_and_its_first_frame_follows() {
        String graph = falkor.graph(RandomGraph.cypher(1, 60, 200, 5));
        try (var ear = Ear.on(falkor, graph);
                var worker = WorkerProcess.start(falkor, graph).until(State.RUNNING)) {
            JsonNode frame = Ear.body(ear.await("frame"));
            assertTrue(frame.path("e").isNumber() && frame.path("active").isNumber(), frame.toString());
            String citizen = graph.substring("mind-protocol_".length());
            worker.untilSaid("[N1:" + citizen + "] Loaded 5 subentities from FalkorDB")
                    .untilSaid("[N1:" + citizen + "] Engine created");
            EngineStatus status = worker.status().orElseThrow().engine();
            assertEquals(List.of(60, 5), List.of(status.nodes(), status.subentities()));
            assertEquals("running", status.runningState());
            ear.await("a lifecycle of the running engine", message -> lifecycle(message, "running"));
            assertEquals(0, worker.stop());
            assertEquals(State.STOPPED, worker.status().orElseThrow().state());
            ear.await("the last lifecycle", message -> lifecycle(message, "stopped"));
        }
    }

    private static boolean lifecycle(Message message, String state) {
        return message.header().type().equals("lifecycle")
                && Ear.body(message).path("state").asText().equals(state);
    }

    @Test
    void a_snapshot_and_what_follows_give_every_listener_the_engines_own_picture() {
        long seed = System.nanoTime();
        System.out.println("WorkerIT seed " + seed);
        String graph = falkor.graph(RandomGraph.cypher(seed, 400, 1_500, 12));
        try (var ear = Ear.on(falkor, graph);
                var worker = WorkerProcess.start(falkor, graph).until(State.RUNNING)) {
            ear.await("delta");
            var early = new Picture(ear.snapshot());
            assertEquals(400, early.nodeId.length);
            assertEquals(400, early.memberships);
            for (int k = 0; k < 5; k++) {
                ear.ask("inject", "{'text':'node " + k + "'}");
            }
            Awaitility.await().atMost(WorkerProcess.PATIENCE).until(() -> worker.ticks() > 40);
            ear.ask("pause", "{}");
            var late = new Picture(ear.snapshot());
            early.follow(upTo(ear, late.seq()));
            for (int i = 0; i < late.energy.length; i++) {
                double most = 0.02 * Math.max(late.energy[i], early.energy[i]) + 1e-9;
                assertEquals(late.energy[i], early.energy[i], most, "node " + i);
                // four digits are told: of a node within them of its threshold the side cannot be
                if (Math.abs(late.energy[i] - late.theta[i]) > 1e-3 * late.theta[i]) {
                    assertEquals(
                            late.energy[i] >= late.theta[i], early.energy[i] >= early.theta[i], "side of node " + i);
                }
            }
            for (int s = 0; s < late.subEnergy.length; s++) {
                assertEquals(late.subActive[s], early.subActive[s], "subentity " + s);
                assertEquals(late.subEnergy[s], early.subEnergy[s], 0.02 * late.subEnergy[s] + 1e-9);
            }
            double sum = java.util.Arrays.stream(late.energy).sum();
            double told = Ear.body(ear.ask("status", Ear.json("{}")))
                    .path("result")
                    .path("total_energy")
                    .asDouble();
            assertEquals(told, sum, 1e-3 * told);
        }
    }

    private static List<Message> upTo(Ear ear, long seq) {
        ear.await("event " + seq, message -> message.header().seq() >= seq);
        return ear.events().stream()
                .filter(event -> event.header().seq() <= seq)
                .toList();
    }

    @Test
    void snapshot_parts_are_bounded_and_kept_for_a_second_reader() {
        String graph =
                falkor.graph("UNWIND range(0, 5999) AS i CREATE (:Concept {id: 'node-with-a-long-id-' + toString(i),"
                        + " name: 'a name that takes some room, with \"quotes\" and ünïcode, number ' + toString(i)})");
        try (var ear = Ear.on(falkor, graph);
                var worker = WorkerProcess.start(falkor, graph).until(State.RUNNING)) {
            List<Message> parts = ear.snapshot();
            assertTrue(parts.size() > 3, parts.size() + " parts");
            for (Message part : parts) {
                assertTrue(part.body().remaining() <= 256 << 10, part.body().remaining() + " bytes");
            }
            var picture = new Picture(parts);
            assertEquals(
                    6_000, java.util.Arrays.stream(picture.nodeId).distinct().count());
            JsonNode gone = ear.ask("snapshot", "{'part':1,'snapshot':'s999'}");
            assertEquals(404, gone.path("code").asInt());
            String known = picture.head.path("snapshot").asText();
            assertEquals(
                    400,
                    ear.ask("snapshot", "{'part':99,'snapshot':'" + known + "'}")
                            .path("code")
                            .asInt());
            assertTrue(worker.alive());
        }
    }

    @Test
    void a_missing_graph_is_not_created_and_is_loaded_when_it_comes() {
        String graph = "mind-protocol_absent" + ProcessHandle.current().pid();
        try (var worker = WorkerProcess.start(falkor, graph).until(State.EMPTY)) {
            assertTrue(worker.status().orElseThrow().reason().contains("\"" + graph + "\""));
            assertEquals("dormant", worker.status().orElseThrow().engine().consciousnessState());
            try (var jedis = falkor.connect()) {
                assertFalse(jedis.exists(graph), "the worker created the graph");
            }
            falkor.query(graph, "CREATE (:Concept {id:'a', E:1.0})");
            worker.until(State.RUNNING);
        }
    }

    @Test
    void an_empty_graph_is_said_to_be_empty_and_loaded_when_it_fills() {
        String graph = falkor.graph("CREATE (a:Concept {id:'a'}) DELETE a");
        try (var worker = WorkerProcess.start(falkor, graph).until(State.EMPTY)) {
            assertTrue(worker.status().orElseThrow().reason().contains("no nodes"));
            falkor.query(graph, "CREATE (:Concept {id:'a', E:1.0})");
            worker.until(State.RUNNING);
        }
    }

    @Test
    void a_graph_that_vanishes_leaves_an_empty_citizen_and_no_new_graph() {
        String graph = falkor.graph(RandomGraph.cypher(2, 20, 40, 2));
        try (var worker = WorkerProcess.start(falkor, graph, "MP_PERSIST_INTERVAL_SEC", "0.2")
                        .until(State.RUNNING);
                var jedis = falkor.connect()) {
            jedis.del(graph);
            worker.until(State.EMPTY);
            assertFalse(jedis.exists(graph));
            falkor.query(graph, "CREATE (:Concept {id:'a', E:1.0})");
            worker.until(State.RUNNING);
        }
    }

    @Test
    void without_a_server_a_worker_says_so_once_and_lives() {
        int port = FalkorDb.freePort();
        try (var worker = WorkerProcess.start(
                        "mind-protocol_alone", Map.of("FALKORDB_URL", "redis://user:secret@127.0.0.1:" + port))
                .until("names the trouble", status -> status.reason().contains("127.0.0.1:" + port))) {
            worker.until("beats on", status -> status.beat() > 5);
            assertTrue(worker.alive());
            String said = worker.said();
            assertEquals(
                    1,
                    said.lines().filter(line -> line.contains("(FALKORDB_URL)")).count(),
                    said);
            assertFalse(said.contains("secret"), said);
            assertEquals(0, worker.stop());
        }
    }

    @Test
    void wrong_settings_end_a_worker_with_78_and_a_line_each() {
        try (var worker = WorkerProcess.start(
                "mind-protocol_wrong",
                Map.of("CITIZEN", "", "ENGINE_TICK_MS", "fast", "MIND_LEASE_MS", "1", "FALKORDB_URL", "http://x"))) {
            assertEquals(78, worker.exit());
            List<String> lines = worker.said().lines().toList();
            assertEquals(4, lines.size(), worker.said());
            for (String name : List.of("CITIZEN", "ENGINE_TICK_MS", "MIND_LEASE_MS", "FALKORDB_URL")) {
                assertTrue(lines.stream().anyMatch(line -> line.startsWith(name)), name + " in " + lines);
            }
        }
    }
}
