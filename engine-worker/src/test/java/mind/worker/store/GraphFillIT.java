package mind.worker.store;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mind.protocol.Channels;
import mind.protocol.FalkorDb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GraphFillIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    private static BulkBytes number(long value) {
        var bytes = new BulkBytes(16);
        bytes.add(value);
        return bytes;
    }

    private static Set<String> keys(String pattern) {
        try (var jedis = falkor.connect()) {
            return jedis.keys(pattern);
        }
    }

    @Test
    void a_fill_that_is_not_committed_leaves_nothing() {
        try (var fill = GraphFill.begin(falkor.address(), "mind-protocol_half", false)) {
            for (int i = 0; i < 12_000; i++) {
                fill.node(List.of("A"), List.of("i"), number(i), List.of());
            }
            assertEquals(2, keys("*_half*").size(), "the unfinished graph and the claim on its name");
        }
        assertEquals(Set.of(), keys("*_half*"));
    }

    @Test
    void two_fills_of_one_name_do_not_meet() {
        try (var first = GraphFill.begin(falkor.address(), "mind-protocol_one", false)) {
            var refused = assertThrows(
                    StoreException.class, () -> GraphFill.begin(falkor.address(), "mind-protocol_one", true));
            assertTrue(refused.getMessage().contains("another seed or import"), refused.getMessage());
            first.node(List.of("A"), List.of("i"), number(1), List.of());
            first.commit();
        }
        assertEquals(List.of(List.of("1")), falkor.rows("mind-protocol_one", "MATCH (n) RETURN count(n)"));
    }

    @Test
    void a_name_taken_meanwhile_is_not_overwritten() {
        try (var fill = GraphFill.begin(falkor.address(), "mind-protocol_taken", false)) {
            fill.node(List.of("A"), List.of("i"), number(1), List.of());
            falkor.query("mind-protocol_taken", "CREATE (:Theirs)");
            assertThrows(StoreException.class, fill::commit);
        }
        assertEquals(List.of(List.of("1")), falkor.rows("mind-protocol_taken", "MATCH (n:Theirs) RETURN count(n)"));
        assertEquals(Set.of("mind-protocol_taken"), keys("*_taken*"));
    }

    @Test
    void an_engine_that_started_meanwhile_keeps_its_graph() {
        falkor.query("mind-protocol_awake", "CREATE (:Theirs)");
        try (var fill = GraphFill.begin(falkor.address(), "mind-protocol_awake", true);
                var jedis = falkor.connect()) {
            fill.node(List.of("A"), List.of("i"), number(1), List.of());
            jedis.set(Channels.lease("mind-protocol_awake"), "some worker");
            var refused = assertThrows(StoreException.class, fill::commit);
            assertTrue(refused.getMessage().contains("an engine runs on graph"), refused.getMessage());
        }
        assertEquals(List.of(List.of("1")), falkor.rows("mind-protocol_awake", "MATCH (n:Theirs) RETURN count(n)"));
    }

    @Test
    void a_fill_that_lost_its_claim_ends_and_leaves_the_next_one_alone() {
        try (var late = GraphFill.begin(falkor.address(), "mind-protocol_late", true);
                var jedis = falkor.connect()) {
            jedis.del("mind:filling:mind-protocol_late"); // as the server does after a minute without renewal
            try (var next = GraphFill.begin(falkor.address(), "mind-protocol_late", true)) {
                for (int i = 0; i < 6_000; i++) {
                    next.node(List.of("A"), List.of("i"), number(i), List.of());
                }
                var refused = assertThrows(StoreException.class, late::commit);
                assertTrue(refused.getMessage().contains("another seed or import"), refused.getMessage());
                late.close();
                next.commit();
            }
        }
        assertEquals(List.of(List.of("6000")), falkor.rows("mind-protocol_late", "MATCH (n) RETURN count(n)"));
    }

    @Test
    void what_a_killed_process_left_is_cleared_by_the_next() {
        falkor.query("mind-protocol_left~unfinished", "CREATE (:Old), (:Old)");
        try (var fill = GraphFill.begin(falkor.address(), "mind-protocol_left", false)) {
            fill.node(List.of("A"), List.of("i"), number(1), List.of());
            fill.commit();
        }
        assertEquals(List.of(List.of("1")), falkor.rows("mind-protocol_left", "MATCH (n) RETURN count(n)"));
    }

    @Test
    void a_replaced_graph_survives_the_death_of_the_server() throws IOException {
        falkor.query("mind-protocol_live", "CREATE (:Old)");
        StoreRun.of(falkor, "seed", "live", "--lean", "--replace").ok();
        String before = StoreRun.export(falkor, "live");
        try (var jedis = falkor.connect()) {
            jedis.sendCommand(FalkorDb.command("BGREWRITEAOF"));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> jedis.info("persistence").contains("aof_rewrite_in_progress:0"));
            jedis.sendCommand(FalkorDb.command("WAITAOF"), "1", "0", "5000");
        }
        falkor.kill();
        falkor.start();
        assertEquals(before, StoreRun.export(falkor, "live"));
    }

    @Test
    void an_interrupted_seed_leaves_no_half_graph() throws IOException, InterruptedException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreMain.class.getName(),
                        "seed",
                        "victor",
                        "--lean",
                        "--scale",
                        "100")
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"));
        builder.environment().put("FALKORDB_URL", falkor.url());
        Process seed = builder.start();
        try {
            await("the unfinished graph").atMost(Duration.ofSeconds(60)).until(() -> !keys("*_victor~*")
                    .isEmpty());
            seed.destroy(); // SIGTERM, as Ctrl-C's SIGINT, runs the shutdown hooks
            assertTrue(seed.waitFor(30, TimeUnit.SECONDS));
        } finally {
            seed.destroyForcibly();
        }
        assertEquals(Set.of(), keys("*_victor*"));
    }
}
