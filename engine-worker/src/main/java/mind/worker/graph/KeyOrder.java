package mind.worker.graph;

/**
 * Sorts positions by their keys, a digit at a time from the lowest (LSD radix sort): time goes by the number of keys and the
 * bits of the largest one. Quicker than comparing already where it runs once, in a JVM that has compiled nothing yet.
 */
final class KeyOrder {
    private static final int DIGIT_BITS = 12;
    private static final int DIGITS = 1 << DIGIT_BITS;

    private KeyOrder() {}

    /** Positions 0 to {@code count - 1} in the order of their keys, none negative; equal ones stay in order. */
    static int[] of(long[] keys, int count) {
        int[] order = new int[count];
        long bits = 0;
        boolean sorted = true;
        for (int i = 0; i < count; i++) {
            order[i] = i;
            bits |= keys[i];
            sorted &= i == 0 || keys[i - 1] <= keys[i];
        }
        int[] next = new int[sorted ? 0 : count];
        for (int shift = 0; !sorted && shift < Long.SIZE && bits >>> shift != 0; shift += DIGIT_BITS) {
            place(keys, shift, order, next);
            int[] placed = next;
            next = order;
            order = placed;
        }
        return order;
    }

    private static void place(long[] keys, int shift, int[] from, int[] to) {
        int[] start = new int[DIGITS + 1];
        for (int i = 0; i < from.length; i++) {
            start[digit(keys[i], shift) + 1]++;
        }
        for (int digit = 0; digit < DIGITS; digit++) {
            start[digit + 1] += start[digit];
        }
        for (int i : from) {
            to[start[digit(keys[i], shift)]++] = i;
        }
    }

    private static int digit(long key, int shift) {
        return (int) (key >>> shift) & DIGITS - 1;
    }
}
