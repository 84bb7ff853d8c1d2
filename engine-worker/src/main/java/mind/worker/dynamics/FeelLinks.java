package mind.worker.dynamics;

/** Active nodes that feel something choose their link anew, as what it feels may have changed: engine.md 2.6. */
final class FeelLinks implements Phase {
    private final Energies energies;
    private final BestLinks best;
    private final Affect affect;

    FeelLinks(Energies energies, BestLinks best, Affect affect) {
        this.energies = energies;
        this.best = best;
        this.affect = affect;
    }

    @Override
    public void run(TickReport tick) {
        for (int k = 0; k < energies.liveCount; k++) {
            int i = energies.live[k];
            if (affect.feels(i) && energies.isActive(i)) {
                best.search(i);
            }
        }
    }
}
