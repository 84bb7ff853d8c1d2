package mind.worker.dynamics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /** What {@link #inject} answers once another engine has taken over. */
    public static final int REPLACED = -1;

    private final MindGraph graph;
    private final EngineSettings settings;
    private final TickReport report = new TickReport();
    private final StimulusQueue stimuli;
    private final Energies energies;
    private final Affect affect;
    private final BranchingRatio branching;
    private final BestLinks best;
    private final Weights weights;
    private final Candidates candidates;
    private final SubentityActivation activation;
    private final Boundaries boundaries;
    private final WorkingMemory memory;
    private final PresenceAverages presence;
    private final Coactivation coactivation;
    private final TraceLearning learning;
    private final AdaptiveInterval interval;
    private final Optional<MembershipLearning> belonging;
    private final Decay decay;
    private final Phase[] phases;
    private long ticks;
    private volatile long failedPhases; // written by the tick thread only

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
        affect = new Affect(graph);
        branching = new BranchingRatio(energies);
        best = new BestLinks(graph, affect);
        weights = new Weights(graph, best);
        candidates = new Candidates(graph);
        activation = new SubentityActivation(energies, graph.subentities, graph.memberships);
        boundaries = new Boundaries(graph, best);
        memory = new WorkingMemory(settings, graph.subentities, graph.memberships, activation);
        presence = new PresenceAverages(graph.nodes, graph.memberships, memory);
        coactivation = new Coactivation(settings, graph, memory);
        learning = new TraceLearning(graph, weights, best);
        interval = new AdaptiveInterval(energies, affect);
        belonging =
                settings.membershipLearning() ? Optional.of(new MembershipLearning(energies, graph)) : Optional.empty();
        Energies.Totals totals = new Energies.Totals();
        energies.sum(totals);
        decay = new Decay(settings, graph, energies, weights, totals);
        report.subentityRoom(graph.subentities.count, settings.wmMax());
        phases = change.apply(phases(totals)).toArray(Phase[]::new);
    }

    /** The tick, in its order: engine.md 2.1 and 8.5. */
    private List<Phase> phases(Energies.Totals totals) {
        double[] kept = settings.stickiness() ? StageStrides.stickiness(graph) : StageStrides.keepAll();
        List<Phase> list = new ArrayList<>();
        list.add(new InjectStimuli(settings, stimuli, energies));
        list.add(branching);
        list.add(new CriticalityController(settings, graph.nodes.count));
        list.add(new TwoScale(settings, graph, energies, best, activation, boundaries));
        if (affect.present()) {
            list.add(new FeelLinks(energies, best, affect));
        }
        list.add(new StageStrides(settings, energies, best, affect, kept));
        list.add(new ApplyDeltas(energies));
        if (settings.strengthen()) {
            list.add(new StrengthenLinks(energies, best, affect));
        }
        if (settings.boundaryLearning()) {
            list.add(boundaries);
        }
        list.add(decay);
        if (affect.present()) {
            list.add(new CarryEmotions(best, affect));
        }
        list.add(new StateVariables(energies, totals, affect, totals.after));
        list.add(activation);
        list.add(new Metastability(activation));
        if (settings.lifecycle()) {
            list.add(new Lifecycle(graph.subentities, settings.dissolve()));
        }
        list.add(new NodeFlips(energies));
        list.add(memory);
        list.add(presence);
        list.add(coactivation);
        belonging.ifPresent(list::add);
        list.add(new ContextAverages(graph.subentities, graph.memberships, affect));
        list.add(new PhenomenalHealth(graph.subentities, activation));
        if (settings.adaptiveTick()) {
            list.add(interval);
        }
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
        return settings.adaptiveTick() ? interval.millis() : settings.tickMs();
    }

    /**
     * Advances the mind by one step. A phase the physics can do without may fail: that is counted, and logged once.
     *
     * @param dt seconds, above 0
     */
    public void step(double dt) {
        report.tick = ticks;
        report.dt = dt;
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
            long before = failedPhases;
            failedPhases = before + 1;
            if (before == 0) {
                LOG.log(Level.WARNING, "a part of tick " + ticks + " failed; the physics goes on", e);
            }
        }
    }

    /** Optional phases of ticks that failed so far, while the physics went on; any thread may ask. */
    public long failedPhases() {
        return failedPhases;
    }

    /**
     * Queues a stimulus for the next ticks; the oldest is dropped where the queue is full. Answers how many wait, or
     * {@link #REPLACED}.
     */
    public int inject(Stimulus stimulus) {
        return stimuli.offer(new StimulusQueue.Waiting(stimulus, candidates.of(stimulus)));
    }

    /** Stimuli dropped so far because the queue was full. */
    public long droppedStimuli() {
        return stimuli.dropped();
    }

    /**
     * Goes on where {@code other} ends, which this one replaces: its tick numbers, its branching ratio and its interval go on,
     * what waits there waits here, and subentities that are in both are as active, as often together, as much in working
     * memory and as closely related to each other and to their nodes as they were.
     */
    public void follow(Engine other) {
        ticks = other.ticks;
        failedPhases += other.failedPhases;
        report.follow(other.report);
        branching.follow(other.branching);
        decay.follow(other.decay);
        interval.follow(other.interval);
        int[] place = new int[other.graph.subentities.count];
        for (int s = 0; s < place.length; s++) {
            place[s] = graph.subentity(other.graph.subentities.id[s]);
        }
        activation.follow(other.activation, place);
        boundaries.follow(other.boundaries, place);
        memory.follow(other.memory, place);
        coactivation.follow(other.coactivation, place);
        belonging.ifPresent(next -> other.belonging.ifPresent(old -> next.follow(old, place)));
        stimuli.droppedBefore(other.stimuli.dropped());
        other.stimuli.close();
        for (var waiting = other.stimuli.poll(); waiting != null; waiting = other.stimuli.poll()) {
            inject(waiting.stimulus());
        }
    }

    /** Learns from {@code trace}; answers what changed. */
    public List<Trace.Update> learn(Trace trace) {
        return learning.learn(trace, System.currentTimeMillis());
    }

    BestLinks best() {
        return best;
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

    /** What nodes and links feel by now. */
    public Affect affect() {
        return affect;
    }

    /** Settled working-memory average of node {@code i}. */
    public double emaWm(int i) {
        return presence.settled(i);
    }

    /** Whether subentity {@code s} is active. */
    public boolean subentityActive(int s) {
        return activation.active[s];
    }

    /** Members of subentity {@code s} at or above their thresholds. */
    public int activeMembers(int s) {
        return activation.activeMembers[s];
    }

    /** {@code dominant}, {@code strong}, {@code moderate}, {@code weak} or {@code absent}. */
    public String activationLevel(int s) {
        return SubentityActivation.level(graph.subentities.energy[s], graph.subentities.theta[s]);
    }

    /** How often subentities are in working memory together. */
    public Coactivation coactivation() {
        return coactivation;
    }

    /** What memberships should become by what was learned; nothing where they are not learned. */
    public List<MembershipLearning.Change> membershipChanges() {
        return belonging.map(MembershipLearning::changes).orElse(List.of());
    }

    /** Observations dropped because too many pairs of nodes and subentities were learned already; any thread may ask. */
    public long droppedObservations() {
        return belonging.map(MembershipLearning::notLearned).orElse(0L);
    }

    /** RELATES_TO between subentities, as strides across them make it. */
    public Boundaries boundaries() {
        return boundaries;
    }
}
