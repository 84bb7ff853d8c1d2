package mind.worker.dynamics;

import mind.worker.graph.Links;
import mind.worker.graph.Memberships;
import mind.worker.graph.MindGraph;
import mind.worker.graph.Subentities;

/**
 * The subentity whose overlays colour this tick's strides: the best scored of those active in the tick before, engine.md
 * 2.7. With boundary strides on, energy also strides from the last winner to this one.
 */
final class TwoScale implements Phase {
    private static final double UNKNOWN = 0.5;

    private final EngineSettings settings;
    private final MindGraph graph;
    private final Energies energies;
    private final BestLinks best;
    private final SubentityActivation activation;
    private final Boundaries boundaries;
    private int current = -1;

    TwoScale(
            EngineSettings settings,
            MindGraph graph,
            Energies energies,
            BestLinks best,
            SubentityActivation activation,
            Boundaries boundaries) {
        this.settings = settings;
        this.graph = graph;
        this.energies = energies;
        this.best = best;
        this.activation = activation;
        this.boundaries = boundaries;
    }

    @Override
    public void run(TickReport tick) {
        tick.boundaryStrides = 0;
        int winner = winner();
        best.context(winner);
        if (settings.boundaryStrides() && settings.diffusion() && current >= 0 && winner >= 0 && winner != current) {
            stride(tick, current, winner);
        }
        current = winner;
    }

    private int winner() {
        int winner = -1;
        double most = Double.NEGATIVE_INFINITY;
        Subentities subs = graph.subentities;
        if (current >= 0) {
            boundaries.learnFrom(current);
        }
        for (int s = 0; s < subs.count; s++) {
            if (activation.active[s]) {
                int members = graph.memberships.members(s);
                double completeness = members == 0 ? 0 : 1 - (double) activation.activeMembers[s] / members;
                double score = 0.25 * UNKNOWN
                        + 0.20 * UNKNOWN
                        + 0.20 * completeness
                        + 0.20 * ease(s)
                        + 0.15 * (1 - subs.emaActive[s]);
                if (score > most) {
                    most = score;
                    winner = s;
                }
            }
        }
        return winner;
    }

    private double ease(int s) {
        double w = current < 0 ? Double.NaN : boundaries.logWeight(current, s);
        return Double.isNaN(w) ? UNKNOWN : Math.max(0, Math.min(1, (Math.exp(w) - 0.007) / 7.393));
    }

    /** Moves energy over a direct link from the strongest active member of one to the neediest member of the other. */
    private void stride(TickReport tick, int from, int to) {
        int i = strongest(from);
        int j = neediest(to);
        Links links = graph.links;
        for (int l = i < 0 || j < 0 ? 0 : links.outStart[i]; i >= 0 && j >= 0 && l < links.diffusingEnd[i]; l++) {
            if (links.target[l] == j) {
                double moved = energies.energy[i] * Math.min(1, best.easeOf(l) * settings.alpha() * tick.dt);
                energies.touch(j);
                energies.energy[i] -= moved;
                energies.energy[j] += moved;
                tick.boundaryStrides = 1;
                return;
            }
        }
    }

    private int strongest(int s) {
        Memberships members = graph.memberships;
        int strongest = -1;
        for (int slot = members.start[s]; slot < members.start[s + 1]; slot++) {
            int i = members.node[slot];
            if (energies.isActive(i)
                    && (strongest < 0 || precedes(i, energies.energy[i], strongest, energies.energy[strongest]))) {
                strongest = i;
            }
        }
        return strongest;
    }

    private int neediest(int s) {
        Memberships members = graph.memberships;
        int neediest = -1;
        double most = 0;
        for (int slot = members.start[s]; slot < members.start[s + 1]; slot++) {
            int i = members.node[slot];
            double need = Math.max(0, energies.theta[i] - energies.settled(i)) * meanEase(i);
            if (need > 0 && (neediest < 0 || precedes(i, need, neediest, most))) {
                most = need;
                neediest = i;
            }
        }
        return neediest;
    }

    /** Whether {@code i} has more than {@code other} has, or as much and was loaded first: members lie by index. */
    private boolean precedes(int i, double has, int other, double otherHas) {
        return has > otherHas || has == otherHas && graph.nodes.rank[i] < graph.nodes.rank[other];
    }

    private double meanEase(int i) {
        Links links = graph.links;
        int first = links.inStart[i];
        int end = links.inStart[i + 1];
        double sum = 0;
        for (int k = first; k < end; k++) {
            sum += best.easeOf(links.incoming[k]);
        }
        return first == end ? 1 : sum / (end - first);
    }
}
