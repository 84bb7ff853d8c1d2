package mind.worker.load;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mind.worker.graph.GraphBuilder;
import mind.worker.graph.LinkRow;

/** Reads link rows into a builder. */
final class LinkReader {
    /** Keys of the properties that are read, in the order in which {@link #interpret} takes them. */
    static final List<String> WANTED = List.of(
            "weight",
            "link_strength",
            "log_weight",
            "log_weight_overlays",
            "energy",
            "valence",
            "confidence",
            "ema_trace_seats",
            "ema_formation_quality");

    private final RespReader.WordCache words = new RespReader.WordCache();
    private final Columns columns;
    private final LinkRow row = new LinkRow();
    private final Values values;
    private final GraphBuilder builder;

    /** @param known keys of the graph */
    LinkReader(Values values, GraphBuilder builder, Set<String> known) {
        this.values = values;
        this.builder = builder;
        this.columns = new Columns("r", WANTED, known);
    }

    /** What a query for links returns. */
    String columns() {
        return "id(r), id(a), id(b), type(r)" + columns.cypher();
    }

    void read(RespReader reader) throws IOException {
        reader.array();
        long id = whole(reader);
        long source = whole(reader);
        long target = whole(reader);
        reader.array();
        reader.integer();
        row.reset(id, source, target, reader.word(words));
        columns.read(reader);
        interpret();
        builder.link(row);
    }

    static long whole(RespReader reader) throws IOException {
        reader.array();
        reader.integer();
        return reader.integer();
    }

    private void interpret() {
        row.weight = either(columns.cell(0), columns.cell(1), 0.5);
        row.weight = values.within(row.weight, 0, row.type.equals(GraphBuilder.MEMBER_OF) ? 1 : Float.MAX_VALUE);
        row.logWeight = values.logWeight(columns.cell(2));
        Map<String, Double> overlay = values.numbers(columns.cell(3));
        if (!overlay.isEmpty()) {
            builder.linkOverlay(row.internalId, overlay);
        }
        row.energy = values.within(either(columns.cell(4), columns.cell(5), 0.5), 0, Float.MAX_VALUE);
        row.confidence = values.single(values.number(columns.cell(6), 0.5));
        row.emaSeats = values.seats(columns.cell(7));
        row.emaFormation = values.share(columns.cell(8), 0);
    }

    private double either(Cell first, Cell second, double fallback) {
        double number = values.number(first);
        return Double.isNaN(number) ? values.number(second, fallback) : number;
    }
}
