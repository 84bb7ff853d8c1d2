package mind.worker.dynamics;

import java.util.Arrays;

/**
 * Gives every ordered pair of subentities it is asked for a slot, counted from 0 and never taken back. A square table up
 * to 724 subentities (2 MiB), open addressing above.
 */
final class PairTable {
    private static final int SQUARE_UP_TO = 724;

    private final int subentities;
    private final int[] square; // slot + 1; empty where pairs are hashed
    private long[] keys;
    private int[] slots;
    private int[] first = new int[16];
    private int[] second = new int[16];
    private int count;

    PairTable(int subentities) {
        this.subentities = subentities;
        square = new int[subentities <= SQUARE_UP_TO ? subentities * subentities : 0];
        keys = new long[square.length > 0 ? 0 : 1024];
        slots = new int[keys.length];
        Arrays.fill(keys, -1);
    }

    int count() {
        return count;
    }

    int first(int slot) {
        return first[slot];
    }

    int second(int slot) {
        return second[slot];
    }

    /** The slot of (a, b), or -1. */
    int find(int a, int b) {
        if (square.length > 0) {
            return square[a * subentities + b] - 1;
        }
        int at = place((long) a * subentities + b);
        return keys[at] < 0 ? -1 : slots[at];
    }

    /** The slot of (a, b), given now if it is new. */
    int slot(int a, int b) {
        int known = find(a, b);
        if (known >= 0) {
            return known;
        }
        if (count == first.length) {
            first = Arrays.copyOf(first, 2 * count);
            second = Arrays.copyOf(second, 2 * count);
        }
        first[count] = a;
        second[count] = b;
        if (square.length > 0) {
            square[a * subentities + b] = count + 1;
        } else {
            if (2 * count >= keys.length) {
                grow();
            }
            int at = place((long) a * subentities + b);
            keys[at] = (long) a * subentities + b;
            slots[at] = count;
        }
        return count++;
    }

    private void grow() {
        long[] old = keys;
        int[] oldSlots = slots;
        keys = new long[2 * old.length];
        slots = new int[keys.length];
        Arrays.fill(keys, -1);
        for (int k = 0; k < old.length; k++) {
            if (old[k] >= 0) {
                int at = place(old[k]);
                keys[at] = old[k];
                slots[at] = oldSlots[k];
            }
        }
    }

    private int place(long key) {
        int at = (int) (key * 0x9E3779B97F4A7C15L >>> 33) & keys.length - 1;
        while (keys[at] >= 0 && keys[at] != key) {
            at = at + 1 & keys.length - 1;
        }
        return at;
    }
}
