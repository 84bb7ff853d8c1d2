package mind.worker.dynamics;

/** Tells who crossed its threshold between the start of the tick and its end, and lets those below it rest. */
final class NodeFlips implements Phase {
    private final Energies energies;
    private final int[] rank;

    NodeFlips(Energies energies) {
        this.energies = energies;
        rank = energies.nodes.rank;
    }

    @Override
    public void run(TickReport tick) {
        tick.flips = 0;
        tick.flipsListed = 0;
        for (int k = 0; k < energies.liveCount; k++) {
            int i = energies.live[k];
            if (energies.mark(i)) {
                tick.flips++;
                list(tick, i);
            }
        }
    }

    /** Keeps the list sorted, largest change first; of equal changes the lower load rank. */
    private void list(TickReport tick, int i) {
        double change = Math.abs(energies.energy[i] - energies.before[i]);
        int at = tick.flipsListed;
        while (at > 0 && before(tick, i, change, at - 1)) {
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

    private boolean before(TickReport tick, int i, double change, int other) {
        double otherChange = Math.abs(tick.flipAfter[other] - tick.flipBefore[other]);
        return change > otherChange || change == otherChange && rank[i] < rank[tick.flipNode[other]];
    }
}
