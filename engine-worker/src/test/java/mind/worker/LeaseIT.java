package mind.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mind.protocol.Channels;
import mind.protocol.FalkorDb;
import mind.protocol.Message;
import mind.protocol.State;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LeaseIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    @Test
    void a_second_worker_waits_names_the_first_and_takes_over_when_it_stops() {
        String graph = falkor.graph(RandomGraph.cypher(1, 50, 150, 3));
        try (var first = WorkerProcess.start(falkor, graph).until(State.RUNNING);
                var second = WorkerProcess.start(falkor, graph).until(State.BLOCKED)) {
            assertTrue(second.status().orElseThrow().reason().contains("process " + first.pid() + " on"));
            long epoch = epoch(graph);
            assertEquals(0, first.stop());
            second.until(State.RUNNING);
            assertTrue(epoch(graph) > epoch);
        }
    }

    @Test
    void a_killed_holder_of_this_machine_is_not_waited_for() {
        String graph = falkor.graph(RandomGraph.cypher(2, 50, 150, 3));
        try (var first =
                WorkerProcess.start(falkor, graph, "MIND_LEASE_MS", "600000").until(State.RUNNING)) {
            first.kill();
            try (var second = WorkerProcess.start(falkor, graph, "MIND_LEASE_MS", "600000")
                    .until(State.RUNNING)) {
                assertTrue(second.said().contains("is dead; taking it over"), second.said());
            }
        }
    }

    @Test
    void a_holder_frozen_past_its_lease_writes_and_says_nothing_when_it_thaws() {
        String graph = falkor.graph(RandomGraph.cypher(3, 100, 400, 4));
        String[] settings = {"MIND_LEASE_MS", "1000", "MP_PERSIST_INTERVAL_SEC", "0.2"};
        try (var ear = Ear.on(falkor, graph);
                var first = WorkerProcess.start(falkor, graph, settings)
                        .until("writes", status -> status.engine().persistence().written() > 0)) {
            long before = epoch(graph);
            first.signal("STOP");
            try (var second = WorkerProcess.start(falkor, graph, settings)
                    .until(
                            "ticks",
                            status -> status.state() == State.RUNNING
                                    && status.engine().tickCount() > 5)) {
                assertTrue(epoch(graph) > before);
                int heard = ear.heard().size();
                first.signal("CONT");
                first.untilSaid("Lost the lease").until(State.BLOCKED);
                long ticks = second.ticks();
                second.until("goes on", status -> status.engine().tickCount() > ticks + 10);
                List<Message> after = ear.heard().subList(heard, ear.heard().size());
                assertTrue(
                        after.stream().noneMatch(message -> message.header().epoch() <= before),
                        () -> "the thawed worker spoke: "
                                + after.stream()
                                        .filter(message -> message.header().epoch() <= before)
                                        .toList());
                assertEquals(
                        0L, second.status().orElseThrow().engine().counters().get("writes_refused"));
                assertEquals(0, second.stop());
                first.until(State.RUNNING); // its turn again, from what the second has written
                Awaitility.await().atMost(WorkerProcess.PATIENCE).until(() -> ear.heard().stream()
                        .anyMatch(message -> message.header().epoch() == epoch(graph)
                                && message.header().type().equals("frame")));
            }
        }
    }

    @Test
    void a_server_that_forgot_the_lease_gets_it_again_from_its_holder() {
        String graph = falkor.graph(RandomGraph.cypher(4, 50, 150, 3));
        try (var worker = WorkerProcess.start(falkor, graph, "MIND_LEASE_MS", "1000")
                        .until(State.RUNNING);
                var jedis = falkor.connect()) {
            String epoch = jedis.get(Channels.epoch(graph));
            jedis.del(Channels.epoch(graph), Channels.lease(graph));
            Awaitility.await()
                    .atMost(WorkerProcess.PATIENCE)
                    .until(() -> epoch.equals(jedis.get(Channels.epoch(graph))));
            Awaitility.await().atMost(WorkerProcess.PATIENCE).until(() -> jedis.exists(Channels.lease(graph)));
            assertEquals(State.RUNNING, worker.status().orElseThrow().state());
        }
    }

    private static long epoch(String graph) {
        try (var jedis = falkor.connect()) {
            return Long.parseLong(jedis.get(Channels.epoch(graph)));
        }
    }
}
