package mind.worker.dynamics;

/** Links take on what the ends of their strides feel, and all emotions fade: engine.md 2.6 and 2.8. */
final class CarryEmotions implements Phase {
    private final BestLinks best;
    private final Affect affect;

    CarryEmotions(BestLinks best, Affect affect) {
        this.best = best;
        this.affect = affect;
    }

    @Override
    public void run(TickReport tick) {
        tick.cosineRoom();
        for (int s = 0; s < tick.strides; s++) {
            int source = tick.strideNode[s];
            tick.strideCosine[s] = affect.cosine(source, tick.strideLink[s]);
            affect.carry(tick.strideLink[s], source, best.target[source], tick.strideEnergy[s]);
        }
        affect.fade(tick.dt);
    }
}
