package mind.worker.graph;

import java.util.Arrays;

/** A few named numbers in the order they were first named, such as counts per stimulus source. */
public final class Tally {
    private String[] names = new String[4];
    private double[] values = new double[4];
    private int count;

    public int count() {
        return count;
    }

    public String name(int place) {
        return names[place];
    }

    public double value(int place) {
        return values[place];
    }

    /** The number under {@code name}, 0 if there is none. */
    public double value(String name) {
        int place = find(name);
        return place < 0 ? 0 : values[place];
    }

    /**
     * Adds {@code by} to the number under {@code name}, or where there are {@code most} names and it is not one of them, to
     * the one under {@code otherwise}.
     */
    public void add(String name, double by, int most, String otherwise) {
        String under = find(name) >= 0 || count < most ? name : otherwise;
        set(under, value(under) + by);
    }

    /** Sum of the numbers. */
    public double sum() {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        return sum;
    }

    public void set(String name, double value) {
        int place = find(name);
        if (place < 0) {
            place = count++;
            if (place == names.length) {
                names = Arrays.copyOf(names, 2 * place);
                values = Arrays.copyOf(values, 2 * place);
            }
            names[place] = name;
        }
        values[place] = value;
    }

    public void set(int place, double value) {
        values[place] = value;
    }

    private int find(String name) {
        for (int i = 0; i < count; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
