package mind.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.IntStream;
import mind.protocol.Command;
import mind.protocol.FalkorDb;
import mind.protocol.Message;
import mind.protocol.State;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SnapshotsIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    @Test
    void a_snapshot_asked_for_while_all_places_in_the_queue_are_taken_is_answered_and_so_are_later_ones() {
        String graph = falkor.graph(RandomGraph.cypher(11, 50, 100, 3));
        try (var worker = WorkerProcess.start(falkor, graph).until(State.RUNNING);
                var ear = Ear.on(falkor, graph)) {
            // each command costs the worker far less than the first query, behind which all others wait until its time
            // is over
            ask(ear, "q-slow", "UNWIND range(1, 30000) AS i UNWIND range(1, 30000) AS j RETURN max(sin(i * j))");
            IntStream.range(0, 400).forEach(k -> ask(ear, "q-" + k, "RETURN " + k));
            Message busy = ear.ask("snapshot", Ear.json("{}"));
            assertTrue(
                    ear.heard().stream()
                            .anyMatch(answer -> Ear.body(answer).path("code").asInt() == 503),
                    "the queue was full");
            JsonNode first = Ear.body(busy);
            assertTrue(first.has("snapshot") || first.path("code").asInt() == 503, first.toString());
            Awaitility.await("a snapshot")
                    .atMost(WorkerProcess.PATIENCE)
                    .until(() -> Ear.body(ear.ask("snapshot", Ear.json("{}"))).has("snapshot"));
            assertEquals(50, new Picture(ear.snapshot()).nodeId.length);
            assertEquals(State.RUNNING, worker.status().orElseThrow().state());
        }
    }

    private static void ask(Ear ear, String request, String cypher) {
        ear.send(new Command(Message.VERSION, request, ear.replies(), "query", Ear.json("{'query':'" + cypher + "'}")));
    }
}
