package mind.worker.dynamics;

import mind.worker.graph.Memberships;
import mind.worker.graph.Subentities;

/** Chooses the subentities in working memory by energy a token, within a budget of tokens: engine.md 2.12. */
final class WorkingMemory implements Phase {
    private static final double SHARE_MOVED = 0.1;

    private final EngineSettings settings;
    private final Subentities subs;
    private final Memberships members;
    private final SubentityActivation activation;
    private final boolean[] taken; // [subentities]

    /** [subentities] Whether in working memory. */
    final boolean[] selected;

    private final int[] told; // [subentities] tokens of those in the selection last told; 0 for the others
    private int toldCount = -1;
    private int[] candidate;

    WorkingMemory(EngineSettings settings, Subentities subs, Memberships members, SubentityActivation activation) {
        this.settings = settings;
        this.subs = subs;
        this.members = members;
        this.activation = activation;
        taken = new boolean[subs.count];
        selected = new boolean[subs.count];
        told = new int[subs.count];
        candidate = new int[subs.count];
    }

    @Override
    public void run(TickReport tick) {
        int candidates = candidates();
        java.util.Arrays.fill(selected, false);
        tick.wm = 0;
        tick.wmTokensUsed = 0;
        while (tick.wm < settings.wmMax()) {
            int best = best(candidates);
            if (best < 0 || tick.wmTokensUsed + tokens(members.members(best)) > settings.wmBudget()) {
                break;
            }
            selected[best] = true;
            tick.wmSubentity[tick.wm] = best;
            tick.wmTokens[tick.wm++] = tokens(members.members(best));
            tick.wmTokensUsed += tokens(members.members(best));
        }
        tick.wmChanged = changed(tick);
        if (tick.wmChanged) {
            remember(tick);
        }
        tick.wmMismatch = mismatch(tick);
        for (int s = 0; s < subs.count; s++) {
            subs.emaWm[s] = (selected[s] ? 0.1 : 0) + 0.9 * subs.emaWm[s];
        }
    }

    /**
     * What was told in {@code other} has been told here.
     *
     * @param place [subentities of {@code other}] place here, -1 where it is gone
     */
    void follow(WorkingMemory other, int[] place) {
        for (int s = 0; s < place.length; s++) {
            if (other.told[s] > 0 && place[s] < 0) {
                return; // another selection is to be told
            }
        }
        for (int s = 0; s < place.length; s++) {
            if (place[s] >= 0) {
                told[place[s]] = other.told[s];
            }
        }
        toldCount = other.toldCount;
    }

    /** What a subentity of that many members costs. */
    static int tokens(int members) {
        return 50 + 10 * Math.min(5, members);
    }

    /** Active subentities; where there are none, the most energetic ones. */
    private int candidates() {
        int count = 0;
        for (int s = 0; s < subs.count; s++) {
            if (activation.active[s]) {
                candidate[count++] = s;
            }
        }
        return count > 0 ? count : strongest(settings.wmMax());
    }

    /** The most energetic subentities, at most {@code most}, in array order among equals. */
    private int strongest(int most) {
        java.util.Arrays.fill(taken, false);
        int count = 0;
        while (count < Math.min(most, subs.count)) {
            int best = -1;
            for (int s = 0; s < subs.count; s++) {
                if (!taken[s] && (best < 0 || subs.energy[s] > subs.energy[best])) {
                    best = s;
                }
            }
            taken[best] = true;
            candidate[count++] = best;
        }
        return count;
    }

    private int best(int candidates) {
        int best = -1;
        double most = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < candidates; k++) {
            int s = candidate[k];
            double score = subs.energy[s] / tokens(members.members(s));
            if (!selected[s] && score > most) {
                most = score;
                best = s;
            }
        }
        return best;
    }

    /** Whether the set is another than the one last told, or its shares point elsewhere. */
    private boolean changed(TickReport tick) {
        if (tick.wm != toldCount) {
            return true;
        }
        double dot = 0;
        double now = 0;
        double then = 0;
        for (int k = 0; k < tick.wm; k++) {
            double old = told[tick.wmSubentity[k]];
            if (old == 0) {
                return true;
            }
            dot += old * tick.wmTokens[k];
            now += (double) tick.wmTokens[k] * tick.wmTokens[k];
            then += old * old;
        }
        return tick.wm > 0 && 1 - dot / Math.sqrt(now * then) > SHARE_MOVED;
    }

    private void remember(TickReport tick) {
        java.util.Arrays.fill(told, 0);
        for (int k = 0; k < tick.wm; k++) {
            told[tick.wmSubentity[k]] = tick.wmTokens[k];
        }
        toldCount = tick.wm;
    }

    /** 1 - Jaccard of the selection and as many of the most energetic subentities. */
    private double mismatch(TickReport tick) {
        int expected = strongest(tick.wm);
        int both = 0;
        for (int k = 0; k < expected; k++) {
            both += selected[candidate[k]] ? 1 : 0;
        }
        int either = tick.wm + expected - both;
        return either == 0 ? 0 : 1 - (double) both / either;
    }
}
