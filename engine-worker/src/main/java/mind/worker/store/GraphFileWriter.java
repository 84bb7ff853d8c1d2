package mind.worker.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** Writes a {@link GraphFile} line by line. */
final class GraphFileWriter implements AutoCloseable {
    private final OutputStream out;
    private final JsonGenerator json;

    /** @param out closed with this writer */
    GraphFileWriter(OutputStream out) throws IOException {
        this.out = out;
        json = GraphFile.JSON.createGenerator(out);
        json.setRootValueSeparator(null);
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

    @Override
    public void close() throws IOException {
        try (out) { // a generator whose last bytes cannot be written leaves it open
            json.close();
        }
    }
}
