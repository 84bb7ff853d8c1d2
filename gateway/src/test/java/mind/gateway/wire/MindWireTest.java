package mind.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mind.gateway.feed.Event;
import mind.gateway.feed.Life;
import mind.gateway.feed.Snapshot;
import mind.protocol.Reply;
import mind.protocol.State;
import mind.protocol.WireJson;
import org.junit.jupiter.api.Test;

/** What we write is what the samples beside the protocol say. */
class MindWireTest {
    private static final String GRAPH = "mind-protocol_iris";
    private static final long EPOCH = 1_764_061_810_000L;

    private static JsonNode sample(String name) throws IOException {
        try (InputStream file = MindWireTest.class.getResourceAsStream("/wire/mind.v1/" + name + ".json")) {
            return WireJson.MAPPER.readTree(file);
        }
    }

    private static void assertSample(String name, ByteBuffer written) throws IOException {
        assertTrue(written.isReadOnly(), "it is shared");
        byte[] bytes = new byte[written.remaining()];
        written.duplicate().get(bytes);
        assertEquals(sample(name), WireJson.MAPPER.readTree(bytes));
    }

    private static Event event(long seq, String type, String body) {
        byte[] bytes = ("header\n" + body).getBytes(StandardCharsets.UTF_8);
        return new Event(EPOCH, seq, type, 418, 1_764_061_852_113L, bytes, "header\n".length());
    }

    @Test
    void each_message_is_written_as_its_sample() throws IOException {
        assertSample("welcome", MindWire.welcome("c7", 1_764_061_852_113L, 20, 16_384, 64, 20));
        assertSample("subscribed", MindWire.subscribed(GRAPH, EPOCH, 41, "running", true));
        assertSample("unsubscribed", MindWire.unsubscribed(GRAPH));
        assertSample("to", MindWire.to(GRAPH, EPOCH, 50, 77));
        assertSample("gap", MindWire.gap(GRAPH, "2 messages were lost on the way"));
        assertSample("lag", MindWire.lag(1_200, 86, 0, 65_536));
        assertSample("error", MindWire.error(400, "no citizen \"irsi\"; did you mean iris?"));
        assertSample("pong", MindWire.pong(sample("ping").path("t")));
        assertSample(
                "reply",
                MindWire.reply(
                        sample("command").path("id"),
                        new Reply(true, "", 202, sample("reply").path("result"))));
    }

    @Test
    void bodies_of_events_and_snapshots_go_out_as_they_came() throws IOException {
        JsonNode events = sample("events").path("events");
        List<Event> told = new ArrayList<>();
        for (JsonNode one : events) {
            told.add(event(42, one.path("type").asText(), one.path("body").toString()));
        }
        assertSample("events", MindWire.events(GRAPH, EPOCH, 42, 45, told, 0));
        assertSample("recent", MindWire.recent(GRAPH, EPOCH, 40, 41, told.subList(0, 1)));
        JsonNode part = sample("snapshot").path("body");
        byte[] body = part.toString().getBytes(StandardCharsets.UTF_8);
        assertSample("snapshot", MindWire.snapshot(new Snapshot(GRAPH, EPOCH, 41, List.of(new byte[] {'0'}, body)), 1));
    }

    @Test
    void who_is_there_and_how_they_are_is_written_as_the_samples() throws IOException {
        ObjectNode status = (ObjectNode) sample("lifecycle").path("status");
        var iris = new Life(
                GRAPH,
                "iris",
                "N1",
                State.LOADING,
                "",
                Optional.of(34),
                0,
                Optional.empty(),
                EPOCH,
                0,
                1_000,
                Optional.of(status),
                Optional.empty(),
                1);
        var felix = new Life(
                "mind-protocol_felix",
                "felix",
                "N1",
                State.BACKOFF,
                "exited with 1",
                Optional.empty(),
                2,
                Optional.of(1_764_061_854_000L),
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                1);
        assertSample("fleet", MindWire.fleet(false, "", List.of(iris, felix)));
        assertSample("lifecycle", MindWire.lifecycle(iris, 1_120));
    }
}
