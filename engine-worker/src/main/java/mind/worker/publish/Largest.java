package mind.worker.publish;

import java.util.function.IntToDoubleFunction;

/** Finds the places of the largest of many values, largest first, with a heap of fixed size. */
final class Largest {
    private final int[] places;
    private final double[] values;
    private int count;

    Largest(int most) {
        places = new int[most];
        values = new double[most];
    }

    /** Looks at places 0 to {@code n - 1}; answers how many were kept. */
    int of(int n, IntToDoubleFunction value) {
        count = 0;
        for (int place = 0; place < n; place++) {
            double v = value.applyAsDouble(place);
            if (count < places.length) {
                rise(count++, place, v);
            } else if (v > values[0]) {
                sink(0, place, v, count);
            }
        }
        for (int end = count - 1; end > 0; end--) { // the smallest goes to the end, again and again
            int place = places[end];
            double v = values[end];
            places[end] = places[0];
            values[end] = values[0];
            sink(0, place, v, end);
        }
        return count;
    }

    /** The place of the {@code k}-th largest. */
    int place(int k) {
        return places[k];
    }

    private void rise(int at, int place, double v) {
        while (at > 0 && values[(at - 1) / 2] > v) {
            places[at] = places[(at - 1) / 2];
            values[at] = values[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        places[at] = place;
        values[at] = v;
    }

    private void sink(int at, int place, double v, int size) {
        while (true) {
            int child = 2 * at + 1;
            if (child + 1 < size && values[child + 1] < values[child]) {
                child++;
            }
            if (child >= size || values[child] >= v) {
                break;
            }
            places[at] = places[child];
            values[at] = values[child];
            at = child;
        }
        places[at] = place;
        values[at] = v;
    }
}
