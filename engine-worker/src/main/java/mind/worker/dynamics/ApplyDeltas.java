package mind.worker.dynamics;

/** Applies what the strides staged and checks that nothing was made or lost: engine.md 2.6. */
final class ApplyDeltas implements Phase {
    private static final double ALARM = 0.001;

    private final Energies energies;

    ApplyDeltas(Energies energies) {
        this.energies = energies;
    }

    @Override
    public void run(TickReport tick) {
        double sum = 0;
        double[] energy = energies.energy;
        double[] delta = energies.delta;
        int[] live = energies.live;
        int count = energies.liveCount;
        for (int k = 0; k < count; k++) {
            int i = live[k];
            double change = delta[i];
            double e = energy[i] + change;
            sum += change;
            energy[i] = e > 0 ? e : 0;
            delta[i] = 0;
        }
        tick.conservationError = Math.abs(sum);
        if (tick.conservationError > ALARM) {
            tick.alarm(TickReport.Alarm.CONSERVATION);
        }
    }
}
