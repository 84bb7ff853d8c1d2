package mind.worker.dynamics;

/**
 * Every active node sends energy over its best link, all from the same state: engine.md 2.6. The changes are staged, not
 * applied.
 *
 * <p>A link between two active nodes learns in the same pass: what it learns depends on nothing that happens later in the
 * tick, no other stride of the tick uses it, and its numbers are at hand. The others are left to {@link StrengthenLinks}.
 */
final class StageStrides implements Phase {
    private static final double LEAST = 1e-9;

    private final EngineSettings settings;
    private final Energies energies;
    private final BestLinks best;
    private final Affect affect;
    private final double[] kept; // [nodes] share a target keeps; empty where it keeps all

    StageStrides(EngineSettings settings, Energies energies, BestLinks best, Affect affect, double[] kept) {
        this.settings = settings;
        this.energies = energies;
        this.best = best;
        this.affect = affect;
        this.kept = kept;
    }

    @Override
    public void run(TickReport tick) {
        tick.strides = 0;
        tick.toStrengthen = 0;
        if (settings.diffusion()) {
            tick.strideRoom(energies.activeCount);
            stage(tick, settings.alpha() * tick.dt);
        }
    }

    /** Arrays and what the loop carries are local, so that also the plainest of compilers keeps them in registers. */
    private void stage(TickReport tick, double rate) {
        int live = energies.liveCount; // targets join behind and do not stride in this tick
        int[] nodes = energies.live;
        double[] energy = energies.energy;
        double[] delta = energies.delta;
        int[] link = best.link;
        int[] target = best.target;
        double[] ease = best.ease;
        double[] weight = best.weight;
        double clock = best.clock();
        int[] strideNode = tick.strideNode;
        int[] strideLink = tick.strideLink;
        double[] strideEnergy = tick.strideEnergy;
        byte[] strideTier = tick.strideTier;
        double[] strideGain = tick.strideGain;
        boolean allActive = energies.activeCount == energies.count;
        boolean keepsAll = kept.length == 0;
        boolean feels = affect.present();
        double learns = settings.strengthen() ? StrengthenLinks.SCALE[StrengthenLinks.COACTIVATION] : 0;
        int strides = 0;
        for (int k = 0; k < live; k++) {
            int i = nodes[k];
            int l = link[i];
            if (l < 0 || !allActive && !energies.isActive(i)) {
                continue;
            }
            double easeNow = ease[i];
            double share = easeNow * rate;
            double moved = share < 1 ? energy[i] * share : energy[i];
            if (moved <= LEAST) {
                continue;
            }
            int j = target[i];
            delta[i] -= moved;
            delta[j] += keepsAll ? moved : kept[j] * moved;
            strideNode[strides] = i;
            strideLink[strides] = l;
            strideEnergy[strides] = moved;
            if (!allActive && !energies.isActive(j)) {
                energies.touch(j);
                tick.later(strides++);
                continue;
            }
            double w = weight[i] - clock;
            w = w < Rates.LEAST_LOG_WEIGHT ? Rates.LEAST_LOG_WEIGHT : w;
            double grown = w
                    + StrengthenLinks.learningRate(w)
                            * moved
                            * (feels ? learns * Affect.memory(affect.size(j)) : learns);
            grown = grown > Rates.MOST_LOG_WEIGHT ? Rates.MOST_LOG_WEIGHT : grown;
            double gain = grown - w;
            strideTier[strides] = StrengthenLinks.COACTIVATION;
            strideGain[strides++] = gain;
            if (gain > 0) {
                weight[i] = grown + clock;
                if (gain < BestLinks.SMALL_GAIN && (i + tick.tick & BestLinks.RENEWED_EVERY) != 0) {
                    ease[i] = easeNow * (1 + gain * (1 + gain * (0.5 + gain * (1.0 / 6 + gain / 24))));
                } else {
                    best.renew(i);
                }
            }
        }
        tick.strides = strides;
    }

    /** What a target keeps, by its type and its number of links; what it does not keep is lost. */
    static double[] stickiness(mind.worker.graph.MindGraph graph) {
        double[] kept = new double[graph.nodes.count];
        var links = graph.links;
        for (int i = 0; i < kept.length; i++) {
            int degree = links.outStart[i + 1] - links.outStart[i] + links.inStart[i + 1] - links.inStart[i];
            double base =
                    switch (graph.nodeType(i)) {
                        case "Memory", "Episodic_Memory" -> 0.9;
                        case "Principle", "Personal_Value" -> 0.85;
                        case "Task" -> 0.3;
                        case "Event" -> 0.4;
                        default -> 0.6;
                    };
            kept[i] = Math.max(0.1, Math.min(1, base + 0.1 * Math.tanh(degree / 20.0)));
        }
        return kept;
    }

    /** No target loses anything. */
    static double[] keepAll() {
        return new double[0];
    }
}
