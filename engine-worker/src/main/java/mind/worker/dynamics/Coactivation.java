package mind.worker.dynamics;

import java.util.Arrays;
import mind.worker.graph.MindGraph;
import mind.worker.graph.Together;

/**
 * How often subentities are in working memory together: moving averages a pair, updated when the selection is told.
 * Engine.md 4.4. Averages and counts go on from what the graph has. A pair is kept once it has been together: until then
 * each selection of one of the two has had the same part in its averages, so that to count those is enough.
 */
public final class Coactivation implements Phase {
    private final double alpha;
    private final WorkingMemory memory;
    private final PairTable pairs;
    private final String[] id;
    private double[] both = new double[16];
    private double[] either = new double[16];
    private long[] bothCount = new long[16];
    private long[] eitherCount = new long[16];
    private boolean[] changed = new boolean[16];
    private final long[] told; // [subentities] selections told so far that it was in

    Coactivation(EngineSettings settings, MindGraph graph, WorkingMemory memory) {
        this.alpha = settings.coactivationAlpha();
        this.memory = memory;
        pairs = new PairTable(graph.subentities.count);
        id = graph.subentities.id;
        told = new long[id.length];
        for (Together pair : graph.together) {
            int before = pairs.count();
            int slot = inOrder(pair.first(), pair.second());
            if (slot == before) {
                both[slot] = pair.both();
                either[slot] = pair.either();
                bothCount[slot] = pair.bothCount();
                eitherCount[slot] = pair.eitherCount();
            }
        }
    }

    @Override
    public boolean optional() {
        return true;
    }

    @Override
    public void run(TickReport tick) {
        if (!tick.wmChanged) {
            return;
        }
        for (int k = 0; k < tick.wm; k++) {
            int a = tick.wmSubentity[k];
            for (int b = 0; b < id.length; b++) {
                if (!memory.selected[b]) {
                    apart(a, b);
                } else if (b > a) {
                    together(a, b);
                }
            }
        }
        for (int k = 0; k < tick.wm; k++) {
            told[tick.wmSubentity[k]]++;
        }
    }

    private void together(int a, int b) {
        int before = pairs.count();
        int slot = inOrder(a, b);
        if (slot == before) {
            eitherCount[slot] = told[a] + told[b];
            either[slot] = 1 - Math.pow(1 - alpha, eitherCount[slot]);
        }
        bothCount[slot]++;
        update(slot, true);
    }

    private void apart(int a, int b) {
        int slot = id[a].compareTo(id[b]) < 0 ? pairs.find(a, b) : pairs.find(b, a);
        if (slot >= 0) {
            update(slot, false);
        }
    }

    private void update(int slot, boolean together) {
        both[slot] = average(alpha, together, both[slot]);
        either[slot] = average(alpha, true, either[slot]);
        eitherCount[slot]++;
        changed[slot] = true;
    }

    static double average(double alpha, boolean signal, double old) {
        return (signal ? alpha : 0) + (1 - alpha) * old;
    }

    private int inOrder(int a, int b) {
        return id[a].compareTo(id[b]) < 0 ? slot(a, b) : slot(b, a);
    }

    private int slot(int a, int b) {
        int slot = pairs.slot(a, b);
        if (slot >= both.length) {
            both = Arrays.copyOf(both, 2 * slot);
            either = Arrays.copyOf(either, 2 * slot);
            bothCount = Arrays.copyOf(bothCount, 2 * slot);
            eitherCount = Arrays.copyOf(eitherCount, 2 * slot);
            changed = Arrays.copyOf(changed, 2 * slot);
        }
        return slot;
    }

    /** How many pairs have been together. */
    public int count() {
        return pairs.count();
    }

    /** The subentity with the smaller id. */
    public int first(int slot) {
        return pairs.first(slot);
    }

    /** The subentity with the larger id. */
    public int second(int slot) {
        return pairs.second(slot);
    }

    public double both(int slot) {
        return both[slot];
    }

    public double either(int slot) {
        return either[slot];
    }

    /** Share of the time either was selected that both were, 0 to 1. */
    public double jaccard(int slot) {
        return either[slot] > 1e-12 ? both[slot] / either[slot] : 0;
    }

    public long bothCount(int slot) {
        return bothCount[slot];
    }

    public long eitherCount(int slot) {
        return eitherCount[slot];
    }

    /** Whether the pair has changed since {@link #stored}. */
    public boolean dirty(int slot) {
        return changed[slot];
    }

    /** The pair has been read for storing. */
    public void stored(int slot) {
        changed[slot] = false;
    }

    /**
     * Goes on where {@code other} ends: its averages and counts hold.
     *
     * @param place [subentities of {@code other}] place here, -1 where it is gone
     */
    void follow(Coactivation other, int[] place) {
        for (int s = 0; s < place.length; s++) {
            if (place[s] >= 0) {
                told[place[s]] = other.told[s];
            }
        }
        for (int was = 0; was < other.count(); was++) {
            int first = place[other.first(was)];
            int second = place[other.second(was)];
            if (first >= 0 && second >= 0) {
                int slot = inOrder(first, second);
                changed[slot] = other.changed[was]
                        || both[slot] != other.both[was]
                        || either[slot] != other.either[was]
                        || eitherCount[slot] != other.eitherCount[was];
                both[slot] = other.both[was];
                either[slot] = other.either[was];
                bothCount[slot] = other.bothCount[was];
                eitherCount[slot] = other.eitherCount[was];
            }
        }
    }
}
