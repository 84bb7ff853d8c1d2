package mind.worker.store;

/**
 * Pseudo-random numbers that are the same for a seed on every JDK and machine: SplitMix64 (Steele, Lea, Flood 2014), and
 * arithmetic that is exact or strict.
 */
final class Dice {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private long state;

    Dice(long seed) {
        state = seed;
    }

    /** Dice of their own for part {@code part} of what {@code seed} stands for. */
    static Dice of(long seed, long part) {
        return new Dice(LongMap.mix(seed + LongMap.mix(part + GOLDEN)));
    }

    private long next() {
        state += GOLDEN;
        return LongMap.mix(state);
    }

    /** Uniform in [0, 1). */
    double unit() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    /** Uniform in [0, bound); bound up to 2^31 - 1. */
    int below(int bound) {
        return (int) (((next() >>> 33) * bound) >>> 31);
    }

    boolean chance(double probability) {
        return unit() < probability;
    }

    /** Uniform in [from, to), rounded down to {@code step}s. */
    double between(double from, double to, double step) {
        long steps = Math.round((to - from) / step);
        double decimals = Math.round(1 / step);
        return Math.round(from * decimals + (long) (unit() * steps)) / decimals;
    }

    /** A number of 0 to {@code cumulative.length - 1}, by weights whose running sums these are. */
    int pick(double[] cumulative) {
        double point = unit() * cumulative[cumulative.length - 1];
        int low = 0;
        int high = cumulative.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cumulative[middle] > point) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** 0 to {@code count - 1} in random order. */
    int[] shuffled(int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
