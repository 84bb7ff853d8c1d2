package mind.worker.store;

/** A set of {@code long} in one flat array, for what would be millions of boxed entries. */
final class LongSet {
    private long[] keys; // 0 marks a free slot; the key 0 itself is kept apart
    private boolean hasZero;
    private int size;

    LongSet(int expected) {
        keys = new long[Integer.highestOneBit(Math.max(16, expected) * 2 - 1) * 2];
    }

    /** Answers whether {@code key} is new. */
    boolean add(long key) {
        if (key == 0) {
            boolean isNew = !hasZero;
            hasZero = true;
            return isNew;
        }
        int slot = slot(key);
        if (keys[slot] != 0) {
            return false;
        }
        keys[slot] = key;
        if (++size * 2L > keys.length) {
            grow();
        }
        return true;
    }

    int size() {
        return size + (hasZero ? 1 : 0);
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) LongMap.mix(key) & mask;
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] old = keys;
        keys = new long[old.length * 2];
        for (long key : old) {
            if (key != 0) {
                keys[slot(key)] = key;
            }
        }
    }
}
