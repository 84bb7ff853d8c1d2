package mind.worker.store;

import java.util.Arrays;

/** A map from {@code long} to {@code long} in two flat arrays, for what would be millions of boxed entries. */
final class LongMap {
    static final long ABSENT = Long.MIN_VALUE;

    private long[] keys;
    private long[] values; // ABSENT marks a free slot
    private int size;

    LongMap(int expected) {
        int capacity = Integer.highestOneBit(Math.max(16, expected) * 2 - 1) * 2;
        keys = new long[capacity];
        values = new long[capacity];
        Arrays.fill(values, ABSENT);
    }

    /** The value of {@code key}, or {@link #ABSENT}. */
    long get(long key) {
        return values[slot(key)];
    }

    /** Keeps {@code value} unless the key has one already; answers the earlier value, or {@link #ABSENT}. */
    long putIfAbsent(long key, long value) {
        int slot = slot(key);
        long earlier = values[slot];
        if (earlier == ABSENT) {
            keys[slot] = key;
            values[slot] = value;
            if (++size * 2L > keys.length) {
                grow();
            }
        }
        return earlier;
    }

    int size() {
        return size;
    }

    /** Spreads the bits of {@code x} over all 64 (the finisher of SplitMix64). */
    static long mix(long x) {
        long h = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
        h = (h ^ (h >>> 27)) * 0x94d049bb133111ebL;
        return h ^ (h >>> 31);
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) mix(key) & mask;
        while (values[slot] != ABSENT && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new long[oldKeys.length * 2];
        Arrays.fill(values, ABSENT);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != ABSENT) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
