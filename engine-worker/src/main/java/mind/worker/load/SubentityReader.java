package mind.worker.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mind.worker.graph.GraphBuilder;
import mind.worker.graph.Nodes;
import mind.worker.graph.Subentities;
import mind.worker.graph.SubentityRow;
import mind.worker.graph.Tally;

/**
 * Reads subentity rows of every spelling of the label, folds those of one id into one (the row with most values, its
 * gaps filled from the others in the order of internal ids), and hands them to a builder.
 */
final class SubentityReader {
    static final String COLUMNS = "id(e), e.id, e.name, e.node_id, e.role_or_topic, e.entity_kind, e.kind,"
            + " e.description, e.color, e.log_weight, e.ema_active, e.coherence_ema, e.ema_wm_presence,"
            + " e.ema_trace_seats, e.ema_formation_quality, e.stability_state, e.quality_score,"
            + " e.frames_since_creation, e.high_quality_streak, e.low_quality_streak, e.arousal_ema, e.valence_ema,"
            + " e.tool_usage_counts, e.outcome_distribution, e.scope, e.created_at, e.valid_at, e.origin";
    private static final int CELLS = 27;

    /** One row as it is stored, with the label it was found under. */
    private record Stored(long internalId, String label, Cell[] cells) {
        int present() {
            int present = 0;
            for (Cell cell : cells) {
                present += cell.absent() ? 0 : 1;
            }
            return present;
        }
    }

    private final Map<Long, Stored> rows = new LinkedHashMap<>();
    private final Values values;

    SubentityReader(Values values) {
        this.values = values;
    }

    void read(RespReader reader, String label) throws IOException {
        reader.array();
        reader.array();
        reader.integer();
        long internalId = reader.integer();
        Cell[] cells = new Cell[CELLS];
        for (int i = 0; i < CELLS; i++) {
            cells[i] = new Cell();
            cells[i].read(reader);
        }
        rows.putIfAbsent(internalId, new Stored(internalId, label, cells));
    }

    /** Distinct rows read, before folding. */
    int count() {
        return rows.size();
    }

    /** Folds what was read and hands it over. */
    void build(GraphBuilder builder) {
        Map<String, List<Stored>> byId = new LinkedHashMap<>();
        rows.values().stream()
                .sorted(Comparator.comparingLong(Stored::internalId))
                .forEach(row ->
                        byId.computeIfAbsent(idOf(row), id -> new ArrayList<>()).add(row));
        byId.forEach((id, group) -> builder.subentity(interpret(id, fold(group), group)));
    }

    private String idOf(Stored row) {
        Values uncounted = new Values();
        String id = uncounted.id(row.cells[0], row.cells[1], row.cells[2]);
        if (Values.isTooLong(row.cells[0])) {
            values.repair();
        }
        return id.isEmpty() ? "node_" + row.internalId : id;
    }

    /** The fullest row, its gaps filled from the others. */
    private static Stored fold(List<Stored> group) {
        Stored fullest = group.get(0);
        for (Stored row : group) {
            fullest = row.present() > fullest.present() ? row : fullest;
        }
        Cell[] cells = fullest.cells.clone();
        for (Stored row : group) {
            for (int i = 0; i < CELLS; i++) {
                cells[i] = cells[i].absent() ? row.cells[i] : cells[i];
            }
        }
        return new Stored(fullest.internalId, fullest.label, cells);
    }

    private SubentityRow interpret(String id, Stored kept, List<Stored> group) {
        Cell[] cells = kept.cells;
        SubentityRow row = new SubentityRow();
        row.internalIds = new ArrayList<>(List.of(kept.internalId));
        group.stream()
                .map(Stored::internalId)
                .filter(other -> other != kept.internalId)
                .forEach(row.internalIds::add);
        row.label = kept.label;
        row.id = id;
        String name = values.text(cells[1]);
        row.name = name.isEmpty() ? displayName(id) : name;
        String role = values.text(cells[3]);
        row.role = role.isEmpty() ? id : role;
        String kind = values.text(cells[4], cells[5]);
        row.kind = kind.isEmpty() ? row.kind : kind;
        row.description = values.text(cells[6]);
        row.color = values.text(cells[7]);
        row.logWeight = values.logWeight(cells[8]);
        row.emaActive = values.share(cells[9], 0);
        row.coherence = values.share(cells[10], 0);
        row.emaWm = values.share(cells[11], 0);
        row.emaSeats = values.seats(cells[12]);
        row.emaFormation = values.share(cells[13], 0);
        row.stability = stability(values.text(cells[14]));
        row.quality = values.quality(cells[15]);
        row.age = values.count(cells[16]);
        row.highStreak = values.count(cells[17]);
        row.lowStreak = values.count(cells[18]);
        row.arousalEma = values.number(cells[19], 0);
        row.valenceEma = values.number(cells[20], 0);
        row.channels = tally(cells[21]);
        row.outcomes = tally(cells[22]);
        String scope = values.text(cells[23]);
        row.scope = scope.isEmpty() ? row.scope : scope;
        long created = values.time(cells[24]);
        long valid = values.time(cells[25]);
        row.stored = !values.text(cells[26]).equals(Subentities.EMERGED);
        row.createdMs = created != Nodes.NEVER ? created : valid;
        return row;
    }

    private static String displayName(String id) {
        return id.startsWith("entity_") ? id.substring(id.lastIndexOf('_') + 1) : id;
    }

    private Subentities.Stability stability(String word) {
        if (word.isEmpty()) {
            return Subentities.Stability.CANDIDATE;
        }
        try {
            return Subentities.Stability.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            values.repair();
            return Subentities.Stability.CANDIDATE;
        }
    }

    private Tally tally(Cell cell) {
        Tally tally = new Tally();
        values.numbers(cell).forEach(tally::set);
        return tally;
    }
}
