package mind.worker.dynamics;

import mind.worker.dynamics.TickReport.Health;
import mind.worker.graph.Subentities;

/** How many subentities are awake together and how evenly, looked at every five ticks: engine.md 2.16. */
final class PhenomenalHealth implements Phase {
    private static final int EVERY = 5;
    private static final double MOVED = 0.1;

    private final Subentities subs;
    private final SubentityActivation activation;
    private boolean told;
    private double toldFragmentation;

    PhenomenalHealth(Subentities subs, SubentityActivation activation) {
        this.subs = subs;
        this.activation = activation;
    }

    @Override
    public boolean optional() {
        return true;
    }

    @Override
    public void run(TickReport tick) {
        tick.healthChanged = false;
        if (tick.tick % EVERY != 0) {
            return;
        }
        int k = tick.activeSubentities;
        Health now =
                k == 0 ? Health.DORMANT : k == 1 ? Health.COHERENT : k < 4 ? Health.MULTIPLICITOUS : Health.FRAGMENTED;
        switch (now) {
            case DORMANT -> set(tick, 0, 0.2, 1, 0);
            case COHERENT -> set(tick, 0, 0.8, 1, 0.2);
            case MULTIPLICITOUS -> several(tick, k);
            case FRAGMENTED -> set(tick, 1, 0.4, 0.2, 0.3);
        }
        tick.healthChanged = !told || now != tick.health || Math.abs(tick.fragmentation - toldFragmentation) > MOVED;
        tick.health = now;
        if (tick.healthChanged) {
            told = true;
            toldFragmentation = tick.fragmentation;
        }
    }

    private static void set(TickReport tick, double fragmentation, double flow, double coherence, double multiplicity) {
        tick.fragmentation = fragmentation;
        tick.healthFlow = flow;
        tick.healthCoherence = coherence;
        tick.healthMultiplicity = multiplicity;
    }

    /** Two or three awake: fragmented as far as their energies are even. */
    private void several(TickReport tick, int k) {
        double sum = 0;
        double most = -1;
        int strongest = 0;
        int place = 0;
        for (int s = 0; s < subs.count; s++) {
            if (activation.active[s]) {
                sum += subs.energy[s];
                if (subs.energy[s] > most) {
                    most = subs.energy[s];
                    strongest = place;
                }
                place++;
            }
        }
        double entropy = 0;
        for (int s = 0; s < subs.count; s++) {
            if (activation.active[s] && subs.energy[s] > 0) {
                double p = subs.energy[s] / sum;
                entropy -= p * Math.log(p);
            }
        }
        double fragmentation = entropy / Math.log(k);
        double middle = (k - 1) / 2.0;
        double multiplicity = 1 - Math.abs(strongest - middle) / Math.max(middle, 1);
        set(tick, fragmentation, 0.7, 1 - fragmentation, Math.max(0, Math.min(1, multiplicity)));
    }
}
