package mind.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import mind.gateway.feed.Snapshot;
import mind.protocol.WireJson;
import org.junit.jupiter.api.Test;

class GraphDifferenceTest {
    /** A page's own copy: node names by id, links, and subentity names, changed by deltas as the page's hook does. */
    private static final class Page {
        private final Map<String, String> nodes = new TreeMap<>();
        private final TreeSet<String> links = new TreeSet<>();
        private final Map<String, String> subentities = new TreeMap<>();

        static Page of(GraphPicture picture) throws IOException {
            var page = new Page();
            var graph = new OriginalGraph(picture);
            for (int chunk = 0; chunk < graph.chunks(); chunk++) {
                ByteBuffer bytes = graph.chunk(chunk);
                byte[] text = new byte[bytes.remaining()];
                bytes.duplicate().get(text);
                JsonNode payload = WireJson.MAPPER.readTree(text).path("payload");
                payload.path("nodes")
                        .forEach(node -> page.nodes.put(
                                node.path("id").asText(),
                                node.path("name").asText() + "/"
                                        + node.path("type").asText()));
                payload.path("links")
                        .forEach(link -> page.links.add(link.path("id").asText()));
                payload.path("subentities")
                        .forEach(sub -> page.subentities.put(
                                sub.path("id").asText(), sub.path("name").asText()));
            }
            return page;
        }

        void take(GraphDelta delta) {
            ObjectNode payload = delta.payload();
            switch (delta.type()) {
                case "graph.delta.node.upsert" ->
                    nodes.put(
                            payload.path("node_id").asText(),
                            payload.path("properties").path("name").asText() + "/"
                                    + payload.path("node_type").asText());
                case "graph.delta.node.delete" ->
                    nodes.remove(payload.path("node_id").asText());
                case "graph.delta.link.upsert" -> links.add(payload.path("id").asText());
                case "graph.delta.link.delete" ->
                    links.remove(payload.path("id").asText());
                case "graph.delta.subentity.upsert" ->
                    subentities.put(
                            payload.path("subentity").path("id").asText(),
                            payload.path("subentity").path("name").asText());
                case "graph.delta.subentity.delete" ->
                    subentities.remove(payload.path("subentity_id").asText());
                default -> throw new AssertionError(delta.type());
            }
        }

        @Override
        public String toString() {
            return nodes + "\n" + links + "\n" + subentities;
        }
    }

    private static GraphPicture picture(Random random) throws IOException {
        ObjectNode part = WireJson.MAPPER.createObjectNode();
        part.putArray("node_types").add("Concept").add("Memory");
        part.putArray("link_types").add("ENABLES").add("BLOCKS");
        ObjectNode subs = columns(part, "subs", "id", "name", "e", "t", "quality", "stability");
        ObjectNode nodes = columns(part, "nodes", "id", "name", "type", "e", "t", "w");
        ObjectNode members = columns(part, "members", "sub", "node", "w");
        ObjectNode links = columns(part, "links", "src", "dst", "type", "w");
        int nodeCount = 0;
        for (int id = 0; id < 700; id++) {
            if (random.nextInt(4) > 0) {
                nodeCount++;
                nodes.withArray("id").add("n" + id);
                nodes.withArray("name").add("Name " + random.nextInt(30) / 29);
                nodes.withArray("type").add(random.nextInt(20) / 19);
                nodes.withArray("e").add(random.nextDouble());
                nodes.withArray("t").add(0.5);
                nodes.withArray("w").add(0);
            }
        }
        int subCount = 1 + random.nextInt(4);
        for (int sub = 0; sub < subCount; sub++) {
            subs.withArray("id").add("se" + random.nextInt(2) + sub);
            subs.withArray("name").add("Sub" + random.nextInt(2));
            subs.withArray("e").add(1);
            subs.withArray("t").add(1);
            subs.withArray("quality").add(0.5);
            subs.withArray("stability").add("mature");
        }
        for (int i = 0; i < 300; i++) {
            members.withArray("sub").add(random.nextInt(subCount));
            members.withArray("node").add(i);
            members.withArray("w").add(0.5);
            links.withArray("src").add(random.nextInt(nodeCount + subCount));
            links.withArray("dst").add(i);
            links.withArray("type").add(i % 2);
            links.withArray("w").add(0);
        }
        byte[] bytes = part.toString().getBytes(StandardCharsets.UTF_8);
        return GraphPicture.read(new Snapshot("g", random.nextInt(), 1, List.of(bytes)));
    }

    private static ObjectNode columns(ObjectNode part, String kind, String... names) {
        ObjectNode columns = part.putObject(kind).put("from", 0);
        for (String name : names) {
            columns.putArray(name);
        }
        return columns;
    }

    private static List<GraphDelta> difference(GraphPicture before, Map<String, GraphDelta> told, GraphPicture after) {
        return GraphDifference.between(before, told, after, Integer.MAX_VALUE).orElseThrow();
    }

    @Test
    void the_deltas_bring_a_page_from_any_picture_and_what_was_told_since_to_any_other() throws IOException {
        long seed = System.nanoTime();
        System.out.println("GraphDifferenceTest seed " + seed);
        var random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            GraphPicture before = picture(random);
            GraphPicture between = picture(random);
            GraphPicture after = picture(random);
            Page page = Page.of(before);
            Map<String, GraphDelta> told = new HashMap<>();
            List<GraphDelta> some = new ArrayList<>(difference(before, Map.of(), between));
            for (GraphDelta delta : some.subList(0, random.nextInt(some.size()))) {
                page.take(delta);
                told.put(delta.key(), delta);
            }
            difference(before, told, after).forEach(page::take);
            assertEquals(Page.of(after).toString(), page.toString());
        }
    }

    @Test
    void nothing_differs_between_a_picture_and_itself() throws IOException {
        var random = new Random(7);
        GraphPicture picture = picture(random);
        assertEquals(List.of(), difference(picture, Map.of(), picture));
    }

    @Test
    void a_difference_is_told_up_to_the_most_deltas_and_not_by_one_more() throws IOException {
        var random = new Random(8);
        GraphPicture before = picture(random);
        GraphPicture after = picture(random);
        List<GraphDelta> whole = difference(before, Map.of(), after);
        assertEquals(
                whole,
                GraphDifference.between(before, Map.of(), after, whole.size()).orElseThrow());
        assertEquals(Optional.empty(), GraphDifference.between(before, Map.of(), after, whole.size() - 1));
        assertEquals(Optional.empty(), GraphDifference.between(before, Map.of(), after, 0));
    }

    @Test
    void the_memory_a_picture_is_said_to_take_is_within_what_was_expected_of_it() throws IOException {
        GraphPicture picture = picture(new Random(9));
        long things = picture.nodes() + picture.links() + picture.memberships();
        assertTrue(picture.bytes() > 20 * things, "texts and numbers count: " + picture.bytes());
        assertTrue(picture.bytes()
                <= GraphPicture.expectedBytes(picture.nodes(), picture.links() + picture.memberships(), 700 * 20));
    }
}
