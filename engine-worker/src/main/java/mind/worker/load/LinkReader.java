package mind.worker.load;

import java.io.IOException;
import java.util.Map;
import mind.worker.graph.GraphBuilder;
import mind.worker.graph.LinkRow;

/** Reads link rows into a builder. */
final class LinkReader {
    static final String COLUMNS = "id(r), id(a), id(b), type(r), r.weight, r.link_strength, r.log_weight,"
            + " r.log_weight_overlays, r.energy, r.valence, r.confidence, r.ema_trace_seats, r.ema_formation_quality";
    private static final int CELLS = 9;

    private final RespReader.WordCache words = new RespReader.WordCache();
    private final Cell[] cells = new Cell[CELLS];
    private final LinkRow row = new LinkRow();
    private final Values values;
    private final GraphBuilder builder;

    LinkReader(Values values, GraphBuilder builder) {
        this.values = values;
        this.builder = builder;
        for (int i = 0; i < CELLS; i++) {
            cells[i] = new Cell();
        }
    }

    void read(RespReader reader) throws IOException {
        reader.array();
        long id = whole(reader);
        long source = whole(reader);
        long target = whole(reader);
        reader.array();
        reader.integer();
        row.reset(id, source, target, reader.word(words));
        for (Cell cell : cells) {
            cell.read(reader);
        }
        interpret();
        builder.link(row);
    }

    static long whole(RespReader reader) throws IOException {
        reader.array();
        reader.integer();
        return reader.integer();
    }

    private void interpret() {
        row.weight = either(cells[0], cells[1], 0.5);
        row.weight = values.within(row.weight, 0, row.type.equals(GraphBuilder.MEMBER_OF) ? 1 : Double.MAX_VALUE);
        row.logWeight = values.logWeight(cells[2]);
        Map<String, Double> overlay = values.numbers(cells[3]);
        if (!overlay.isEmpty()) {
            builder.linkOverlay(row.internalId, overlay);
        }
        row.energy = values.within(either(cells[4], cells[5], 0.5), 0, Double.MAX_VALUE);
        row.confidence = values.number(cells[6], 0.5);
        row.emaSeats = values.number(cells[7], 0);
        row.emaFormation = values.number(cells[8], 0);
    }

    private double either(Cell first, Cell second, double fallback) {
        double number = values.number(first);
        return Double.isNaN(number) ? values.number(second, fallback) : number;
    }
}
