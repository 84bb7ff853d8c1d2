package mind.worker.dynamics;

import mind.worker.graph.Memberships;
import mind.worker.graph.Subentities;

/**
 * What surrounds each subentity in working memory: where the stimuli of the tick came from, and what the first of them feels,
 * which is what its members feel by their shares. Engine.md 2.12.
 */
final class ContextAverages implements Phase {
    private static final double STEP = 0.1;
    private static final int SOURCES = 32; // told apart; who sends a stimulus may call itself anything
    private static final String OTHERS = "other";

    private final Subentities subs;
    private final Memberships memberships;
    private final Affect affect;

    ContextAverages(Subentities subs, Memberships memberships, Affect affect) {
        this.subs = subs;
        this.memberships = memberships;
        this.affect = affect;
    }

    @Override
    public boolean optional() {
        return true;
    }

    @Override
    public void run(TickReport tick) {
        if (tick.injections > 0) {
            countChannel(tick);
        }
        if (affect.present() && tick.wm > 0) {
            feelAlong(tick);
        }
    }

    private void countChannel(TickReport tick) {
        String source = tick.injection[tick.injections - 1].stimulus.source();
        for (int k = 0; k < tick.wm; k++) {
            subs.channels[tick.wmSubentity[k]].add(source, 1, SOURCES, OTHERS);
        }
    }

    private void feelAlong(TickReport tick) {
        int first = tick.wmSubentity[0];
        double valence = 0;
        double arousal = 0;
        for (int m = memberships.start[first]; m < memberships.start[first + 1]; m++) {
            valence += memberships.share[m] * affect.nodeValence(memberships.node[m]);
            arousal += memberships.share[m] * affect.nodeArousal(memberships.node[m]);
        }
        for (int k = 0; k < tick.wm; k++) {
            int s = tick.wmSubentity[k];
            subs.valenceEma[s] += STEP * (valence - subs.valenceEma[s]);
            subs.arousalEma[s] += STEP * (arousal - subs.arousalEma[s]);
        }
    }
}
