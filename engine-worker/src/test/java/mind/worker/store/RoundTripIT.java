package mind.worker.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import mind.protocol.FalkorDb;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RoundTripIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    @TempDir
    Path folder;

    /** Export, import and export again: the second file is the first. */
    private void assertFixedPoint(String graph) throws IOException {
        String exported = StoreRun.export(falkor, graph);
        Path file = Files.writeString(folder.resolve("again.jsonl"), exported);
        StoreRun.of(falkor, "import", file.toString(), "--as", "mind-protocol_again", "--replace")
                .ok();
        assertEquals(exported, StoreRun.export(falkor, "mind-protocol_again"));
    }

    @Test
    void seeded_graphs_of_any_shape_are_a_fixed_point() throws IOException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 5; round++) {
            String words = "seed trip --replace --profile found --seed " + random.nextInt(1_000)
                    + (random.nextBoolean() ? " --dirty" : "") + (random.nextBoolean() ? " --lean" : "")
                    + (random.nextBoolean() ? " --copies 2" : "");
            System.out.println("seeds of round trips: " + seed + ", " + words);
            StoreRun.of(falkor, words.split(" ")).ok();
            assertFixedPoint("mind-protocol_trip");
        }
    }

    @Test
    void numbers_without_a_value_in_vectors_and_points_are_a_fixed_point() throws IOException {
        String graph = falkor.graph("CREATE (:A {v: vecf32([0.0/0.0, 1.0, 1.0/0.0, -1.0/0.0]), none: vecf32([]),"
                + " p: point({latitude: 0.0/0.0, longitude: 2.0})})-[:R {v: vecf32([0.0/0.0])}]->(:B)");
        String exported = StoreRun.export(falkor, graph);
        assertTrue(
                exported.contains(
                        "{\"$vecf32\":[{\"$float\":\"NaN\"},1.0,{\"$float\":\"Infinity\"},{\"$float\":\"-Infinity\"}]}"),
                exported);
        assertFixedPoint(graph);
    }

    @Test
    void lists_of_values_that_only_a_query_stores_are_a_fixed_point() throws IOException {
        String graph = falkor.graph("CREATE (:A {id: 'x', list: [date('2024-01-01'), 1, 2.5, \"it's\", true,"
                + " point({latitude: 1.0, longitude: 2.0}), localdatetime('2024-01-02T03:04:05'),"
                + " [localtime('03:04:05'), [duration('PT5S')]], vecf32([0.5]), 0.0/0.0]})"
                + "-[:R {days: [date('2024-01-01'), date('2024-01-02')]}]->(:B)");
        String exported = StoreRun.export(falkor, graph);
        Path file = Files.writeString(folder.resolve("lists.jsonl"), exported);
        String out = StoreRun.of(falkor, "import", file.toString(), "--as", "mind-protocol_lists", "--json")
                .ok()
                .out();
        assertTrue(out.contains("\"repaired\":{}"), out);
        assertEquals(
                List.of(List.of("Date", "Point")),
                falkor.rows("mind-protocol_lists", "MATCH (n:A) RETURN typeOf(n.list[0]), typeOf(n.list[5])"));
        assertFixedPoint(graph);
    }

    @Test
    void every_kind_of_value_is_a_fixed_point() throws IOException {
        Path oddities = FalkorDb.root().resolve("engine-worker/src/test/resources/store/oddities.jsonl");
        StoreRun.of(falkor, "import", oddities.toString(), "--as", "mind-protocol_values")
                .ok();
        // values that only a query stores move behind the others once; from then on nothing moves
        assertFixedPoint("mind-protocol_values");
    }

    @TestFactory
    Stream<DynamicTest> shared_graphs_are_a_fixed_point() throws IOException {
        return StoreRun.sharedFiles()
                .filter(file -> !file.toString().contains("odd_cases"))
                .map(file -> dynamicTest(file.getFileName().toString(), () -> {
                    StoreRun.of(falkor, "import", file.toString(), "--as", "mind-protocol_shared", "--replace")
                            .ok();
                    assertFixedPoint("mind-protocol_shared");
                }));
    }

    @Test
    void a_graph_with_holes_in_its_numbers_keeps_their_order() throws IOException {
        String graph = falkor.graph("UNWIND range(0, 99) AS i CREATE (:A {id: 'n' + toString(i)})-[:R {i: i}]->(:B)");
        falkor.query(graph, "MATCH (a:A) WHERE id(a) % 3 = 0 DELETE a");

        Path file = folder.resolve("holes.jsonl.gz");
        StoreRun.of(falkor, "export", graph, "--to", file.toString()).ok();
        StoreRun.of(falkor, "import", file.toString(), "--as", "mind-protocol_holes")
                .ok();

        String order = "MATCH (a) RETURN a.id ORDER BY id(a)";
        assertEquals(falkor.rows(graph, order), falkor.rows("mind-protocol_holes", order));
        assertFixedPoint("mind-protocol_holes");
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(
                    Long.parseLong(falkor.rows(graph, "MATCH (n) RETURN count(n)")
                            .get(0)
                            .get(0)),
                    text.lines()
                            .filter(line -> line.contains("\"kind\":\"node\""))
                            .count());
        }
    }

    @Test
    void an_export_answers_to_short_full_and_old_names() {
        falkor.query("citizen_elder", "CREATE (:Concept {id: 'x'})");
        assertEquals(0, StoreRun.of(falkor, "export", "elder").exitCode());
        assertEquals(0, StoreRun.of(falkor, "export", "citizen_elder").exitCode());
        StoreRun missing = StoreRun.of(falkor, "export", "eldr");
        assertEquals(4, missing.exitCode());
    }
}
