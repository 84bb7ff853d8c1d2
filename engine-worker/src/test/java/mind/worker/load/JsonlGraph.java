package mind.worker.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import mind.worker.store.StoreRun;

/** A graph of a JSON Lines file, with what the file promises of it. */
final class JsonlGraph {
    private static final ObjectMapper JSON = new ObjectMapper();

    final JsonNode header;
    final List<JsonNode> nodes = new ArrayList<>();
    final List<JsonNode> links = new ArrayList<>();
    private final Path file;

    private JsonlGraph(Path file, JsonNode header) {
        this.file = file;
        this.header = header;
    }

    /** The graphs of a file: one, or one a case. */
    static List<JsonlGraph> read(Path file) throws IOException {
        List<JsonlGraph> graphs = new ArrayList<>();
        try (var in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode row = JSON.readTree(line);
                switch (row.get("kind").asText()) {
                    case "node" -> graphs.get(graphs.size() - 1).nodes.add(row);
                    case "link" -> graphs.get(graphs.size() - 1).links.add(row);
                    default -> graphs.add(new JsonlGraph(file, row));
                }
            }
        }
        return graphs;
    }

    String name() {
        return isCase() ? header.get("case").asText() : header.get("graph").asText();
    }

    private boolean isCase() {
        return header.has("case");
    }

    /** Stores the graph under {@code name}, as an operator does. */
    void store(FalkorDb falkor, String name) {
        List<String> words = new ArrayList<>(List.of("import", file.toString(), "--as", name));
        if (isCase()) {
            words.addAll(List.of("--case", name()));
        }
        StoreRun.of(falkor, words.toArray(String[]::new)).ok();
    }
}
