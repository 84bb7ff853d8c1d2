package mind.supervisor.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import mind.protocol.FalkorDb;
import mind.protocol.WireJson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Real exports, where they lie beside the checkout: each is imported, gets an engine, and runs. */
class RealGraphsIT {
    private static MindCli mind;

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        if (mind != null) {
            mind.close();
        }
    }

    @TestFactory
    List<DynamicTest> every_export_that_is_there_runs() throws IOException {
        Path data = FalkorDb.root().resolveSibling("shared").resolve("data");
        List<DynamicTest> tests = new ArrayList<>();
        if (Files.isDirectory(data)) {
            try (var files = Files.newDirectoryStream(data, "*.jsonl.gz")) {
                for (Path file : files) {
                    JsonNode head = head(file);
                    if (head.path("kind").asText().equals("graph")) {
                        tests.add(DynamicTest.dynamicTest(file.getFileName().toString(), () -> runs(file, head)));
                    }
                }
            }
        }
        return tests;
    }

    private static JsonNode head(Path file) throws IOException {
        try (var lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return WireJson.MAPPER.readTree(lines.readLine());
        }
    }

    private static void runs(Path file, JsonNode head) throws IOException, InterruptedException {
        if (mind == null) {
            mind = new MindCli();
            assertAnswer(mind.run("up", "-d", "falkordb", "gateway"));
        }
        String name = head.get("graph").asText().replace('_', '-');
        assertAnswer(mind.run("import", file.toString(), "--as", "mind-protocol_" + name));
        assertAnswer(mind.run("start", name));
        JsonNode service = mind.service(name);
        assertEquals("running", service.get("state").asText());
        int nodes = service.get("nodes").asInt() + service.get("subentities").asInt();
        assertTrue(nodes > 0 && nodes <= head.get("nodes").asInt(), service.toString());
        assertTrue(service.get("links").asInt() <= head.get("links").asInt(), service.toString());
        assertEquals(0, service.get("restarts").asInt());
    }

    private static void assertAnswer(MindCli.Answer answer) {
        assertEquals(0, answer.exitCode(), answer.toString());
    }
}
