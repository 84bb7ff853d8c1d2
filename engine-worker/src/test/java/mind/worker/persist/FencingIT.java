package mind.worker.persist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import mind.protocol.Channels;
import mind.protocol.Env;
import mind.protocol.FalkorDb;
import mind.protocol.GraphName;
import mind.worker.dynamics.Engine;
import mind.worker.dynamics.EngineSettings;
import mind.worker.lease.Lease;
import mind.worker.lease.Tenure;
import mind.worker.link.CitizenLog;
import mind.worker.link.Link;
import mind.worker.link.Relay;
import mind.worker.load.GraphLoader;
import mind.worker.loop.TickLoop;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.exceptions.JedisDataException;

class FencingIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    private static final String SET = "CYPHER e=2.5 MATCH (n) SET n.E = $e RETURN count(n)";

    private static Link link() {
        return new Link(falkor.address(), "FALKORDB_URL", "test", 5_000);
    }

    private static Lease lease(String graph) {
        return new Lease(link(), graph, Duration.ofMillis(1_000), new CitizenLog(GraphName.of(graph)));
    }

    @Test
    void a_worker_that_was_succeeded_writes_nothing() throws Exception {
        String graph = falkor.graph("CREATE (:Concept {id:'a', E:1.0})");
        try (Lease first = lease(graph);
                Lease second = lease(graph);
                var jedis = falkor.connect()) {
            Tenure old = first.obtain(wait -> {});
            var writer = new GraphWriter(link(), graph, graph, old);
            assertEquals(1, writer.write(SET));
            jedis.del(Channels.lease(graph)); // as if it had run out unnoticed
            Tenure current = second.obtain(wait -> {});
            assertTrue(current.epoch() > old.epoch());
            falkor.query(graph, "MATCH (n) SET n.E = 7.0");
            assertThrows(GraphWriter.Fenced.class, () -> writer.write(SET));
            assertThrows(GraphWriter.Fenced.class, writer::check);
            assertEquals(List.of(List.of("7")), falkor.rows(graph, "MATCH (n) RETURN n.E"));
            assertEquals(1, new GraphWriter(link(), graph, graph, current).write(SET));
            first.start(reason -> {});
            Awaitility.await("the first notices").atMost(Duration.ofSeconds(20)).until(old::over);
            assertFalse(old.current());
            assertTrue(current.current());
        }
    }

    @Test
    void a_writer_frozen_between_looking_and_writing_is_refused_by_the_server() {
        String graph = falkor.graph("CREATE (:Concept {id:'a', E:1.0})");
        String epoch = Channels.epoch(graph);
        try (Link frozen = link();
                var jedis = falkor.connect()) {
            jedis.set(epoch, "5");
            assertEquals(
                    "5",
                    Link.text(frozen.batch()
                            .add("WATCH", epoch)
                            .add("GET", epoch)
                            .answers()
                            .get(1)));
            jedis.set(epoch, "6"); // the successor
            List<Object> answers = frozen.batch()
                    .add("MULTI")
                    .add("GRAPH.QUERY", graph, SET)
                    .add("EXEC")
                    .answers();
            assertNull(answers.get(2));
            assertEquals(List.of(List.of("1")), falkor.rows(graph, "MATCH (n) RETURN n.E"));
        }
    }

    @Test
    void writing_to_a_graph_that_is_gone_does_not_create_it() throws Exception {
        String graph = falkor.graph("CREATE (:Concept {id:'a'})");
        try (Lease lease = lease(graph);
                var jedis = falkor.connect()) {
            var writer = new GraphWriter(link(), graph, graph, lease.obtain(wait -> {}));
            jedis.del(graph);
            assertThrows(GraphWriter.GraphGone.class, () -> writer.write(SET));
            assertFalse(jedis.exists(graph));
        }
    }

    @Test
    void a_query_the_server_refuses_leaves_the_connection_usable() throws Exception {
        String graph = falkor.graph("CREATE (:Concept {id:'a', E:1.0})");
        try (Lease lease = lease(graph)) {
            var writer = new GraphWriter(link(), graph, graph, lease.obtain(wait -> {}));
            assertThrows(JedisDataException.class, () -> writer.write("MATCH (n SET"));
            assertEquals(1, writer.write(SET));
        }
    }

    @Test
    void all_that_was_asked_for_is_written_as_soon_as_it_can_be() throws Exception {
        String graph = falkor.graph("CREATE (:Concept {id:'a', E:1.0, theta:9.0})");
        var log = new CitizenLog(GraphName.of(graph));
        var loaded = new GraphLoader(falkor.address()).load(GraphName.of(graph), progress -> {});
        var engine = new Engine(loaded.graph(), EngineSettings.with(Map.of("ENGINE_DECAY", "off")));
        // one that nobody renews, which would put its epoch back
        try (Lease lease = new Lease(link(), graph, Duration.ofSeconds(60), log);
                var jedis = falkor.connect();
                var loop = new TickLoop("test", engine)) {
            Tenure tenure = lease.obtain(wait -> {});
            var settings = PersistSettings.from(new Env(Map.of("MP_PERSIST_INTERVAL_SEC", "1")));
            try (var writeback =
                    new Writeback(settings, loaded.graph(), loop, link(), graph, graph, tenure, log, () -> {})) {
                loop.start();
                loop.submit(running -> {
                            running.graph().nodes.energy[0] += 1e-4; // not worth a write of its own
                            return null;
                        })
                        .get();
                loop.pause();
                writeback.start();
                String epoch = jedis.get(Channels.epoch(graph));
                jedis.set(Channels.epoch(graph), "999");
                assertThrows(ExecutionException.class, () -> writeback.flush().get());
                jedis.set(Channels.epoch(graph), epoch);
                Awaitility.await("written without being asked again")
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> writeback.status().written() > 0);
            }
        }
    }

    @Test
    void those_who_ask_while_others_are_served_share_the_next_turn_and_a_close_leaves_nobody_waiting()
            throws Exception {
        String graph = falkor.graph("CREATE (:Concept {id:'a', E:1.0, theta:9.0})");
        var log = new CitizenLog(GraphName.of(graph));
        var loaded = new GraphLoader(falkor.address()).load(GraphName.of(graph), progress -> {});
        var settings = PersistSettings.from(new Env(Map.of("MP_PERSIST_INTERVAL_SEC", "3600")));
        try (Lease lease = lease(graph);
                var loop = new TickLoop("test", new Engine(loaded.graph(), EngineSettings.with(Map.of())))) {
            Tenure tenure = lease.obtain(wait -> {});
            var writeback = new Writeback(settings, loaded.graph(), loop, link(), graph, graph, tenure, log, () -> {});
            writeback.start(); // and waits for a tick thread that does not run
            var served = writeback.flush();
            Awaitility.await("served").atMost(Duration.ofSeconds(20)).until(() -> writeback.flush() != served);
            var next = writeback.flush();
            assertSame(next, writeback.flush());
            writeback.close();
            for (var outcome : List.of(served, next)) {
                var e = assertThrows(ExecutionException.class, () -> outcome.get(20, TimeUnit.SECONDS));
                assertTrue(e.getMessage().contains("nothing is written any more"), e.getMessage());
            }
        }
    }

    @Test
    void values_of_a_graph_that_has_taken_over_are_not_written_as_those_of_the_one_before() throws Exception {
        String graph = falkor.graph("CREATE (:Concept {id:'a', E:1.0, theta:9.0})");
        var log = new CitizenLog(GraphName.of(graph));
        var loader = new GraphLoader(falkor.address());
        var before = loader.load(GraphName.of(graph), progress -> {});
        var after = loader.load(GraphName.of(graph), progress -> {});
        after.graph().nodes.energy[0] = 5;
        var settings = PersistSettings.from(new Env(Map.of("MP_PERSIST_INTERVAL_SEC", "3600")));
        try (Lease lease = lease(graph);
                var loop = new TickLoop("test", new Engine(after.graph(), EngineSettings.with(Map.of())))) {
            Tenure tenure = lease.obtain(wait -> {});
            try (var writeback =
                    new Writeback(settings, before.graph(), loop, link(), graph, graph, tenure, log, () -> {})) {
                loop.start();
                writeback.start();
                var e = assertThrows(
                        ExecutionException.class, () -> writeback.flush().get());
                assertTrue(e.getMessage().contains("another graph has taken over"), e.getMessage());
            }
        }
        assertEquals(List.of(List.of("1")), falkor.rows(graph, "MATCH (n) RETURN n.E"));
    }

    @Test
    void an_answer_that_makes_no_sense_ends_neither_writing_nor_renewal() throws Exception {
        String graph = falkor.graph("CREATE (:Concept {id:'a', E:1.0, theta:9.0})");
        var log = new CitizenLog(GraphName.of(graph));
        var loaded = new GraphLoader(falkor.address()).load(GraphName.of(graph), progress -> {});
        var engine = new Engine(loaded.graph(), EngineSettings.with(Map.of("ENGINE_DECAY", "off")));
        var settings = PersistSettings.from(new Env(Map.of("MP_PERSIST_INTERVAL_SEC", "0.2")));
        try (var relay = new Relay(falkor.port());
                var jedis = falkor.connect();
                var loop = new TickLoop("test", engine);
                Lease lease = new Lease(link(relay), graph, Duration.ofMillis(1_000), log)) {
            lease.start(reason -> {});
            Tenure tenure = lease.obtain(wait -> {});
            oddly(relay, "+OK\r\n");
            var patience = Awaitility.await("renewed").atMost(Duration.ofSeconds(20));
            patience.pollInterval(Duration.ofMillis(5)).until(() -> jedis.pttl(Channels.lease(graph)) < 700);
            patience.until(() -> jedis.pttl(Channels.lease(graph)) > 800);

            relay.answerNext(odd("+OK\r\n$" + text(tenure).length() + "\r\n" + text(tenure) + "\r\n+yes\r\n"));
            try (var writeback =
                    new Writeback(settings, loaded.graph(), loop, link(relay), graph, graph, tenure, log, () -> {})) {
                loop.start();
                writeback.start();
                loop.submit(running -> running.graph().nodes.energy[0] += 1).get();
                patience.until(() -> writeback.status().written() > 0);
                assertEquals(1, writeback.status().failures());
            }
        }
    }

    @Test
    void a_write_whose_answer_is_lost_counts_once() throws Exception {
        String graph = falkor.graph("CREATE (a:SubEntity {id:'a'}), (b:SubEntity {id:'b'}),"
                + " (a)-[:COACTIVATES_WITH {both_ema: 0.5, either_ema: 0.8, both_count: 7, either_count: 9}]->(b),"
                + " (:Concept {id: 'n', E: 5.0, theta: 0.1})-[:MEMBER_OF {weight: 1.0}]->(a),"
                + " (:Concept {id: 'm', E: 5.0, theta: 0.1})-[:MEMBER_OF {weight: 1.0}]->(b)");
        var log = new CitizenLog(GraphName.of(graph));
        var loaded = new GraphLoader(falkor.address()).load(GraphName.of(graph), progress -> {});
        var engine = new Engine(loaded.graph(), EngineSettings.with(Map.of("ENGINE_DECAY", "off")));
        var settings = PersistSettings.from(new Env(Map.of("MP_PERSIST_INTERVAL_SEC", "3600")));
        try (var relay = new Relay(falkor.port());
                Lease lease = lease(graph);
                var loop = new TickLoop("test", engine)) {
            lease.start(reason -> {});
            Tenure tenure = lease.obtain(wait -> {});
            try (var writeback =
                    new Writeback(settings, loaded.graph(), loop, link(relay), graph, graph, tenure, log, () -> {})) {
                engine.step(0.1); // both are remembered together, once
                loop.start();
                loop.pause();
                writeback.start();
                relay.loseAnswerTo("x.both_count");
                assertThrows(ExecutionException.class, () -> writeback.flush().get());
                assertTrue(relay.lost());
                assertTrue(writeback.flush(Duration.ofSeconds(30)));
            }
        }
        assertEquals(
                List.of(List.of("0.55", "8", "10")),
                falkor.rows(
                        graph, "MATCH ()-[x:COACTIVATES_WITH]->() RETURN x.both_ema, x.both_count, x.either_count"));
    }

    private static String text(Tenure tenure) {
        return Long.toString(tenure.epoch());
    }

    private static byte[] odd(String then) {
        return (Relay.WELCOME + then).getBytes(StandardCharsets.US_ASCII);
    }

    private static void oddly(Relay relay, String then) {
        relay.answerNext(odd(then));
        relay.cut();
        Awaitility.await("the odd answer").atMost(Duration.ofSeconds(20)).until(relay::answered);
    }

    private static Link link(Relay relay) {
        return new Link(relay.address(), "FALKORDB_URL", "test", 5_000);
    }

    @Test
    void renewal_keeps_the_epoch_and_a_released_lease_is_free_at_once() throws Exception {
        String graph = falkor.graph("CREATE (:Concept {id:'a'})");
        try (var jedis = falkor.connect();
                Lease lease = lease(graph)) {
            lease.start(reason -> {});
            Tenure tenure = lease.obtain(wait -> {});
            String value = jedis.get(Channels.lease(graph));
            var patience = Awaitility.await("renewed")
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofSeconds(20));
            for (int renewal = 0; renewal < 3; renewal++) {
                patience.until(() -> jedis.pttl(Channels.lease(graph)) < 800);
                patience.until(() -> jedis.pttl(Channels.lease(graph)) > 800);
            }
            assertEquals(value, jedis.get(Channels.lease(graph)));
            assertEquals(Long.toString(tenure.epoch()), jedis.get(Channels.epoch(graph)));
            lease.release();
            assertFalse(jedis.exists(Channels.lease(graph)));
            assertTrue(tenure.over());
        }
    }
}
