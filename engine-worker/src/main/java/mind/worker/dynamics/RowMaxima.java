package mind.worker.dynamics;

import java.util.Arrays;

/**
 * Index of the first largest weight of each row of a sparse matrix. What such a sweep costs is mispredicted branches, not
 * memory. Weights lie in no order, so what is kept of a row is the index alone, which processors choose without a branch.
 * Where a layout put rows of one length together, the shortest need no inner loop, and in the longest, where the largest so
 * far is seldom passed, a branch is a good guess.
 */
final class RowMaxima {
    private static final int ROWS_A_GROUP = 16; // on average, from where groups are worth looking for
    private static int step = 1; // never changes, but is not declared so

    private RowMaxima() {}

    /**
     * @param from [rows] first index of each row's weights
     * @param to   [rows] index after the last
     * @param best [rows] where the answers go; -1 where a row is empty
     */
    static void find(double[] weights, int[] from, int[] to, int[] best) {
        if (!grouped(from, to, best.length)) {
            each(weights, from, to, best);
            return;
        }
        for (int start = 0, end; start < best.length; start = end) {
            int length = to[start] - from[start];
            end = start + 1;
            while (end < best.length && to[end] - from[end] == length) {
                end++;
            }
            switch (length) {
                case 0 -> Arrays.fill(best, start, end, -1);
                case 1 -> System.arraycopy(from, start, best, start, end - start);
                case 2 -> twos(weights, from, best, start, end);
                case 3 -> threes(weights, from, best, start, end);
                case 4 -> fours(weights, from, best, start, end);
                default -> longer(weights, from, to, best, start, end);
            }
        }
    }

    /** Whether rows of one length lie together, many on average. */
    private static boolean grouped(int[] from, int[] to, int rows) {
        int most = rows / ROWS_A_GROUP;
        int groups = 0;
        int last = -1;
        for (int i = 0; i < rows && groups <= most; i++) {
            int length = to[i] - from[i];
            groups += length == last ? 0 : 1;
            last = length;
        }
        return groups <= most;
    }

    private static void twos(double[] weights, int[] from, int[] best, int start, int end) {
        for (int i = start; i < end; i++) {
            best[i] = heavier(weights, from[i], from[i] + 1);
        }
    }

    private static void threes(double[] weights, int[] from, int[] best, int start, int end) {
        for (int i = start; i < end; i++) {
            int l = from[i];
            best[i] = heavier(weights, heavier(weights, l, l + 1), l + 2);
        }
    }

    private static void fours(double[] weights, int[] from, int[] best, int start, int end) {
        for (int i = start; i < end; i++) {
            int l = from[i];
            best[i] = heavier(weights, heavier(weights, l, l + 1), heavier(weights, l + 2, l + 3));
        }
    }

    private static int heavier(double[] weights, int a, int b) {
        return weights[b] > weights[a] ? b : a;
    }

    /**
     * Rows of any length. Short ones are too short for what the compiler makes of a loop that it can count (one loop before,
     * one unrolled, one after): it cannot count by {@link #step}.
     */
    private static void each(double[] weights, int[] from, int[] to, int[] best) {
        int by = step;
        for (int i = 0; i < best.length; i++) {
            int end = to[i];
            int first = from[i] < end ? from[i] : -1;
            for (int l = from[i] + by; l < end; l += by) {
                first = weights[l] > weights[first] ? l : first;
            }
            best[i] = first;
        }
    }

    private static void longer(double[] weights, int[] from, int[] to, int[] best, int start, int stop) {
        for (int i = start; i < stop; i++) {
            best[i] = heaviest(weights, from[i], to[i]);
        }
    }

    private static int heaviest(double[] weights, int from, int to) {
        int first = from;
        double most = weights[from];
        for (int l = from + 1; l < to; l++) {
            double weight = weights[l];
            if (weight > most) {
                most = weight;
                first = l;
            }
        }
        return first;
    }
}
