package mind.worker.graph;

import java.util.Arrays;

/**
 * Where link rows lead, found row by row as they come, so that it is done while a server prepares the next: ends resolved
 * through the folded nodes and subentities; rows that dangle and repeated (source, target, type) left out and counted. Of
 * repeated rows the one of the lowest internal id is kept.
 */
final class LinkEnds {
    private static final int LEFT_OUT = -1;
    private static final int FREE = -1;

    private final LinkColumns rows;
    private final LongIndex endOf;
    private int[] source; // [rows] end by load rank, or LEFT_OUT
    private int[] target;
    private int[] table; // the kept rows, open addressing by source, target and type
    private int mask;
    private int resolved;
    private int kept;
    private int dangling;

    /** @param endOf load rank of the end that each internal id became a part of */
    LinkEnds(LinkColumns rows, LongIndex endOf) {
        this.rows = rows;
        this.endOf = endOf;
        room(Math.max(16, rows.internalId.length));
    }

    private void room(int size) {
        source = source == null ? new int[size] : Arrays.copyOf(source, size);
        target = target == null ? new int[size] : Arrays.copyOf(target, size);
        table = new int[Integer.highestOneBit(size * 2 - 1) * 2];
        mask = table.length - 1;
        Arrays.fill(table, FREE);
        for (int row = 0; row < resolved; row++) {
            if (source[row] != LEFT_OUT) {
                table[slot(row)] = row;
            }
        }
    }

    /** Resolves every row that has come since. */
    void resolve() {
        if (rows.count > source.length) {
            room(rows.internalId.length);
        }
        while (resolved < rows.count) {
            resolve(resolved++);
        }
    }

    private void resolve(int row) {
        source[row] = endOf.get(rows.source[row], LEFT_OUT);
        target[row] = endOf.get(rows.target[row], LEFT_OUT);
        if (source[row] == LEFT_OUT || target[row] == LEFT_OUT) {
            source[row] = LEFT_OUT;
            dangling++;
            return;
        }
        int at = slot(row);
        int other = table[at];
        if (other == FREE) {
            table[at] = row;
            kept++;
        } else if (rows.internalId[row] < rows.internalId[other]) {
            table[at] = row;
            source[other] = LEFT_OUT;
        } else {
            source[row] = LEFT_OUT;
        }
    }

    /** Where {@code row} or its like lies, or the free place for it. */
    private int slot(int row) {
        long key = (source[row] * 0x9E3779B97F4A7C15L + target[row]) * 0xC2B2AE3D27D4EB4FL + rows.type[row];
        int at = (int) (key * 0x9E3779B97F4A7C15L >>> 33) & mask;
        while (table[at] != FREE && !alike(table[at], row)) {
            at = at + 1 & mask;
        }
        return at;
    }

    private boolean alike(int one, int other) {
        return source[one] == source[other] && target[one] == target[other] && rows.type[one] == rows.type[other];
    }

    /** The rows that are kept, by internal id. */
    int[] kept() {
        int[] order = KeyOrder.of(rows.internalId, rows.count);
        int count = 0;
        for (int row : order) {
            if (source[row] != LEFT_OUT) {
                order[count++] = row;
            }
        }
        return Arrays.copyOf(order, count);
    }

    /** End that a kept row starts at, by load rank. */
    int source(int row) {
        return source[row];
    }

    int target(int row) {
        return target[row];
    }

    int dangling() {
        return dangling;
    }

    int duplicates() {
        return resolved - kept - dangling;
    }
}
