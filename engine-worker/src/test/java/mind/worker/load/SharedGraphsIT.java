package mind.worker.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mind.protocol.FalkorDb;
import mind.protocol.GraphName;
import mind.worker.dynamics.Engine;
import mind.worker.dynamics.EngineSettings;
import mind.worker.graph.MindGraph;
import mind.worker.store.StoreRun;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every graph file found beside the project loads from a real FalkorDB and comes to what it says. */
class SharedGraphsIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    @TestFactory
    Stream<DynamicTest> every_shared_graph_loads_to_the_unit() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : StoreRun.sharedFiles().toList()) {
            for (JsonlGraph graph : JsonlGraph.read(file)) {
                tests.add(DynamicTest.dynamicTest(file.getFileName() + " " + graph.name(), () -> check(graph)));
            }
        }
        return tests.stream();
    }

    private static void check(JsonlGraph file) throws IOException {
        String name = "mind-protocol_" + file.name().replaceAll("[^a-z0-9]", "-");
        file.store(falkor, name);
        MindGraph graph = new GraphLoader(falkor.address(), 997)
                .load(GraphName.of(name), progress -> {})
                .graph();
        Expectations.check(file, graph);
        Engine engine = new Engine(graph, EngineSettings.with(java.util.Map.of()));
        for (int tick = 0; tick < 3; tick++) {
            engine.step(0.1);
        }
        assertTrue(Double.isFinite(engine.report().totalEnergy), "energy after three ticks");
    }

    /** What a file or a case promises of its graph. */
    static final class Expectations {
        static void check(JsonlGraph file, MindGraph graph) {
            long rows = graph.nodes.count
                    + graph.counts.duplicateNodes()
                    + graph.subentities.count
                    + graph.counts.duplicateSubentities();
            assertEquals(file.nodes.size(), rows, "node rows, kept or folded");
            JsonNode expect = file.header.path("expect");
            expect(expect, "nodes").ifPresent(n -> assertEquals(n.asInt(), graph.nodes.count, "nodes"));
            expect(expect, "links").ifPresent(n -> assertEquals(n.asInt(), graph.linkCount(), "links"));
            expect(expect, "subentities")
                    .ifPresent(n -> assertEquals(n.asInt(), graph.subentities.count, "subentities"));
            expect(expect, "member_pairs")
                    .ifPresent(n -> assertEquals(n.asInt(), graph.memberships.count, "memberships"));
            expect(expect, "distinct_ids").ifPresent(n -> {
                assertEquals(n.asInt(), graph.nodes.count, "distinct ids");
                assertEquals(1, graph.counts.duplicateNodes());
                assertEquals(1, graph.linkCount());
            });
            expect.path("memberships")
                    .properties()
                    .forEach(entry -> assertEquals(
                            entry.getValue().asInt(),
                            graph.memberships.members(graph.subentity(entry.getKey())),
                            "members of " + entry.getKey()));
            expect.path("energy")
                    .properties()
                    .forEach(entry -> assertEquals(
                            entry.getValue().asDouble(),
                            graph.nodes.energy[graph.node(entry.getKey())],
                            "energy of " + entry.getKey()));
            expect.path("confidence")
                    .properties()
                    .forEach(entry -> assertEquals(
                            entry.getValue().isTextual()
                                    ? 0.5
                                    : entry.getValue().asDouble(),
                            graph.nodes.confidence[graph.node(entry.getKey())],
                            1e-6,
                            "confidence of " + entry.getKey()));
        }

        private static Optional<JsonNode> expect(JsonNode expect, String name) {
            return Optional.ofNullable(expect.get(name));
        }
    }
}
