package mind.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mind.protocol.FalkorDb;
import mind.protocol.Message;
import mind.protocol.State;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.params.ClientKillParams;

class BusIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    @RegisterExtension
    static final FalkorDb bus = new FalkorDb();

    @Test
    void cut_connections_are_made_again_and_numbering_goes_on() {
        String graph = falkor.graph(RandomGraph.cypher(1, 100, 400, 4));
        try (var worker = WorkerProcess.start(falkor, graph).until(State.RUNNING)) {
            for (int round = 0; round < 3; round++) {
                try (var ear = Ear.on(falkor, graph);
                        var jedis = falkor.connect()) {
                    ear.await("frame");
                    long epoch = ear.events().get(0).header().epoch();
                    long ticks = worker.ticks();
                    String service = graph.substring("mind-protocol_".length());
                    for (String line : jedis.clientList().split("\n")) {
                        if (line.contains(" name=" + service + "-")) {
                            String client = line.replaceAll(".* addr=(\\S+) .*", "$1"); // which may be gone by itself
                            jedis.clientKill(ClientKillParams.clientKillParams().addr(client));
                        }
                    }
                    int before = ear.heard().size();
                    Awaitility.await("events after the cut")
                            .atMost(WorkerProcess.PATIENCE)
                            .until(() -> ear.heard().size() > before + 10);
                    awaitCommandsHeard(graph);
                    assertTrue(ear.ask("status", "{}").path("ok").asBoolean());
                    long last = 0;
                    for (Message event : ear.events()) {
                        assertEquals(epoch, event.header().epoch());
                        assertTrue(event.header().seq() > last, "numbers only rise");
                        last = event.header().seq();
                    }
                    worker.until("ticks on", status -> status.engine().tickCount() > ticks);
                }
            }
            assertEquals(State.RUNNING, worker.status().orElseThrow().state());
        }
    }

    @Test
    void a_stalled_bus_holds_up_no_tick_and_newer_values_take_the_place_of_older() {
        String graph = falkor.graph(RandomGraph.cypher(2, 200, 800, 6));
        try (var worker = WorkerProcess.start(falkor, graph).until(State.RUNNING);
                var ear = Ear.on(falkor, graph)) {
            ear.await("delta");
            var picture = new Picture(ear.snapshot());
            long pid = falkor.pid();
            signal("STOP", pid);
            try {
                long ticks = worker.ticks();
                worker.until("ticks on", status -> status.engine().tickCount() > ticks + 30);
            } finally {
                signal("CONT", pid);
            }
            int before = ear.heard().size();
            Awaitility.await()
                    .atMost(WorkerProcess.PATIENCE)
                    .until(() -> ear.heard().size() > before + 5);
            awaitCommandsHeard(graph);
            ear.ask("pause", "{}");
            var late = new Picture(ear.snapshot());
            // whether or not a message was lost, a listener can tell: holes show, and a new snapshot is whole
            List<Message> events = ear.events();
            boolean hole = false;
            for (int k = 1; k < events.size(); k++) {
                hole |= events.get(k).header().seq()
                        != events.get(k - 1).header().seq() + 1;
            }
            if (!hole) {
                picture.follow(events.stream()
                        .filter(event -> event.header().seq() <= late.seq())
                        .toList());
                for (int i = 0; i < late.energy.length; i++) {
                    assertEquals(late.energy[i], picture.energy[i], 0.02 * late.energy[i] + 1e-9, "node " + i);
                }
            }
            assertEquals(State.RUNNING, worker.status().orElseThrow().state());
        }
    }

    @Test
    void while_nobody_listens_hardly_anything_is_said() {
        String graph = falkor.graph(RandomGraph.cypher(3, 100, 400, 4));
        try (var worker = WorkerProcess.start(falkor, graph)
                .until("ticks", status -> status.engine().tickCount() > 10)) {
            var first = worker.status().orElseThrow().engine();
            worker.until("ticks on", status -> status.engine().tickCount() > first.tickCount() + 30);
            var second = worker.status().orElseThrow().engine();
            long said = second.counters().get("events_sent") - first.counters().get("events_sent");
            assertTrue(said < second.tickCount() - first.tickCount(), said + " messages");
        }
    }

    @Test
    void ambient_stimuli_stir_a_resting_mind() {
        String graph = falkor.graph(RandomGraph.cypher(4, 60, 100, 3));
        try (var ear = Ear.on(falkor, graph);
                var worker = WorkerProcess.start(falkor, graph, "MIND_AMBIENT_S", "0.3")
                        .until(State.RUNNING)) {
            Message told = ear.await("stimulus");
            assertEquals("ambient", Ear.body(told).path("source").asText());
            assertTrue(worker.alive());
        }
    }

    @Test
    void a_bus_apart_from_the_graphs_may_go_and_come() throws java.io.IOException {
        String graph = falkor.graph(RandomGraph.cypher(5, 100, 400, 4));
        try (var worker =
                WorkerProcess.start(falkor, graph, "REDIS_URL", bus.url()).until(State.RUNNING)) {
            long epoch;
            long seq;
            try (var ear = Ear.on(bus, graph)) {
                ear.await("delta");
                Message last = ear.events().get(ear.events().size() - 1);
                epoch = last.header().epoch();
                seq = last.header().seq();
            }
            bus.kill();
            worker.untilSaid("Events don't reach the bus").untilSaid("Commands are not heard");
            long ticks = worker.ticks();
            worker.until("ticks on", status -> status.engine().tickCount() > ticks + 20);
            assertEquals(State.RUNNING, worker.status().orElseThrow().state());
            bus.start();
            try (var ear = Ear.on(bus, graph)) {
                Message frame = ear.await("frame");
                assertEquals(epoch, frame.header().epoch());
                assertTrue(frame.header().seq() > seq);
                worker.untilSaid("Commands are heard again");
                assertEquals(100, new Picture(ear.snapshot()).nodeId.length);
            }
            assertEquals(0, worker.stop());
        }
    }

    /** A command that comes while there is no connection is lost, as the bus keeps none. */
    private static void awaitCommandsHeard(String graph) {
        try (var jedis = falkor.connect()) {
            Awaitility.await("commands are heard")
                    .atMost(WorkerProcess.PATIENCE)
                    .until(() -> jedis.publish(mind.protocol.Channels.commands(graph), "{}") == 1);
        }
    }

    private static void signal(String name, long pid) {
        try {
            // the server may be a child of the script that runs it
            List<ProcessHandle> all = new java.util.ArrayList<>(
                    ProcessHandle.of(pid).orElseThrow().descendants().toList());
            all.add(ProcessHandle.of(pid).orElseThrow());
            for (ProcessHandle process : all) {
                new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor();
            }
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
