package mind.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import mind.gateway.feed.Snapshot;
import mind.protocol.WireJson;
import org.junit.jupiter.api.Test;

/** A graph in chunks: all of it, each thing once, in an order a page can take, in pieces that are not too large. */
class OriginalGraphTest {
    private static final int MOST_NODES = 512;
    private static final int MOST_BYTES = 512 << 10;
    private static final String[] LETTERS = {"a", "\"", "\\", "\n", "\u0001", "é", "水", "🌊"};

    /** What a graph is made of. */
    private static final class Maker {
        private final Random random;
        private final String graph;
        private final List<String> ends = new ArrayList<>();
        private final Set<String> links = new HashSet<>();
        private final ObjectNode part = WireJson.MAPPER.createObjectNode();
        private final int nodes;
        private final int subentities;

        Maker(Random random, int nodes, int subentities, int longestText) {
            this.random = random;
            this.graph = "g" + text(longestText);
            this.nodes = nodes;
            this.subentities = subentities;
            part.putArray("node_types").add("Concept" + text(longestText));
            part.putArray("link_types").add("ENABLES" + text(longestText));
            ObjectNode columns = columns("nodes", "id", "name", "type", "e", "t", "w");
            for (int node = 0; node < nodes; node++) {
                ends.add("n" + node + text(longestText));
                columns.withArray("id").add(ends.get(node));
                columns.withArray("name").add(text(longestText));
                columns.withArray("type").add(0);
                columns.withArray("e").add(-random.nextDouble() * 1e-300);
                columns.withArray("t").add(-random.nextDouble() * 1e-300);
                columns.withArray("w").add(random.nextGaussian());
            }
            ObjectNode subs = columns("subs", "id", "name", "e", "t", "quality", "stability");
            for (int sub = 0; sub < subentities; sub++) {
                ends.add("se" + sub + text(longestText));
                subs.withArray("id").add(ends.get(nodes + sub));
                subs.withArray("name").add(text(longestText));
                subs.withArray("e").add(-random.nextDouble() * 1e-300);
                subs.withArray("t").add(-random.nextDouble() * 1e-300);
                subs.withArray("quality").add(-random.nextDouble() * 1e-300);
                subs.withArray("stability").add(text(longestText));
            }
            columns("members", "sub", "node", "w");
            columns("links", "src", "dst", "type", "w");
        }

        private ObjectNode columns(String kind, String... names) {
            ObjectNode columns = part.putObject(kind).put("from", 0);
            for (String name : names) {
                columns.putArray(name);
            }
            return columns;
        }

        private String text(int longest) {
            var text = new StringBuilder();
            for (int length = random.nextInt(longest + 1); length > 0; length--) {
                text.append(LETTERS[random.nextInt(LETTERS.length)]);
            }
            return text.toString();
        }

        Maker link(int source, int target) {
            if (links.add(source + " " + target)) {
                ObjectNode columns = (ObjectNode) part.path("links");
                columns.withArray("src").add(source);
                columns.withArray("dst").add(target);
                columns.withArray("type").add(0);
                columns.withArray("w").add(random.nextGaussian());
            }
            return this;
        }

        Maker member(int sub, int node) {
            if (links.add("member " + sub + " " + node)) {
                ObjectNode columns = (ObjectNode) part.path("members");
                columns.withArray("sub").add(sub);
                columns.withArray("node").add(node);
                columns.withArray("w").add(-random.nextDouble() * 1e-300);
            }
            return this;
        }

        /** Checks the chunks of what was made. @return how many there are */
        int check(int mostBytes) throws IOException {
            byte[] bytes = part.toString().getBytes(StandardCharsets.UTF_8);
            var written = new OriginalGraph(GraphPicture.read(new Snapshot(graph, 1, 1, List.of(bytes))));
            Set<String> nodesSeen = new HashSet<>();
            Set<String> linksSeen = new HashSet<>();
            Set<String> subsSeen = new HashSet<>();
            for (int number = 0; number < written.chunks(); number++) {
                ByteBuffer chunk = written.chunk(number);
                assertTrue(chunk.remaining() <= mostBytes, "chunk " + number + " has " + chunk.remaining() + " bytes");
                byte[] text = new byte[chunk.remaining()];
                chunk.duplicate().get(text);
                JsonNode payload = WireJson.MAPPER.readTree(text).path("payload");
                assertEquals(number == written.chunks() - 1, payload.path("eof").asBoolean());
                assertTrue(payload.path("nodes").size() <= MOST_NODES);
                for (JsonNode node : payload.path("nodes")) {
                    assertTrue(nodesSeen.add(node.path("id").asText()), "a node twice");
                }
                for (JsonNode link : payload.path("links")) {
                    assertTrue(linksSeen.add(link.path("id").asText()), "a link twice");
                    for (String end : List.of("source", "target")) {
                        String id = link.path(end).asText();
                        assertTrue(nodesSeen.contains(id) || id.startsWith("se"), "a link before its " + end);
                    }
                }
                for (JsonNode sub : payload.path("subentities")) {
                    assertTrue(subsSeen.add(sub.path("id").asText()), "a subentity twice");
                }
            }
            assertEquals(nodes, nodesSeen.size());
            assertEquals(links.size(), linksSeen.size());
            assertEquals(subentities, subsSeen.size());
            return written.chunks();
        }
    }

    @Test
    void every_thing_is_told_once_in_chunks_of_a_bounded_length_whatever_the_graph_is_like() throws IOException {
        long seed = System.nanoTime();
        System.out.println("OriginalGraphTest seed " + seed);
        var random = new Random(seed);
        for (int round = 0; round < 12; round++) {
            int nodes = 1 + random.nextInt(1_500);
            int subentities = random.nextInt(20);
            var maker = new Maker(random, nodes, subentities, round % 3 * 30);
            for (int link = random.nextInt(5_000); link > 0; link--) {
                maker.link(random.nextInt(nodes + subentities), random.nextInt(nodes));
                if (subentities > 0) {
                    maker.member(random.nextInt(subentities), random.nextInt(nodes));
                    maker.link(random.nextInt(nodes), nodes + random.nextInt(subentities));
                }
            }
            maker.check(MOST_BYTES);
        }
    }

    @Test
    void a_node_that_all_others_link_to_has_its_links_in_several_chunks() throws IOException {
        var maker = new Maker(new Random(1), 6_000, 0, 0);
        for (int node = 0; node < 5_999; node++) {
            maker.link(node, 5_999);
        }
        assertTrue(maker.check(MOST_BYTES) > 12 + 1);
    }

    @Test
    void a_graph_without_nodes_is_one_chunk() throws IOException {
        assertEquals(1, new Maker(new Random(1), 0, 0, 0).check(MOST_BYTES));
        assertEquals(1, new Maker(new Random(1), 0, 3, 0).link(0, 1).check(MOST_BYTES));
    }

    @Test
    void a_subentity_with_more_members_than_fit_is_whole_and_alone() throws IOException {
        var maker = new Maker(new Random(1), 60_000, 2, 0);
        for (int node = 0; node < 60_000; node++) {
            maker.member(0, node);
        }
        maker.member(1, 0);
        maker.check(2 * MOST_BYTES);
    }
}
