package mind.worker.dynamics;

/**
 * Recognises sets of active subentities that hold: from five ticks on, mean Jaccard of consecutive sets at least 0.85 and
 * somebody in all of them. Told only when a pattern is not the one told last. Engine.md 2.15.
 */
final class Metastability implements Phase {
    private static final int WINDOW = 10;
    private static final int LEAST = 5;
    private static final double STABLE = 0.85;

    private final SubentityActivation activation;
    private final int subentities;
    private final int words;
    private final long[][] window;
    private final long[] common;
    private final long[] told;
    private boolean telling;
    private int seen;

    Metastability(SubentityActivation activation) {
        this.activation = activation;
        subentities = activation.active.length;
        words = (subentities + 63) / 64;
        window = new long[WINDOW][words];
        common = new long[words];
        told = new long[words];
    }

    @Override
    public boolean optional() {
        return true;
    }

    @Override
    public void run(TickReport tick) {
        long[] now = window[seen++ % WINDOW];
        java.util.Arrays.fill(now, 0);
        for (int s = 0; s < subentities; s++) {
            if (activation.active[s]) {
                now[s >> 6] |= 1L << s;
            }
        }
        tick.metastable = false;
        int known = Math.min(seen, WINDOW);
        if (tick.activeSubentities == 0 || known < LEAST) {
            telling &= tick.activeSubentities > 0;
            return;
        }
        double stability = stability(known);
        tick.metastableTicks = known;
        tick.metastableStability = stability;
        if (stability >= STABLE && intersect(known) && !(telling && jaccard(common, told) >= STABLE)) {
            System.arraycopy(common, 0, told, 0, words);
            telling = true;
            tell(tick);
        }
    }

    private double stability(int known) {
        double sum = 0;
        for (int k = seen - known + 1; k < seen; k++) {
            sum += jaccard(window[(k - 1) % WINDOW], window[k % WINDOW]);
        }
        return sum / (known - 1);
    }

    private boolean intersect(int known) {
        long any = 0;
        for (int w = 0; w < words; w++) {
            common[w] = -1;
            for (int k = 0; k < known; k++) {
                common[w] &= window[k][w];
            }
            any |= common[w];
        }
        return any != 0;
    }

    private static double jaccard(long[] a, long[] b) {
        int both = 0;
        int either = 0;
        for (int w = 0; w < a.length; w++) {
            both += Long.bitCount(a[w] & b[w]);
            either += Long.bitCount(a[w] | b[w]);
        }
        return both == 0 ? 0 : (double) both / either;
    }

    private void tell(TickReport tick) {
        tick.metastable = true;
        tick.metastableCount = 0;
        for (int s = 0; s < subentities; s++) {
            if ((common[s >> 6] & 1L << s) != 0) {
                tick.metastableSubentity[tick.metastableCount++] = s;
            }
        }
    }
}
