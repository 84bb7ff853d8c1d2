package mind.worker.graph;

import java.util.Arrays;

/** From a non-negative long, such as FalkorDB's internal id, to an int; open addressing, grows as needed. */
public final class LongIndex {
    private long[] keys;
    private int[] values;
    private int mask;
    private int count;

    public LongIndex(int expected) {
        allocate(Integer.highestOneBit(Math.max(4, expected) * 2 - 1) * 2);
    }

    private void allocate(int size) {
        keys = new long[size];
        values = new int[size];
        mask = size - 1;
        Arrays.fill(keys, -1);
    }

    public void put(long key, int value) {
        if (2 * count >= keys.length) {
            grow();
        }
        int at = slot(key);
        if (keys[at] < 0) {
            keys[at] = key;
            count++;
        }
        values[at] = value;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        allocate(2 * oldKeys.length);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] >= 0) {
                int at = slot(oldKeys[i]);
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
            }
        }
    }

    /** The value under {@code key}, or {@code absent}. */
    public int get(long key, int absent) {
        int at = slot(key);
        return keys[at] < 0 ? absent : values[at];
    }

    private int slot(long key) {
        int at = (int) (key * 0x9E3779B97F4A7C15L >>> 32) & mask;
        while (keys[at] >= 0 && keys[at] != key) {
            at = at + 1 & mask;
        }
        return at;
    }
}
