package mind.worker.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.StreamSupport;
import mind.protocol.GraphName;
import mind.protocol.WireJson;
import mind.worker.dynamics.Engine;
import mind.worker.dynamics.EngineSettings;
import mind.worker.graph.GraphBuilder;
import mind.worker.graph.LinkRow;
import mind.worker.graph.MindGraph;
import mind.worker.graph.NodeRow;
import mind.worker.graph.SubentityRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotPlanTest {
    private static final int ROWS = 900;

    /** A graph whose ids and names are made of {@code letters}, and whose energies are about {@code energy}. */
    private static MindGraph graph(String letters, int length, double energy) {
        var random = new Random(3);
        var builder = new GraphBuilder();
        for (int i = 0; i < ROWS; i++) {
            var node = new NodeRow();
            node.reset(i);
            node.id = i + text(random, letters, length / 4);
            node.name = text(random, letters, length);
            node.energy = energy * (1 + random.nextDouble());
            node.theta = energy * (1 + random.nextDouble());
            node.logWeight = -random.nextDouble() * 1e-4;
            builder.node(node);
            var subentity = new SubentityRow();
            subentity.internalIds = List.of((long) ROWS + i);
            subentity.label = "SubEntity";
            subentity.id = i + text(random, letters, length / 4);
            subentity.name = text(random, letters, length);
            subentity.color = text(random, letters, 7);
            subentity.quality = energy * (1 + random.nextDouble());
            builder.subentity(subentity);
            var link = new LinkRow();
            builder.link(link.reset(i, random.nextInt(i + 1), i, "ENABLES"));
        }
        return builder.build();
    }

    private static String text(Random random, String letters, int length) {
        int[] points = letters.codePoints().toArray();
        var text = new StringBuilder();
        for (int k = 0; k < length; k++) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    private static SnapshotParts parts(MindGraph graph) {
        var engine = new Engine(graph, EngineSettings.with(Map.of()));
        return new SnapshotParts(
                new SnapshotCopy(engine), new SnapshotPlan(graph), GraphName.of("iris"), "mind-protocol_iris", 100);
    }

    /** Checks that no part is too long and that all rows come, and answers the names of the nodes. */
    private static List<String> namesInBoundedParts(MindGraph graph) throws IOException {
        SnapshotParts parts = parts(graph);
        List<String> names = new java.util.ArrayList<>();
        for (int part = 1; part < parts.count(); part++) {
            byte[] body = parts.part("s1", part);
            assertTrue(body.length <= SnapshotPlan.MAX_BYTES, "part " + part + " has " + body.length + " bytes");
            JsonNode brought = WireJson.MAPPER.readTree(body).path("nodes").path("name");
            StreamSupport.stream(brought.spliterator(), false)
                    .map(JsonNode::textValue)
                    .forEach(names::add);
        }
        assertEquals(graph.nodes.count, names.size());
        return names;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "az",
                "\"\\/",
                "\u0000\u0001\u001f\n\t",
                "\u007f\u0080\u07ff",
                "\u0800\u2028\uffff",
                "\ud83d\ude00\ud83e\udde0",
                "a\"\u0001\u00e9\u20ac\ud83d\ude00"
            })
    void no_part_is_too_long_whatever_names_are_written_in(String letters) throws IOException {
        namesInBoundedParts(graph(letters, 400, 1));
    }

    @Test
    void no_part_is_too_long_however_long_the_ids_that_graphs_may_have() throws IOException {
        for (String letters : new String[] {"a", "\u0001", "\ud83d\ude00"}) {
            int letter = letters.length();
            var builder = new GraphBuilder();
            for (int i = 0; i < 40; i++) {
                var node = new NodeRow();
                node.reset(i);
                node.id = i + letters.repeat((16_384 - 2) / letter);
                node.name = node.id;
                builder.node(node);
            }
            namesInBoundedParts(builder.build());
        }
    }

    @Test
    void the_first_part_is_not_too_long_however_many_types_there_are() throws IOException {
        var builder = new GraphBuilder();
        var node = new NodeRow();
        for (int i = 0; i < 40_000; i++) {
            node.reset(i);
            node.id = "n" + i;
            node.name = "";
            node.type = i == 5 ? "long".repeat(1_000) : "Type" + i;
            builder.node(node);
            builder.link(new LinkRow().reset(i, i / 2, i, "LEADS_TO_" + i));
        }
        SnapshotParts parts = parts(builder.build());
        byte[] first = parts.part("s1", 0);
        assertTrue(first.length <= SnapshotPlan.MAX_BYTES, "it has " + first.length + " bytes");
        JsonNode head = WireJson.MAPPER.readTree(first);
        JsonNode types = head.path("node_types");
        assertEquals("Type7", types.path(7).textValue());
        assertEquals("…", types.path(types.size() - 1).textValue());
        assertEquals(
                "…",
                head.path("link_types").path(head.path("link_types").size() - 1).textValue());
        for (int part = 1; part < parts.count(); part++) {
            JsonNode rows = WireJson.MAPPER.readTree(parts.part("s1", part));
            for (JsonNode type : rows.path("nodes").path("type")) {
                assertTrue(type.intValue() < types.size());
            }
            for (JsonNode type : rows.path("links").path("type")) {
                assertTrue(type.intValue() < head.path("link_types").size());
            }
        }
    }

    @Test
    void half_a_character_counts_as_it_is_written() throws IOException {
        namesInBoundedParts(graph("\ud83d", 400, 1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-18, 1e-4, 1e3, 1e14, 1e26, 1e37, 8e307})
    void no_part_is_too_long_however_large_the_energies(double energy) throws IOException {
        var builder = new GraphBuilder();
        var node = new NodeRow();
        for (int i = 0; i < 8_000; i++) {
            node.reset(i);
            node.id = "" + i % 10 + (char) ('a' + i % 26) + i;
            node.name = "";
            node.energy = energy * (1 + i / 8_000.0);
            node.theta = node.energy;
            node.logWeight = -1.234e-5;
            builder.node(node);
        }
        namesInBoundedParts(builder.build());
    }

    @Test
    void a_name_is_not_cut_within_a_character() throws IOException {
        for (String name : namesInBoundedParts(graph("\ud83d\ude00", 600, 1))) {
            assertTrue(name.endsWith("…"), name);
            assertFalse(Character.isHighSurrogate(name.charAt(name.length() - 2)), "half a character is left");
        }
        String odd = "a" + "\ud83d\ude00".repeat(600);
        assertEquals("a" + "\ud83d\ude00".repeat(499) + "…", SnapshotPlan.shown(odd));
    }
}
