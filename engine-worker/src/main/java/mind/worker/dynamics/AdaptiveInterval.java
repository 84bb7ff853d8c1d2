package mind.worker.dynamics;

/**
 * An interval that follows what happens: short after a stimulus, at high activation or where much is felt, long at rest;
 * smoothed. Engine.md 2.2.
 */
final class AdaptiveInterval implements Phase {
    private static final double SHORTEST_S = 0.1;
    private static final double LONGEST_S = 60;
    private static final double COUNTS_ABOVE = 0.3;

    private final Energies energies;
    private final Affect affect;
    private double sinceStimulus = LONGEST_S; // at multiplier 1
    private double seconds = SHORTEST_S;

    AdaptiveInterval(Energies energies, Affect affect) {
        this.energies = energies;
        this.affect = affect;
    }

    @Override
    public boolean optional() {
        return true;
    }

    @Override
    public void run(TickReport tick) {
        // the interval that has passed, which is longer than the step where that is capped
        sinceStimulus = tick.injections > 0 ? 0 : Math.min(LONGEST_S, sinceStimulus + seconds);
        double sum = 0;
        for (int i = 0; i < energies.count; i++) {
            double e = energies.settled(i);
            sum += e > COUNTS_ABOVE ? e : 0;
        }
        double least = Math.min(Math.max(SHORTEST_S, sinceStimulus), ofActivation(sum));
        seconds = 0.3 * Math.min(least, ofArousal(affect.meanSize())) + 0.7 * seconds;
    }

    /** Goes on where {@code other} ends. */
    void follow(AdaptiveInterval other) {
        sinceStimulus = other.sinceStimulus;
        seconds = other.seconds;
    }

    double millis() {
        return 1000 * seconds;
    }

    /** Interval for a sum of the energies above 0.3, seconds. */
    static double ofActivation(double sum) {
        if (sum > 10) {
            return SHORTEST_S;
        }
        if (sum < 1) {
            return LONGEST_S;
        }
        double t = Math.log10(sum);
        return LONGEST_S * (1 - t) + SHORTEST_S * t;
    }

    /** Interval for a mean size of affect, seconds. */
    static double ofArousal(double affect) {
        if (affect > 0.7) {
            return 0.2;
        }
        if (affect < 0.3) {
            return LONGEST_S;
        }
        double t = (affect - 0.3) / 0.4;
        return LONGEST_S * (1 - t) + 0.2 * t;
    }
}
