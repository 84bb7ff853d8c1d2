package mind.supervisor.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mind.protocol.FalkorDb;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Citizens on a real FalkorDB: they come with their graphs, and nobody at the gateway notices the supervisor's deaths. */
class CitizensIT {
    private static final String FEW_NODES =
            "UNWIND range(1, 20) AS i CREATE (:Concept {id: 'c' + i, name: 'n' + i, E: 0.6, theta: 0.5, weight: 0.5})"
                    + "-[:ENABLES {weight: 0.5, energy: 0.5}]->(:Realization {id: 'r' + i, name: 'm' + i, E: 0.1, theta: 0.5})";

    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    private static MindCli instance() {
        var mind = new MindCli();
        mind.set("FALKORDB_URL", falkor.url());
        return mind;
    }

    private static void create(String citizen) {
        falkor.query("mind-protocol_" + citizen, FEW_NODES);
    }

    private static void delete(String citizen) {
        try (var jedis = falkor.connect()) {
            jedis.sendCommand(FalkorDb.command("GRAPH.DELETE"), "mind-protocol_" + citizen);
        }
    }

    @Test
    void a_citizen_comes_and_goes_with_its_graph_on_reload_start_all_and_its_name() throws Exception {
        create("one");
        try (var mind = instance()) {
            assertDone(mind.run("up", "-d"));
            assertEquals(List.of("one"), engines(mind));
            long one = mind.service("one").get("pid").asLong();

            create("two");
            assertEquals(List.of("one"), engines(mind), "nobody has asked yet");
            MindCli.Answer reload = mind.run("reload");
            assertDone(reload);
            assertTrue(reload.out().contains("two: found"), reload.toString());
            awaitRunning(mind, "two");

            create("three");
            assertDone(mind.run("start", "--all"));
            assertEquals("running", mind.service("three").get("state").asText(), "start waits for it");

            create("four");
            assertDone(mind.run("start", "four"));
            assertEquals("running", mind.service("four").get("state").asText());
            assertEquals(4, mind.run("start", "five").exitCode(), "no such graph");

            delete("two");
            assertDone(mind.run("reload"));
            Awaitility.await("the engine without a graph to go")
                    .atMost(MindCli.PATIENCE)
                    .until(() -> !engines(mind).contains("two"));
            assertEquals(List.of("four", "one", "three"), engines(mind));
            assertEquals(one, mind.service("one").get("pid").asLong(), "nobody else was touched");
        } finally {
            List.of("one", "three", "four").forEach(CitizensIT::delete);
        }
    }

    @Test
    void a_supervisor_killed_at_any_moment_doubles_and_loses_nobody_and_closes_no_socket() throws Exception {
        int kills = Boolean.getBoolean("mind.long") ? 100 : 8;
        long seed = Long.getLong("mind.seed", System.nanoTime());
        System.out.println("seed " + seed);
        var random = new Random(seed);
        List<String> citizens = List.of("ann", "bea");
        citizens.forEach(CitizensIT::create);
        try (var mind = instance()) {
            assertDone(mind.run("up", "-d"));
            var marked = MarkedProcesses.of(mind);
            long gateway = mind.service("gateway").get("pid").asLong();
            List<Watcher> watchers = new ArrayList<>();
            try {
                for (int i = 0; i < 5; i++) {
                    watchers.add(new Watcher(mind.port(), List.of("mind-protocol_ann", "mind-protocol_bea")));
                }
                watchers.forEach(Watcher::start);
                awaitNews(watchers);
                for (int kill = 1; kill <= kills; kill++) {
                    String where = "seed " + seed + ", kill " + kill;
                    if (random.nextInt(3) == 0) { // so that it dies while it starts one
                        ProcessHandle.of(mind.service(citizens.get(random.nextInt(2)))
                                        .get("pid")
                                        .asLong(0))
                                .ifPresent(ProcessHandle::destroyForcibly);
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(700)));
                    long supervisor = mind.supervisor();
                    ProcessHandle.of(supervisor).ifPresent(ProcessHandle::destroyForcibly);
                    MindCli.soon().until(() -> !MindCli.alive(supervisor));
                    assertDone(mind.run("up", "-d", "--no-wait"));
                    assertEquals(List.of(), marked.doubles(), where);
                    assertEquals(gateway, mind.service("gateway").get("pid").asLong(), where);
                    mind.run("reset", citizens.get(0), citizens.get(1)); // so many deaths are no reason for quarantine
                }
                citizens.forEach(citizen -> awaitRunning(mind, citizen));
                awaitNews(watchers);
                for (Watcher watcher : watchers) {
                    assertEquals(0, watcher.closes(), "seed " + seed);
                    assertEquals(List.of(), watcher.complaints(), "seed " + seed);
                }
            } finally {
                watchers.forEach(Watcher::close);
            }
            assertDone(mind.run("down"));
            assertEquals(java.util.Map.of(), marked.byService(), "orphans");
        } finally {
            citizens.forEach(CitizensIT::delete);
        }
    }

    private static void awaitNews(List<Watcher> watchers) {
        for (Watcher watcher : watchers) {
            var before = watcher.heard();
            Awaitility.await("news of every citizen").atMost(MindCli.PATIENCE).until(() -> {
                var now = watcher.heard();
                return before.keySet().stream().allMatch(graph -> now.get(graph) > before.get(graph));
            });
        }
    }

    private static void awaitRunning(MindCli mind, String name) {
        Awaitility.await(name + " to run")
                .atMost(MindCli.PATIENCE)
                .until(() -> mind.service(name).get("state").asText().equals("running"));
    }

    private static List<String> engines(MindCli mind) throws Exception {
        List<String> engines = new ArrayList<>();
        for (JsonNode service : mind.status().get("services")) {
            if (service.get("kind").asText().equals("engine")) {
                engines.add(service.get("name").asText());
            }
        }
        return engines;
    }

    private static void assertDone(MindCli.Answer answer) {
        assertEquals(0, answer.exitCode(), answer.toString());
        assertFalse(answer.out().isEmpty() && answer.err().contains("Exception"), answer.toString());
    }
}
