package mind.worker.dynamics;

import java.util.function.IntConsumer;

/** Tells who crossed its threshold between the start of the tick and its end, and lets those below it rest. */
final class NodeFlips implements Phase {
    private final Energies energies;
    private final int[] rank;
    private final IntConsumer flips = this::list;
    private TickReport tick;

    NodeFlips(Energies energies) {
        this.energies = energies;
        rank = energies.nodes.rank;
    }

    @Override
    public void run(TickReport report) {
        tick = report;
        tick.flips = 0;
        tick.flipsListed = 0;
        energies.mark(flips);
    }

    /** Keeps the list sorted, largest change first; of equal changes the lower load rank. */
    private void list(int i) {
        tick.flips++;
        double change = Math.abs(energies.energy[i] - energies.before[i]);
        int at = tick.flipsListed;
        while (at > 0 && before(i, change, at - 1)) {
            at--;
        }
        int last = Math.min(tick.flipsListed, tick.flipNode.length - 1);
        if (at > last) {
            return;
        }
        for (int k = last; k > at; k--) {
            tick.flipNode[k] = tick.flipNode[k - 1];
            tick.flipBefore[k] = tick.flipBefore[k - 1];
            tick.flipAfter[k] = tick.flipAfter[k - 1];
        }
        tick.flipNode[at] = i;
        tick.flipBefore[at] = energies.before[i];
        tick.flipAfter[at] = energies.energy[i];
        tick.flipsListed = last + 1;
    }

    private boolean before(int i, double change, int other) {
        double otherChange = Math.abs(tick.flipAfter[other] - tick.flipBefore[other]);
        return change > otherChange || change == otherChange && rank[i] < rank[tick.flipNode[other]];
    }
}
