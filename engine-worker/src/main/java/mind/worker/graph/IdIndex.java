package mind.worker.graph;

import java.util.Arrays;

/** Finds the place of a text in an array of distinct texts; open addressing, 4 to 8 bytes a text. */
final class IdIndex {
    private final String[] ids;
    private final int[] table;
    private final int mask;

    IdIndex(String[] ids, int count) {
        this.ids = ids;
        int size = Integer.highestOneBit(Math.max(2, count) * 2 - 1) * 2;
        table = new int[size];
        mask = size - 1;
        Arrays.fill(table, -1);
        for (int i = 0; i < count; i++) {
            add(i);
        }
    }

    /** An index that is filled by {@link #add}, with room for every place of {@code ids}. */
    static IdIndex growing(String[] ids) {
        IdIndex index = new IdIndex(ids, ids.length, true);
        return index;
    }

    private IdIndex(String[] ids, int room, boolean empty) {
        this.ids = ids;
        int size = Integer.highestOneBit(Math.max(2, room) * 2 - 1) * 2;
        table = new int[size];
        mask = size - 1;
        Arrays.fill(table, -1);
    }

    /** Adds place {@code i} unless its text is there; answers the place that holds the text. */
    int add(int i) {
        int at = slot(ids[i]);
        if (table[at] < 0) {
            table[at] = i;
        }
        return table[at];
    }

    /** The place of {@code id}, or -1. */
    int find(String id) {
        return table[slot(id)];
    }

    private int slot(String id) {
        int hash = id.hashCode();
        int at = (hash ^ hash >>> 16) * 0x9E3779B9 >>> 7 & mask;
        while (table[at] >= 0 && !ids[table[at]].equals(id)) {
            at = at + 1 & mask;
        }
        return at;
    }
}
