package mind.worker.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import mind.protocol.Channels;
import mind.protocol.FalkorDb;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ImportIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    /** Nodes, links and subentities that a load of the real exports comes to. */
    private static final Map<String, List<Integer>> REAL = Map.of(
            "citizen_victor", List.of(360, 472, 8),
            "citizen_atlas", List.of(306, 413, 8),
            "citizen_iris", List.of(261, 345, 8),
            "citizen_luca", List.of(116, 163, 8),
            "citizen_felix", List.of(237, 140, 11));

    @TempDir
    Path folder;

    private static String fixture() {
        return FalkorDb.root()
                .resolve("engine-worker/src/test/resources/store/oddities.jsonl")
                .toString();
    }

    private static JsonNode made(StoreRun run) throws IOException {
        return new JsonMapper().readTree(run.ok().out()).path("graphs").get(0);
    }

    @Test
    void every_oddity_is_kept_repaired_or_reported() throws IOException {
        JsonNode made = made(StoreRun.of(falkor, "import", fixture(), "--as", "mind-protocol_odd", "--json"));

        assertEquals(6, made.path("nodes").asInt());
        assertEquals(2, made.path("subentity_rows").asInt());
        assertEquals(1, made.path("subentities").asInt());
        assertEquals(6, made.path("link_rows").asInt());
        assertEquals(4, made.path("links").asInt(), "two rows of one link, two memberships of one subentity");
        assertEquals(1, made.path("pairs").asInt());
        assertEquals(1, made.path("null_properties").asInt());
        assertEquals(
                "{\"denormal\":1,\"big_integer\":1,\"null_in_list\":1,\"map\":1,\"character\":2}",
                made.path("repaired").toString());
        assertEquals(
                "{\"nodes_of_a_number_used_before\":1,\"dangling_links\":1,\"links_without_type\":1}",
                made.path("dropped").toString());
        assertEquals(
                List.of(List.of("0"), List.of("12"), List.of("{\"a\":{\"b\":1}}"), List.of("ab"), List.of("ab")),
                falkor.rows(
                        "mind-protocol_odd",
                        "MATCH (n {id: 'refused'}) UNWIND [n.tiny, reduce(t = '', h IN n.holes | t + h), n.map, n.nul, n.half] AS v"
                                + " RETURN v"));
        assertEquals(
                List.of(List.of("[]"), List.of("[Weird Label!, with:colon]")),
                falkor.rows(
                        "mind-protocol_odd", "MATCH (n) WHERE n.x = 1 OR n.id = 'q' RETURN labels(n) ORDER BY id(n)"));
    }

    @Test
    void values_keep_their_kinds_through_import_and_export() throws IOException {
        StoreRun.of(falkor, "import", fixture(), "--as", "mind-protocol_kinds").ok();

        String line = StoreRun.export(falkor, "kinds")
                .lines()
                .filter(row -> row.contains("\"id\":\"kinds\""))
                .findFirst()
                .orElseThrow();

        JsonNode properties = new JsonMapper().readTree(line).path("properties");
        assertEquals("3", properties.path("whole").toString());
        assertEquals("3.0", properties.path("float").toString());
        assertEquals("-0.0", properties.path("neg0").toString());
        assertEquals("[1,2.5,\"a\",[3]]", properties.path("list").toString());
        assertEquals("9223372036854775807", properties.path("big").toString());
        assertEquals("{\"$float\":\"NaN\"}", properties.path("nan").toString());
        assertEquals("{\"$float\":\"-Infinity\"}", properties.path("inf").toString());
        assertEquals("{\"$vecf32\":[0.5,-2.0]}", properties.path("vector").toString());
        assertEquals(
                "{\"$point\":{\"latitude\":1.5,\"longitude\":2.0}}",
                properties.path("point").toString());
        assertEquals(
                "{\"$datetime\":\"2024-01-02T03:04:05\"}", properties.path("at").toString());
        assertEquals("{\"$date\":\"2024-01-02\"}", properties.path("day").toString());
        assertEquals("{\"$time\":\"03:04:05\"}", properties.path("hour").toString());
        assertEquals("{\"$duration\":\"PT93600S\"}", properties.path("span").toString());
        assertFalse(properties.has("nothing"));
    }

    @Test
    void values_that_are_not_of_their_kind_become_text_and_are_counted() throws IOException {
        List<String> unfit = List.of(
                "{\"$date\":\"2024-13-45\"}",
                "{\"$date\":\"2023-02-29\"}",
                "{\"$date\":\"-0001-01-01\"}",
                "{\"$date\":\"10000-01-01\"}",
                "{\"$datetime\":\"2024-01-01T25:00:00\"}",
                "{\"$time\":\"25:00:00\"}",
                "{\"$duration\":\"PT99999999999999999999S\"}",
                "{\"$point\":{\"latitude\":100.0,\"longitude\":2.0}}",
                "{\"$point\":{\"latitude\":10.0,\"longitude\":-200.0}}",
                "{\"$vecf32\":[\"1\"]}");
        Path file = Files.writeString(
                folder.resolve("unfit.jsonl"),
                "{\"kind\":\"graph\",\"nodes\":1}\n{\"kind\":\"node\",\"id\":0,\"labels\":[\"A\"],\"properties\":{\"all\":["
                        + String.join(",", unfit) + "],\"day\":" + unfit.get(0)
                        + ",\"v\":{\"$vecf32\":[NaN,5e-324]}}}\n");

        JsonNode made = made(StoreRun.of(falkor, "import", file.toString(), "--as", "mind-protocol_unfit", "--json"));

        assertEquals("{\"denormal\":1,\"map\":11}", made.path("repaired").toString());
        assertEquals(
                unfit,
                falkor.rows("mind-protocol_unfit", "MATCH (n) UNWIND n.all AS v RETURN v").stream()
                        .map(row -> row.get(0))
                        .toList());
        assertTrue(StoreRun.export(falkor, "unfit").contains("{\"$vecf32\":[{\"$float\":\"NaN\"},0.0]}"));
    }

    @Test
    void bytes_that_are_not_utf8_are_refused_by_their_line() throws IOException {
        var bytes = new java.io.ByteArrayOutputStream();
        bytes.writeBytes("{\"kind\":\"graph\"}\n\n{\"kind\":\"node\",\"id\":0,\"properties\":{\"name\":\"caf"
                .getBytes(StandardCharsets.UTF_8));
        bytes.write(0xe9); // é as Latin-1 has it
        bytes.writeBytes("\"}}\n".getBytes(StandardCharsets.UTF_8));
        Path file = Files.write(folder.resolve("latin.jsonl"), bytes.toByteArray());

        StoreRun refused = StoreRun.of(falkor, "import", file.toString(), "--as", "mind-protocol_latin");

        assertEquals(1, refused.exitCode());
        assertEquals(
                List.of(file + " line 3 is not UTF-8: convert the file, or take out what stands there"),
                refused.complaints());
    }

    @Test
    void the_order_of_internal_numbers_is_kept_whatever_the_order_of_lines() {
        StoreRun.of(falkor, "import", fixture(), "--as", "mind-protocol_order").ok();

        assertEquals(
                List.of("s1", "s1", "null", "two labels", "q", "kinds", "refused", "last in number, first in the file"),
                falkor.rows("mind-protocol_order", "MATCH (n) RETURN n.id ORDER BY id(n)").stream()
                        .map(row -> row.get(0))
                        .toList());
        assertEquals(
                List.of(List.of("third"), List.of("sixth")),
                falkor.rows("mind-protocol_order", "MATCH ()-[r:ENABLES]->() RETURN r.note ORDER BY id(r)"));
    }

    @Test
    void a_graph_that_exists_is_overwritten_only_when_asked() {
        String graph = falkor.graph("CREATE (:Precious {id: 'mine'})");

        StoreRun refused = StoreRun.of(falkor, "import", fixture(), "--as", graph);
        assertEquals(1, refused.exitCode());
        assertEquals(List.of("graph " + graph + " exists: add --replace to overwrite it"), refused.complaints());
        assertEquals(List.of(List.of("1")), falkor.rows(graph, "MATCH (n:Precious) RETURN count(n)"));

        StoreRun.of(falkor, "import", fixture(), "--as", graph, "--replace").ok();
        assertEquals(List.of(List.of("0")), falkor.rows(graph, "MATCH (n:Precious) RETURN count(n)"));
    }

    @Test
    void a_graph_that_an_engine_runs_on_is_not_replaced() {
        String graph = falkor.graph("CREATE (:Precious)");
        try (var jedis = falkor.connect()) {
            jedis.set(Channels.lease(graph), "some worker");
            StoreRun refused = StoreRun.of(falkor, "import", fixture(), "--as", graph, "--replace");
            assertEquals(1, refused.exitCode());
            assertTrue(refused.err().contains("an engine runs on graph " + graph), refused.err());
        }
    }

    @Test
    void a_file_that_was_cut_off_makes_no_graph() throws IOException {
        Path whole = folder.resolve("whole.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(whole))) {
            Files.copy(Path.of(fixture()), out);
        }
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = Files.write(folder.resolve("cut.jsonl.gz"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
        Path short1 = Files.write(
                folder.resolve("short.jsonl"),
                Files.readAllLines(Path.of(fixture())).subList(0, 12));
        Path torn = Files.writeString(
                folder.resolve("torn.jsonl"), "{\"kind\":\"graph\",\"graph\":\"x\"}\n{\"kind\":\"node\",\"id\":");

        for (Path file : List.of(cut, short1, torn)) {
            StoreRun refused = StoreRun.of(falkor, "import", file.toString(), "--as", "mind-protocol_cut");
            assertEquals(1, refused.exitCode());
            assertEquals(1, refused.complaints().size(), refused.err());
            assertTrue(refused.complaints().get(0).startsWith(file.toString()), refused.err());
        }
        try (var jedis = falkor.connect()) {
            assertEquals(java.util.Set.of(), jedis.keys("*cut*"));
        }
    }

    @Test
    void a_name_typed_short_is_a_citizens() {
        assertEquals("mind-protocol_iris", Importer.graphName("iris"));
        assertEquals("mind-protocol", Importer.graphName("mind-protocol"));
        assertEquals("ecosystem", Importer.graphName("ecosystem"));
        assertEquals("citizen_iris", Importer.graphName("citizen_iris"));
    }

    @Test
    void without_a_name_the_graph_is_called_as_in_the_file() {
        StoreRun.of(falkor, "import", fixture()).ok();
        assertEquals(List.of(List.of("8")), falkor.rows("oddities", "MATCH (n) RETURN count(n)"));
    }

    @Test
    void what_was_made_is_kept_beside_the_graph() throws IOException {
        StoreRun run = StoreRun.of(falkor, "import", fixture(), "--as", "mind-protocol_beside", "--json")
                .ok();
        try (var jedis = falkor.connect()) {
            JsonNode kept = new JsonMapper().readTree(jedis.get("mind:made:mind-protocol_beside"));
            assertEquals(made(run).path("nodes").asInt(), kept.path("nodes").asInt());
        }
    }

    @TestFactory
    Stream<DynamicTest> real_exports_come_to_their_known_counts() throws IOException {
        return StoreRun.sharedFiles()
                .filter(file -> REAL.containsKey(graphOf(file)))
                .map(file -> dynamicTest(graphOf(file), () -> {
                    JsonNode made = made(StoreRun.of(falkor, "import", file.toString(), "--json"));
                    assertEquals(
                            REAL.get(graphOf(file)),
                            List.of(
                                    made.path("nodes").asInt(),
                                    made.path("links").asInt(),
                                    made.path("subentities").asInt()));
                    assertEquals("{}", made.path("dropped").toString());
                }));
    }

    private static String graphOf(Path file) {
        return file.getFileName().toString().replace(".jsonl.gz", "");
    }

    @TestFactory
    Stream<DynamicTest> odd_cases_come_to_what_they_expect() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : StoreRun.sharedFiles()
                .filter(each -> graphOf(each).equals("odd_cases"))
                .toList()) {
            try (var reader = new BufferedReader(
                    new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    JsonNode header = new JsonMapper().readTree(line);
                    if (header.path("kind").asText().equals("case")) {
                        String name = header.path("case").asText();
                        tests.add(dynamicTest(name, () -> oddCase(file, name, header.path("expect"))));
                    }
                }
            }
        }
        return tests.stream();
    }

    private static void oddCase(Path file, String name, JsonNode expect) throws IOException {
        JsonNode made = made(StoreRun.of(falkor, "import", file.toString(), "--case", name, "--json"));
        Map<String, String> words = Map.of(
                "nodes", "nodes",
                "links", "links",
                "subentities", "subentities",
                "member_pairs", "pairs",
                "distinct_ids", "nodes");
        words.forEach((expected, counted) -> {
            if (expect.has(expected) && !(expected.equals("links") && name.equals("member_of_reversed"))) {
                assertEquals(expect.get(expected).asInt(), made.path(counted).asInt(), expected);
            }
        });
        if (expect.has("dropped")) {
            assertEquals(
                    expect.get("dropped").asInt(),
                    made.path("dropped").path("dangling_links").asInt());
        }
        if (expect.has("rows")) {
            assertEquals(
                    expect.get("rows").asInt(),
                    made.path(name.equals("parallel_links") ? "link_rows" : "node_rows")
                            .asInt());
        }
    }

    @Test
    void a_case_that_is_not_there_is_named_with_the_nearest() throws IOException {
        Path cases = Files.writeString(
                folder.resolve("cases.jsonl"),
                "{\"kind\":\"case\",\"case\":\"one\",\"nodes\":0,\"links\":0}\n"
                        + "{\"kind\":\"case\",\"case\":\"two\",\"nodes\":1,\"links\":0}\n"
                        + "{\"kind\":\"node\",\"case\":\"two\",\"id\":0,\"labels\":[\"A\"],\"properties\":{}}\n");

        StoreRun wrong = StoreRun.of(falkor, "import", cases.toString(), "--case", "tvo");
        assertEquals(4, wrong.exitCode());
        assertTrue(wrong.err().contains("did you mean two?"), wrong.err());
        assertEquals(2, StoreRun.of(falkor, "import", cases.toString()).exitCode());
        StoreRun.of(falkor, "import", cases.toString(), "--case", "two", "--as", "mind-protocol_two")
                .ok();
        assertEquals(List.of(List.of("1")), falkor.rows("mind-protocol_two", "MATCH (n) RETURN count(n)"));
    }
}
