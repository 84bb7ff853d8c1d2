package mind.worker.dynamics;

import mind.worker.dynamics.TickReport.Alarm;
import mind.worker.dynamics.TickReport.Safety;

/**
 * Moves the decay factor so that the branching ratio stays near 1: proportional, from its base each tick. Raises alarms,
 * which are recorded and change nothing: engine.md 2.5.
 */
final class CriticalityController implements Phase {
    private static final double LEAST_DELTA = 0.001;
    private static final double MOST_DELTA = 0.20;
    private static final int WINDOW = 20;
    private static final int RATIO_TICKS = 10;
    private static final int FRONTIER_TICKS = 20;

    private final EngineSettings settings;
    private final int nodes;
    private final double[] ratios = new double[WINDOW];
    private int seen;
    private int ratioOut;
    private int frontierWide;

    CriticalityController(EngineSettings settings, int nodes) {
        this.settings = settings;
        this.nodes = nodes;
    }

    @Override
    public void run(TickReport tick) {
        tick.rho = Math.max(0, Math.min(2, tick.sigma));
        double error = tick.rho - 1;
        tick.deltaBefore = settings.delta0();
        tick.controllerOutput = settings.controller() ? settings.kp() * error : 0;
        tick.delta = delta(settings.delta0(), tick.controllerOutput);
        tick.safety = Safety.of(tick.rho);
        tick.thresholdMultiplier = settings.controller() ? tick.safety.multiplier : 1;
        ratios[seen++ % WINDOW] = tick.rho;
        describe(tick);
        watch(tick);
    }

    static double delta(double base, double output) {
        return Math.max(LEAST_DELTA, Math.min(MOST_DELTA, base + output));
    }

    /** Population variance of the last ratios, and how often their error changed sign. */
    private void describe(TickReport tick) {
        int known = Math.min(seen, WINDOW);
        double sum = 0;
        double squares = 0;
        int changes = 0;
        double before = 0;
        for (int k = seen - known; k < seen; k++) {
            double ratio = ratios[k % WINDOW];
            sum += ratio;
            squares += ratio * ratio;
            changes += before * (ratio - 1) < 0 ? 1 : 0;
            before = ratio - 1;
        }
        double mean = sum / known;
        tick.rhoVariance = Math.max(0, squares / known - mean * mean);
        tick.oscillation = known < 2 ? 0 : (double) changes / (known - 1);
    }

    private void watch(TickReport tick) {
        ratioOut = tick.rho < 0.7 || tick.rho > 1.3 ? ratioOut + 1 : 0;
        frontierWide = tick.active + tick.shadow > 0.3 * nodes ? frontierWide + 1 : 0;
        if (ratioOut == RATIO_TICKS) {
            tick.alarm(Alarm.RATIO);
        }
        if (frontierWide == FRONTIER_TICKS) {
            tick.alarm(Alarm.FRONTIER);
        }
    }
}
