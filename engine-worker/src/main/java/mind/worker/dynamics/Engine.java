package mind.worker.dynamics;

import java.util.List;
import mind.worker.graph.MindGraph;

/**
 * One mind in motion: a graph and the phases that move it, one tick at a time. Not thread-safe: the tick thread owns it;
 * everything else is handed to the tick loop.
 */
public final class Engine {
    private final MindGraph graph;
    private final EngineSettings settings;
    private final TickReport report = new TickReport();

    public Engine(MindGraph graph, EngineSettings settings) {
        this.graph = graph;
        this.settings = settings;
    }

    public MindGraph graph() {
        return graph;
    }

    public EngineSettings settings() {
        return settings;
    }

    /** What the last tick did; overwritten by the next. */
    public TickReport report() {
        return report;
    }

    /** Ticks done. */
    public long ticks() {
        return report.tick;
    }

    /**
     * Advances the mind by one step.
     *
     * @param dt seconds, above 0
     */
    public void step(double dt) {
        report.dt = dt;
        report.tick++;
    }

    /** Queues a stimulus for the next ticks; the oldest is dropped where the queue is full. Answers how many wait. */
    public int inject(Stimulus stimulus) {
        return 0;
    }

    /** Stimuli dropped so far because the queue was full. */
    public long droppedStimuli() {
        return 0;
    }

    /** Learns from {@code trace}; answers what changed. */
    public List<Trace.Update> learn(Trace trace) {
        return List.of();
    }

    /** Settled energy of node {@code i}. */
    public double energy(int i) {
        return graph.nodes.energy[i];
    }

    /** Settled energies of all nodes, by index, into {@code into} (its length at least the number of nodes). */
    public void copyEnergies(double[] into) {
        for (int i = 0; i < graph.nodes.count; i++) {
            into[i] = energy(i);
        }
    }

    /** Settled log weight of node {@code i}. */
    public double nodeLogWeight(int i) {
        return graph.nodes.logWeight[i];
    }

    /** Settled log weight of link {@code l}. */
    public double linkLogWeight(int l) {
        return graph.links.logWeight[l];
    }

    /** Settled working-memory average of node {@code i}. */
    public double emaWm(int i) {
        return graph.nodes.emaWm[i];
    }

    /** Whether subentity {@code s} is active. */
    public boolean subentityActive(int s) {
        return graph.subentities.energy[s] >= graph.subentities.theta[s];
    }

    /** Members of subentity {@code s} at or above their thresholds. */
    public int activeMembers(int s) {
        return 0;
    }
}
