package mind.worker.life;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import mind.protocol.EngineStatus;
import mind.protocol.GraphName;
import mind.worker.dynamics.Engine;
import mind.worker.dynamics.EngineSettings;
import mind.worker.lease.Tenure;
import mind.worker.load.GraphLoader;
import mind.worker.loop.LoopStats;
import mind.worker.loop.TickLoop;
import mind.worker.publish.EngineFeed;
import mind.worker.publish.Gatherer;
import mind.worker.publish.Pulse;
import mind.worker.publish.Speaker;

/** A running engine, from the first tick under one tenure to the last. */
public final class Session implements AutoCloseable {
    private static final int IDS_TOLD = 500; // subentity ids in a status

    private final GraphName name;
    private final EngineSettings settings;
    private final Tenure tenure;
    private final Speaker speaker;
    private final TickLoop loop;
    private final Pulse pulse = new Pulse();
    private volatile Mind mind;

    Session(GraphName name, EngineSettings settings, Tenure tenure, Speaker speaker, GraphLoader.Loaded loaded) {
        this.name = name;
        this.settings = settings;
        this.tenure = tenure;
        this.speaker = speaker;
        var engine = new Engine(loaded.graph(), settings);
        this.loop = new TickLoop(name.citizen(), engine);
        this.mind = mind(loaded, engine);
    }

    private Mind mind(GraphLoader.Loaded loaded, Engine engine) {
        var gatherer = new Gatherer(engine, speaker);
        var feed = new EngineFeed(gatherer, name.graph(), loop::stats, settings.wmBudget());
        return new Mind(loaded, engine, gatherer, feed);
    }

    void start() {
        loop.observe(pulse::tick);
        loop.observe(engine -> mind.gatherer().tick(engine));
        speaker.feed(mind.feed());
        loop.start();
    }

    /**
     * Goes on with a graph that was loaded anew: energies and weights of what is in both stay as they are here, thresholds
     * and structure are the new ones.
     */
    void replace(GraphLoader.Loaded loaded) throws InterruptedException, ExecutionException {
        Mind old = mind;
        Mind next = loop.submit(engine -> {
                    CarryOver.into(loaded.graph(), engine);
                    var successor = new Engine(loaded.graph(), settings);
                    successor.report().tick = engine.report().tick;
                    return mind(loaded, successor);
                })
                .get();
        loop.replace(next.engine()).get();
        mind = next;
        old.snapshots().clear();
        speaker.reset("the graph was loaded anew", next.feed());
    }

    public Tenure tenure() {
        return tenure;
    }

    public TickLoop loop() {
        return loop;
    }

    public Mind mind() {
        return mind;
    }

    public Pulse pulse() {
        return pulse;
    }

    /** Completes {@code base} with what this engine does. */
    EngineStatus status(EngineStatus base) {
        Mind current = mind;
        var graph = current.graph();
        LoopStats stats = loop.stats();
        Pulse.Beat beat = pulse.beat();
        Map<String, Long> counters = new LinkedHashMap<>(graph.counts.byName());
        counters.put("late_slots", stats.lateSlots());
        counters.put("failed_ticks", stats.failedTicks());
        counters.put("failed_observers", stats.failedObservers());
        counters.put("dropped_stimuli", stats.droppedStimuli());
        counters.put("rejected_tasks", stats.rejectedTasks());
        counters.put("event_drops", speaker.dropped() + current.feed().lost());
        counters.put("events_sent", speaker.sent());
        return new EngineStatus(
                base.citizen(),
                base.graph(),
                base.level(),
                base.state(),
                base.reason(),
                base.progress(),
                base.runningState().equals("running") ? stats.runningState() : base.runningState(),
                graph.nodes.count,
                graph.linkCount(),
                graph.subentities.count,
                ids(graph.subentities.id),
                counters,
                stats.ticks(),
                stats.intervalMs(),
                stats.multiplier(),
                stats.measuredHz(),
                stats.lastMs(),
                stats.p50Ms(),
                stats.p99Ms(),
                beat.totalEnergy(),
                beat.active(),
                beat.globalEnergy(),
                beat.sigma(),
                beat.consciousness(),
                beat.sinceStimulus(),
                base.persistence(),
                current.loaded().millis());
    }

    private static List<String> ids(String[] ids) {
        return Arrays.asList(ids).subList(0, Math.min(IDS_TOLD, ids.length));
    }

    /** Ends the ticks. Nothing is written or told from here on. */
    @Override
    public void close() {
        loop.close();
    }
}
