package mind.worker.dynamics;

/**
 * Links that carried energy grow easier: causal where the stride woke its target, stronger where both were awake, weaker
 * otherwise. Engine.md 2.10. Strides between active nodes have been learned from by {@link StageStrides}.
 */
final class StrengthenLinks implements Phase {
    static final byte BACKGROUND = 1;
    static final byte COACTIVATION = 2;
    static final byte CAUSAL = 3;
    /** No utility is computed, so every stride learns at the least utility. */
    private static final double UTILITY = 0.1;

    /** By tier. */
    static final double[] SCALE = {0, 0.3 * UTILITY, 1.0 * UTILITY, 0.6 * UTILITY};

    /** Learning rates of links up to log weight 0.5, up to 1, and above: easy links learn slower. */
    private static final double[] RATE = {0.01, 0.01 * 0.75, 0.01 * 0.5};

    private final Energies energies;
    private final BestLinks best;
    private final Affect affect;

    StrengthenLinks(Energies energies, BestLinks best, Affect affect) {
        this.energies = energies;
        this.best = best;
        this.affect = affect;
    }

    @Override
    public void run(TickReport tick) {
        for (int k = 0; k < tick.toStrengthen; k++) {
            int s = tick.strideToStrengthen[k];
            int i = tick.strideNode[s];
            int target = best.target[i];
            byte tier = tier(target);
            double w = best.logWeightOfBest(i);
            double scale = affect.present() ? SCALE[tier] * Affect.memory(affect.size(target)) : SCALE[tier];
            double grown = w + learningRate(w) * tick.strideEnergy[s] * scale;
            grown = grown > Rates.MOST_LOG_WEIGHT ? Rates.MOST_LOG_WEIGHT : grown;
            tick.strideTier[s] = tier;
            tick.strideGain[s] = grown - w;
            if (grown > w) {
                best.weight[i] = grown + best.clock();
                best.eased(i, grown - w, tick.tick);
            }
        }
    }

    /** Tier of a stride to a node that was not active: it may be by now. */
    private byte tier(int target) {
        return energies.energy[target] >= energies.theta[target] ? CAUSAL : BACKGROUND;
    }

    /**
     * Learning rate at log weight {@code w}. Weights lie in no order and a branch would be mispredicted, so the signs of
     * the distances to the two bounds are added up and the rate is looked up.
     */
    static double learningRate(double w) {
        long above = (Double.doubleToRawLongBits(0.5 - w) >>> 63) + (Double.doubleToRawLongBits(1 - w) >>> 63);
        return RATE[(int) above];
    }
}
