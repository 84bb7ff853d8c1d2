package mind.worker.graph;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Checksum;

/** Finds the place of a text in a column of distinct texts; open addressing, 8 to 16 bytes a text. */
final class IdIndex {
    private final Texts ids;
    private final int[] table;
    private final int mask;
    private final Checksum sum =
            new CRC32(); // the JVM's own code, so that a graph that loads cold is not kept up by it

    private IdIndex(Texts ids) {
        this.ids = ids;
        int size = Integer.highestOneBit(Math.max(2, ids.count()) * 2 - 1) * 2;
        table = new int[size];
        mask = size - 1;
        Arrays.fill(table, -1);
    }

    /** An index of all {@code ids}. */
    static IdIndex of(Texts ids) {
        IdIndex index = growing(ids);
        for (int i = 0; i < ids.count(); i++) {
            index.add(i);
        }
        return index;
    }

    /** An index that is filled by {@link #add}. */
    static IdIndex growing(Texts ids) {
        return new IdIndex(ids);
    }

    /** Adds place {@code i} unless its text is there; answers the place that holds the text. */
    int add(int i) {
        sum.reset();
        ids.update(sum, i);
        int at = first(sum);
        while (table[at] >= 0 && !ids.same(table[at], i)) {
            at = at + 1 & mask;
        }
        if (table[at] < 0) {
            table[at] = i;
        }
        return table[at];
    }

    /** The place of {@code id}, or -1. From any thread once all are added. */
    int find(String id) {
        Checksum own = new CRC32();
        own.update(id.getBytes(StandardCharsets.UTF_8));
        int at = first(own);
        while (table[at] >= 0 && !ids.get(table[at]).equals(id)) {
            at = at + 1 & mask;
        }
        return table[at];
    }

    private int first(Checksum text) {
        return (int) text.getValue() * 0x9E3779B9 >>> 7 & mask;
    }
}
