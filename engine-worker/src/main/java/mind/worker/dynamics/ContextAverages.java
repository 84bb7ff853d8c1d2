package mind.worker.dynamics;

import mind.worker.graph.Subentities;

/** Counts, for each subentity in working memory, where the stimuli of the tick came from. Engine.md 2.12. */
final class ContextAverages implements Phase {
    private final Subentities subs;

    ContextAverages(Subentities subs) {
        this.subs = subs;
    }

    @Override
    public boolean optional() {
        return true;
    }

    @Override
    public void run(TickReport tick) {
        if (tick.injections == 0) {
            return;
        }
        String source = tick.injection[tick.injections - 1].stimulus.source();
        for (int k = 0; k < tick.wm; k++) {
            var channels = subs.channels[tick.wmSubentity[k]];
            channels.set(source, channels.value(source) + 1);
        }
    }
}
