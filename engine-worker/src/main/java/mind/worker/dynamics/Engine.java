package mind.worker.dynamics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import mind.worker.graph.MindGraph;

/**
 * One mind in motion: a graph and the phases that move it, one tick at a time. Not thread-safe: the tick thread owns it;
 * everything else is handed to the tick loop. Only {@link #inject} may be called from any thread.
 */
public final class Engine {
    private static final Logger LOG = Logger.getLogger("mind.worker.dynamics");

    private final MindGraph graph;
    private final EngineSettings settings;
    private final TickReport report = new TickReport();
    private final StimulusQueue stimuli;
    private final Energies energies;
    private final BestLinks best;
    private final Weights weights;
    private final Phase[] phases;
    private long ticks;

    public Engine(MindGraph graph, EngineSettings settings) {
        this(graph, settings, Energies.EXACT_UP_TO, UnaryOperator.identity());
    }

    /**
     * @param exactUpTo most nodes for which totals are summed anew each tick
     * @param change    changes the list of phases
     */
    Engine(MindGraph graph, EngineSettings settings, int exactUpTo, UnaryOperator<List<Phase>> change) {
        this.graph = graph;
        this.settings = settings;
        stimuli = new StimulusQueue(settings.stimulusQueue());
        energies = new Energies(graph, exactUpTo, settings.dtCapS());
        best = new BestLinks(graph);
        weights = new Weights(graph, best);
        phases = change.apply(phases()).toArray(Phase[]::new);
    }

    /** The tick, in its order: engine.md 2.1 and 8.5. */
    private List<Phase> phases() {
        Energies.Totals totals = new Energies.Totals();
        energies.sum(totals);
        double[] kept = settings.stickiness() ? StageStrides.stickiness(graph) : StageStrides.keepAll();
        List<Phase> list = new ArrayList<>();
        list.add(new BranchingRatio(energies));
        list.add(new CriticalityController(settings, graph.nodes.count));
        list.add(new StageStrides(settings, energies, best, kept));
        list.add(new ApplyDeltas(energies));
        if (settings.strengthen()) {
            list.add(new StrengthenLinks(energies, best));
        }
        list.add(new Decay(settings, graph, energies, weights, totals));
        list.add(new StateVariables(energies, totals, totals.after));
        list.add(new NodeFlips(energies));
        return list;
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
        return ticks;
    }

    /** How long to the next tick at multiplier 1, milliseconds. */
    public double nextIntervalMillis() {
        return settings.tickMs();
    }

    /**
     * Advances the mind by one step. A phase the physics can do without may fail: that is counted, and logged once.
     *
     * @param dt seconds, above 0
     */
    public void step(double dt) {
        report.tick = ticks;
        report.dt = dt;
        energies.begin();
        try {
            for (Phase phase : phases) {
                run(phase);
            }
        } finally {
            energies.rest(dt);
            report.touchedNode = energies.touched;
            report.touched = energies.touchedCount;
        }
        ticks++;
    }

    private void run(Phase phase) {
        if (!phase.optional()) {
            phase.run(report);
            return;
        }
        try {
            phase.run(report);
        } catch (RuntimeException e) {
            if (report.failures++ == 0) {
                LOG.log(Level.WARNING, "a part of tick " + ticks + " failed; the physics goes on", e);
            }
        }
    }

    /** Queues a stimulus for the next ticks; the oldest is dropped where the queue is full. Answers how many wait. */
    public int inject(Stimulus stimulus) {
        return stimuli.offer(stimulus);
    }

    /** Stimuli dropped so far because the queue was full. */
    public long droppedStimuli() {
        return stimuli.dropped();
    }

    /** Takes over what waits in another engine's queue, which this one is to replace. */
    public void takeStimuliOf(Engine other) {
        for (Stimulus stimulus = other.stimuli.poll(); stimulus != null; stimulus = other.stimuli.poll()) {
            stimuli.offer(stimulus);
        }
    }

    /** Learns from {@code trace}; answers what changed. */
    public List<Trace.Update> learn(Trace trace) {
        return List.of();
    }

    /** Settled energy of node {@code i}. */
    public double energy(int i) {
        return energies.settled(i);
    }

    /** Settled energies of all nodes, by index, into {@code into} (its length at least the number of nodes). */
    public void copyEnergies(double[] into) {
        for (int i = 0; i < graph.nodes.count; i++) {
            into[i] = energies.settled(i);
        }
    }

    /** Whether node {@code i} was at or above its threshold at the end of the last tick. */
    public boolean active(int i) {
        return energies.wasAbove(i);
    }

    /** Settled log weight of node {@code i}. */
    public double nodeLogWeight(int i) {
        return weights.ofNode(i);
    }

    /** Settled log weight of link {@code l}. */
    public double linkLogWeight(int l) {
        return best.logWeight(l);
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
