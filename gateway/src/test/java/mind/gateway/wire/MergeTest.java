package mind.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import mind.gateway.feed.Event;
import mind.protocol.WireJson;
import org.junit.jupiter.api.Test;

class MergeTest {
    private static Event event(long seq, String type, String body) {
        return new Event(1, seq, type, seq, seq, body.getBytes(StandardCharsets.UTF_8), 0);
    }

    private static JsonNode body(Event event) {
        try {
            return WireJson.MAPPER.readTree(event.message(), event.bodyAt(), event.bodyBytes());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What a client knows after these events: values by index, sums by index, counts, and the rest in order. */
    private static Map<String, Object> known(List<Event> events) {
        Map<String, Object> known = new TreeMap<>();
        List<String> rest = new ArrayList<>();
        for (Event event : events) {
            JsonNode body = body(event);
            switch (event.type()) {
                case "delta" -> each(body, "i", i -> known.put("delta " + i[0], i[1]), "e");
                case "subs" -> {
                    each(body, "i", i -> known.put("sub e " + i[0], i[1]), "e");
                    each(body, "i", i -> known.put("sub a " + i[0], i[1]), "a");
                }
                case "flows" -> each(body, "l", i -> known.merge("flow " + i[0], i[1], MergeTest::plus), "f");
                case "flips" -> {
                    each(body, "i", i -> known.put("flip e " + i[0], i[1]), "e");
                    each(body, "i", i -> known.merge("flip d " + i[0], i[1], MergeTest::plus), "d");
                    known.merge("flips", body.path("n").asDouble(), MergeTest::plus);
                }
                case "frame", "wm" -> known.put(event.type(), body.toString());
                default -> rest.add(event.type() + body);
            }
        }
        known.put("rest", rest);
        return known;
    }

    private static Object plus(Object a, Object b) {
        return (Double) a + (Double) b;
    }

    private interface Row {
        void take(double[] keyAndValue);
    }

    private static void each(JsonNode body, String key, Row row, String column) {
        for (int i = 0; i < body.path(key).size(); i++) {
            row.take(new double[] {
                body.path(key).get(i).asDouble(), body.path(column).get(i).asDouble()
            });
        }
    }

    @Test
    void a_client_knows_the_same_after_the_folded_events_as_after_all() {
        long seed = System.nanoTime();
        System.out.println("MergeTest seed " + seed);
        var random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<Event> events = new ArrayList<>();
            int count = 1 + random.nextInt(60);
            for (int seq = 1; seq <= count; seq++) {
                events.add(random(random, seq));
            }
            Merge.Result result = Merge.fold(events);
            assertEquals(known(events), known(result.events()));
            assertEquals(events.size(), result.events().size() + result.merged());
            assertEquals(result.events(), Merge.fold(result.events()).events(), "folding twice changes nothing");
        }
    }

    private static Event random(Random random, int seq) {
        ObjectNode body = WireJson.MAPPER.createObjectNode();
        String type = new String[] {
                    "delta", "subs", "flows", "flips", "frame", "wm", "stimulus", "emergence.gap.detected"
                }
                [random.nextInt(8)];
        switch (type) {
            case "delta" -> columns(random, body, "i", "e");
            case "subs" -> columns(random, body, "i", "e", "t", "a");
            case "flows" -> columns(random, body, "l", "f");
            case "flips" -> columns(random, body, "i", "e", "d").put("n", random.nextInt(200));
            default -> body.put("tick", random.nextInt());
        }
        return event(seq, type, body.toString());
    }

    private static ObjectNode columns(Random random, ObjectNode body, String... names) {
        int rows = random.nextInt(6);
        for (String name : names) {
            body.putArray(name);
        }
        for (int row = 0; row < rows; row++) {
            body.withArray(names[0]).add(row * 7 + random.nextInt(7));
            for (int column = 1; column < names.length; column++) {
                body.withArray(names[column]).add(random.nextInt(4_000) / 8.0); // sums of eighths are exact
            }
        }
        return body;
    }

    @Test
    void a_body_that_cannot_be_read_goes_out_as_it_came() {
        Event good = event(1, "delta", "{\"i\":[1],\"e\":[2]}");
        Event bad = event(2, "delta", "{\"i\":[1,2],\"e\":[2]}");
        Merge.Result result = Merge.fold(List.of(good, bad));
        assertSame(good, result.events().get(0));
        assertSame(bad, result.events().get(1));
        assertEquals(0, result.merged());
    }
}
