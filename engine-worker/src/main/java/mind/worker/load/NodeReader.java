package mind.worker.load;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mind.worker.graph.GraphBuilder;
import mind.worker.graph.NodeRow;

/** Reads node rows into a builder; rows of subentities are passed over. */
final class NodeReader {
    /** Keys of the properties that are read, in the order in which {@link #interpret} takes them. */
    static final List<String> WANTED = List.of(
            "id",
            "node_id",
            "name",
            "text",
            "description",
            "node_type",
            "E",
            "energy",
            "theta",
            "Θ",
            "log_weight",
            "log_weight_overlays",
            "ema_trace_seats",
            "ema_wm_presence",
            "ema_formation_quality",
            "confidence",
            "scope",
            "created_at",
            "valid_at",
            "invalid_at",
            "invalidated_at",
            "expired_at",
            "last_update_timestamp");

    private final RespReader.WordCache words = new RespReader.WordCache();
    private final Columns columns;
    private final NodeRow row = new NodeRow();
    private final Values values;
    private final GraphBuilder builder;

    /** @param known keys of the graph */
    NodeReader(Values values, GraphBuilder builder, Set<String> known) {
        this.values = values;
        this.builder = builder;
        this.columns = new Columns("n", WANTED, known);
    }

    /** What a query for nodes returns. */
    String columns() {
        return "id(n), labels(n)" + columns.cypher();
    }

    /** Reads one row; answers whether it was an ordinary node. */
    boolean read(RespReader reader) throws IOException {
        reader.array();
        reader.array();
        reader.integer();
        row.reset(reader.integer());
        String label = label(reader);
        if (label == null) {
            columns.skip(reader);
            return false;
        }
        columns.read(reader);
        interpret(label);
        builder.node(row);
        return true;
    }

    /** The first label, empty where there is none; null where any label says subentity. */
    private String label(RespReader reader) throws IOException {
        reader.array();
        reader.integer();
        String first = "";
        boolean subentity = false;
        for (int left = reader.array(); left > 0; left--) {
            reader.array();
            reader.integer();
            String label = reader.word(words);
            first = first.isEmpty() ? label : first;
            subentity |= label.equalsIgnoreCase("subentity");
        }
        return subentity ? null : first;
    }

    private void interpret(String label) {
        int c = 0;
        String id = values.id(columns.cell(c++));
        String nodeId = values.id(columns.cell(c++));
        row.id = id.isEmpty() ? nodeId : id;
        String name = values.text(columns.cell(c++));
        String text = values.text(columns.cell(c++));
        row.name = name.isEmpty() ? text : name;
        row.description = values.text(columns.cell(c++));
        String nodeType = values.text(columns.cell(c++));
        row.type = !label.isEmpty() ? label : !nodeType.isEmpty() ? nodeType : row.type;
        row.energy = values.energy(columns.cell(c++), columns.cell(c++));
        row.theta = values.theta(columns.cell(c++), columns.cell(c++));
        row.logWeight = values.logWeight(columns.cell(c++));
        Map<String, Double> overlay = values.numbers(columns.cell(c++));
        if (!overlay.isEmpty()) {
            builder.nodeOverlay(row.internalId, overlay);
        }
        row.emaSeats = values.seats(columns.cell(c++));
        row.emaWm = values.share(columns.cell(c++), 0);
        row.emaFormation = values.share(columns.cell(c++), 0);
        row.confidence = values.single(values.number(columns.cell(c++), 0.5));
        String scope = values.text(columns.cell(c++));
        row.scope = scope.isEmpty() ? row.scope : scope;
        long created = values.time(columns.cell(c++));
        long valid = values.time(columns.cell(c++));
        row.createdMs = created != mind.worker.graph.Nodes.NEVER ? created : valid;
        values.time(columns.cell(c++));
        values.time(columns.cell(c++));
        values.time(columns.cell(c++));
        row.updatedMs = values.time(columns.cell(c));
    }
}
