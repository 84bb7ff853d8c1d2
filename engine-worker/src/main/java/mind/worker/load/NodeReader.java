package mind.worker.load;

import java.io.IOException;
import java.util.Map;
import mind.worker.graph.GraphBuilder;
import mind.worker.graph.NodeRow;

/** Reads node rows into a builder; rows of subentities are passed over. */
final class NodeReader {
    static final String COLUMNS = "id(n), labels(n), n.id, n.node_id, n.name, n.text, n.description, n.node_type, n.E,"
            + " n.energy, n.theta, n.`Θ`, n.log_weight, n.log_weight_overlays, n.ema_trace_seats, n.ema_wm_presence,"
            + " n.ema_formation_quality, n.confidence, n.scope, n.created_at, n.valid_at, n.invalid_at,"
            + " n.invalidated_at, n.expired_at, n.last_update_timestamp";
    private static final int CELLS = 23;

    private final RespReader.WordCache words = new RespReader.WordCache();
    private final Cell[] cells = new Cell[CELLS];
    private final NodeRow row = new NodeRow();
    private final Values values;
    private final GraphBuilder builder;

    NodeReader(Values values, GraphBuilder builder) {
        this.values = values;
        this.builder = builder;
        for (int i = 0; i < CELLS; i++) {
            cells[i] = new Cell();
        }
    }

    /** Reads one row; answers whether it was an ordinary node. */
    boolean read(RespReader reader) throws IOException {
        reader.array();
        reader.array();
        reader.integer();
        row.reset(reader.integer());
        String label = label(reader);
        if (label == null) {
            for (int i = 0; i < CELLS; i++) {
                reader.skip();
            }
            return false;
        }
        for (Cell cell : cells) {
            cell.read(reader);
        }
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
        String id = values.id(cells[c++]);
        String nodeId = values.id(cells[c++]);
        row.id = id.isEmpty() ? nodeId : id;
        String name = values.text(cells[c++]);
        String text = values.text(cells[c++]);
        row.name = name.isEmpty() ? text : name;
        row.description = values.text(cells[c++]);
        String nodeType = values.text(cells[c++]);
        row.type = !label.isEmpty() ? label : !nodeType.isEmpty() ? nodeType : row.type;
        row.energy = values.energy(cells[c++], cells[c++]);
        row.theta = values.theta(cells[c++], cells[c++]);
        row.logWeight = values.logWeight(cells[c++]);
        Map<String, Double> overlay = values.numbers(cells[c++]);
        if (!overlay.isEmpty()) {
            builder.nodeOverlay(row.internalId, overlay);
        }
        row.emaSeats = values.number(cells[c++], 0);
        row.emaWm = values.number(cells[c++], 0);
        row.emaFormation = values.number(cells[c++], 0);
        row.confidence = values.number(cells[c++], 0.5);
        String scope = values.text(cells[c++]);
        row.scope = scope.isEmpty() ? row.scope : scope;
        long created = values.time(cells[c++]);
        long valid = values.time(cells[c++]);
        row.createdMs = created != mind.worker.graph.Nodes.NEVER ? created : valid;
        values.time(cells[c++]);
        values.time(cells[c++]);
        values.time(cells[c++]);
        row.updatedMs = values.time(cells[c]);
    }
}
