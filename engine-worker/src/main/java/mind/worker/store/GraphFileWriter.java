package mind.worker.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a {@link GraphFile} line by line, to a file that gets its name once it is whole, or to a stream. A name that ends
 * in {@code .gz} is written compressed.
 */
final class GraphFileWriter implements AutoCloseable {
    private final Optional<Path> file;
    private final Path part;
    private final JsonGenerator json;
    private boolean whole;

    private GraphFileWriter(Optional<Path> file, Path part, JsonGenerator json) {
        this.file = file;
        this.part = part;
        this.json = json;
    }

    static GraphFileWriter to(Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16);
        boolean gzip = file.getFileName().toString().endsWith(".gz");
        return new GraphFileWriter(Optional.of(file), part, generator(gzip ? new GZIPOutputStream(out, 1 << 16) : out));
    }

    static GraphFileWriter to(OutputStream stream) throws IOException {
        return new GraphFileWriter(Optional.empty(), null, generator(new BufferedOutputStream(stream, 1 << 16)));
    }

    private static JsonGenerator generator(OutputStream out) throws IOException {
        JsonGenerator json = GraphFile.JSON.createGenerator(out);
        json.setRootValueSeparator(null);
        return json;
    }

    void header(String graph, long nodes, long links, String source) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", "graph");
        json.writeStringField("graph", graph);
        json.writeNumberField("nodes", nodes);
        json.writeNumberField("links", links);
        json.writeStringField("source", source);
        end();
    }

    void node(long id, List<String> labels, Map<String, JsonNode> properties) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", "node");
        json.writeNumberField("id", id);
        json.writeArrayFieldStart("labels");
        for (String label : labels) {
            json.writeString(label);
        }
        json.writeEndArray();
        write(properties);
        end();
    }

    void link(long id, String type, long source, long target, Map<String, JsonNode> properties) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", "link");
        json.writeNumberField("id", id);
        json.writeStringField("type", type);
        json.writeNumberField("source", source);
        json.writeNumberField("target", target);
        write(properties);
        end();
    }

    private void write(Map<String, JsonNode> properties) throws IOException {
        json.writeObjectFieldStart("properties");
        for (Map.Entry<String, JsonNode> property : properties.entrySet()) {
            json.writeFieldName(property.getKey());
            json.writeTree(property.getValue());
        }
        json.writeEndObject();
    }

    private void end() throws IOException {
        json.writeEndObject();
        json.writeRaw('\n');
    }

    /** Says that all lines are written; only then does a file get its name. */
    void finish() {
        whole = true;
    }

    @Override
    public void close() throws IOException {
        json.close();
        if (file.isPresent()) {
            if (whole) {
                Files.move(part, file.get(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.deleteIfExists(part);
            }
        }
    }
}
