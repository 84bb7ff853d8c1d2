package mind.worker.publish;

import mind.worker.dynamics.Engine;
import mind.worker.dynamics.TickReport;

/**
 * The few figures of the last tick that other threads look at now and then. The tick thread writes them, {@link #tick}
 * last; a reader that sees a tick sees figures at least as new.
 */
public final class Pulse {
    private double totalEnergy;
    private int active;
    private double globalEnergy;
    private double sigma = 1;
    private double arousal;
    private TickReport.Consciousness consciousness = TickReport.Consciousness.DORMANT;
    private long flips;
    private long lastStimulusNanos;
    private boolean stimulated;
    private volatile long tick;

    /** Takes the figures of the tick that just ended. */
    public void tick(Engine engine) {
        TickReport report = engine.report();
        totalEnergy = report.totalEnergy;
        active = report.active;
        globalEnergy = report.globalEnergy;
        sigma = report.sigma;
        arousal = report.arousal;
        consciousness = report.consciousness;
        flips += report.flips;
        if (report.stimuliTaken > 0) {
            lastStimulusNanos = System.nanoTime();
            stimulated = true;
        }
        tick = report.tick;
    }

    /** What it shows at this moment. */
    public Beat beat() {
        long at = tick; // first: what follows is at least as new
        Double since = stimulated ? (System.nanoTime() - lastStimulusNanos) / 1e9 : null;
        return new Beat(
                at,
                finite(totalEnergy),
                active,
                finite(globalEnergy),
                finite(sigma),
                finite(arousal),
                consciousness.word(),
                flips,
                since);
    }

    private static double finite(double x) {
        return Double.isFinite(x) ? x : 0;
    }

    /**
     * The figures at one moment.
     *
     * @param flips         threshold crossings since the engine began
     * @param sinceStimulus seconds since the last stimulus; null before the first
     */
    public record Beat(
            long tick,
            double totalEnergy,
            int active,
            double globalEnergy,
            double sigma,
            double arousal,
            String consciousness,
            long flips,
            Double sinceStimulus) {}
}
