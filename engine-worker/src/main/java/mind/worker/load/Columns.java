package mind.worker.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The properties a reader wants of every row, of which only those are asked for that anything in the graph has: a column of
 * nothing but nulls costs the server as much as one of numbers.
 */
final class Columns {
    private final Cell[] cells; // of all that are wanted, in their order; of one that is not asked for, absent
    private final Cell[] asked;
    private final String cypher;

    /**
     * @param entity what the query calls a row's node or link
     * @param known  keys of the graph, at least those of {@code wanted} that it has
     */
    Columns(String entity, List<String> wanted, Set<String> known) {
        cells = new Cell[wanted.size()];
        List<Cell> kept = new ArrayList<>();
        var returned = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            cells[i] = new Cell();
            if (known.contains(wanted.get(i))) {
                kept.add(cells[i]);
                returned.append(", ")
                        .append(entity)
                        .append(".`")
                        .append(wanted.get(i))
                        .append('`');
            }
        }
        asked = kept.toArray(Cell[]::new);
        cypher = returned.toString();
    }

    /** What a query returns besides its own first columns: nothing, or begun by a comma. */
    String cypher() {
        return cypher;
    }

    /** Reads the values of the next row. */
    void read(RespReader reader) throws IOException {
        for (Cell cell : asked) {
            cell.read(reader);
        }
    }

    /** Passes over the values of the next row. */
    void skip(RespReader reader) throws IOException {
        for (int left = asked.length; left > 0; left--) {
            reader.skip();
        }
    }

    /** The value of the property that is wanted as number {@code place}. */
    Cell cell(int place) {
        return cells[place];
    }
}
