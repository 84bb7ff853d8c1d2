package mind.worker.publish;

import java.util.ArrayList;
import java.util.List;
import mind.worker.dynamics.Engine;
import mind.worker.dynamics.TickReport;

/** What happened since the last telling besides values that moved: figures, threshold crossings, single events. Bounded. */
final class Happenings {
    /** Most threshold crossings that are kept. */
    static final int FLIPS = 1_024;
    /** Most single events of one kind that are kept. */
    static final int SINGLES = 256;
    /** Most nodes told of one stimulus. */
    static final int STIMULUS_NODES = 64;

    private static final int[] NONE = {};

    final TickFigures figures = new TickFigures();

    final int[] flipNode = new int[FLIPS];
    final double[] flipBefore = new double[FLIPS];
    final double[] flipAfter = new double[FLIPS];
    int flips;

    final List<StimulusTold> stimuli = new ArrayList<>();
    final List<SubentityFlip> subentityFlips = new ArrayList<>();
    final List<Integer> promotions = new ArrayList<>();

    /** The last recognised pattern; empty where there was none. */
    int[] metastable = NONE;

    /** How many were left out past a bound. */
    long lost;

    /** What one stimulus did, at most {@link #STIMULUS_NODES} nodes of it. */
    record StimulusTold(
            String id,
            String text,
            String source,
            String path,
            long frame,
            int kept,
            double budget,
            double lambda,
            double topUp,
            double amplifier,
            double throttle,
            double added,
            int[] node,
            double[] delta) {}

    /** A subentity that woke or fell asleep. */
    record SubentityFlip(int sub, boolean active, double energy, double theta, int activeMembers) {}

    void add(Engine engine) {
        TickReport report = engine.report();
        figures.add(report);
        for (int k = 0; k < report.flipsListed; k++) {
            if (flips == FLIPS) {
                lost++;
            } else {
                flipNode[flips] = report.flipNode[k];
                flipBefore[flips] = report.flipBefore[k];
                flipAfter[flips++] = report.flipAfter[k];
            }
        }
        for (int k = 0; k < report.injections; k++) {
            if (room(stimuli)) {
                stimuli.add(told(report.injection[k], report.tick));
            }
        }
        for (int k = 0; k < report.subentityFlips; k++) {
            int s = report.subentityFlip[k];
            if (room(subentityFlips)) {
                subentityFlips.add(new SubentityFlip(
                        s,
                        engine.subentityActive(s),
                        engine.graph().subentities.energy[s],
                        engine.graph().subentities.theta[s],
                        engine.activeMembers(s)));
            }
        }
        for (int k = 0; k < report.promotions; k++) {
            if (room(promotions)) {
                promotions.add(report.promoted[k]);
            }
        }
        if (report.metastable) {
            metastable = java.util.Arrays.copyOf(report.metastableSubentity, report.metastableCount);
        }
    }

    private boolean room(List<?> kind) {
        if (kind.size() == SINGLES) {
            lost++;
            return false;
        }
        return true;
    }

    private static StimulusTold told(TickReport.Injection injection, long frame) {
        int nodes = Math.min(injection.selected, STIMULUS_NODES);
        return new StimulusTold(
                injection.stimulus.id(),
                injection.stimulus.text(),
                injection.stimulus.source(),
                injection.path,
                frame,
                injection.selected,
                injection.budget,
                injection.lambda,
                injection.topUp,
                injection.amplifier,
                injection.stimulus.throttle(),
                injection.added,
                java.util.Arrays.copyOf(injection.node, nodes),
                java.util.Arrays.copyOf(injection.delta, nodes));
    }

    boolean urgent() {
        return !stimuli.isEmpty() || !subentityFlips.isEmpty() || !promotions.isEmpty();
    }

    void clear() {
        figures.clearSums();
        flips = 0;
        stimuli.clear();
        subentityFlips.clear();
        promotions.clear();
        metastable = NONE;
    }
}
