package mind.worker.dynamics;

/**
 * Links that carried energy grow easier: causal where the stride woke its target, stronger where both were awake, weaker
 * otherwise. Engine.md 2.10.
 */
final class StrengthenLinks implements Phase {
    static final byte BACKGROUND = 1;
    static final byte COACTIVATION = 2;
    static final byte CAUSAL = 3;
    private static final double[] SCALE = {0, 0.3, 1.0, 0.6};

    /** No utility is computed, so every stride learns at the least utility. */
    private static final double UTILITY = 0.1;

    private final Energies energies;
    private final BestLinks best;

    StrengthenLinks(Energies energies, BestLinks best) {
        this.energies = energies;
        this.best = best;
    }

    @Override
    public void run(TickReport tick) {
        int[] node = tick.strideNode;
        int[] link = tick.strideLink;
        double[] moved = tick.strideEnergy;
        byte[] tiers = tick.strideTier;
        double[] gains = tick.strideGain;
        int[] target = best.target;
        int strides = tick.strides;
        for (int s = 0; s < strides; s++) {
            int j = target[node[s]];
            byte tier =
                    energies.isActive(j) ? COACTIVATION : energies.energy[j] >= energies.theta[j] ? CAUSAL : BACKGROUND;
            double w = best.logWeight(link[s]);
            double grown = Math.min(Rates.MOST_LOG_WEIGHT, w + learningRate(w) * moved[s] * SCALE[tier] * UTILITY);
            tiers[s] = tier;
            gains[s] = grown - w;
            if (grown > w) {
                best.store(link[s], grown);
                best.eased(node[s], grown - w, tick.tick);
            }
        }
    }

    /** Learning rate at log weight {@code w}: easy links learn slower. */
    static double learningRate(double w) {
        return w > 1 ? 0.01 * 0.5 : w > 0.5 ? 0.01 * 0.75 : 0.01;
    }
}
