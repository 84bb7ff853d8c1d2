package mind.worker.dynamics;

/**
 * Every active node sends energy over its best link, all from the same state: engine.md 2.6. The changes are staged, not
 * applied.
 */
final class StageStrides implements Phase {
    private static final double LEAST = 1e-9;

    private final EngineSettings settings;
    private final Energies energies;
    private final BestLinks best;
    private final double[] kept; // [nodes] share a target keeps; empty where it keeps all

    StageStrides(EngineSettings settings, Energies energies, BestLinks best, double[] kept) {
        this.settings = settings;
        this.energies = energies;
        this.best = best;
        this.kept = kept;
    }

    @Override
    public void run(TickReport tick) {
        tick.strides = 0;
        if (!settings.diffusion()) {
            return;
        }
        tick.strideRoom(energies.activeCount);
        double rate = settings.alpha() * tick.dt;
        int live = energies.liveCount; // targets join behind and do not stride in this tick
        double[] energy = energies.energy;
        double[] delta = energies.delta;
        int[] link = best.link;
        int[] target = best.target;
        double[] ease = best.ease;
        int[] strideNode = tick.strideNode;
        int[] strideLink = tick.strideLink;
        double[] strideEnergy = tick.strideEnergy;
        int strides = 0;
        for (int k = 0; k < live; k++) {
            int i = energies.live[k];
            if (link[i] < 0 || !energies.isActive(i)) {
                continue;
            }
            double moved = energy[i] * Math.min(1, ease[i] * rate);
            if (moved <= LEAST) {
                continue;
            }
            int j = target[i];
            energies.touch(j);
            delta[i] -= moved;
            delta[j] += kept.length == 0 ? moved : kept[j] * moved;
            strideNode[strides] = i;
            strideLink[strides] = link[i];
            strideEnergy[strides++] = moved;
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
