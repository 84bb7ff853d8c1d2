package mind.worker.life;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import mind.protocol.EngineStatus;
import mind.worker.dynamics.Engine;
import mind.worker.dynamics.TickReport.Alarm;
import mind.worker.lease.Tenure;
import mind.worker.load.GraphLoader;
import mind.worker.loop.LoopStats;
import mind.worker.loop.TickLoop;
import mind.worker.persist.Writeback;
import mind.worker.publish.EngineFeed;
import mind.worker.publish.Gatherer;
import mind.worker.publish.Pulse;

/** A running engine, from the first tick under one tenure to the last. */
public final class Session implements AutoCloseable {
    private static final int IDS_TOLD = 500; // subentity ids in a status

    private final EngineParts parts;
    private final Tenure tenure;
    private final Runnable onGraphGone;
    private final TickLoop loop;
    private final Pulse pulse = new Pulse();
    private volatile Mind mind;
    private volatile long lostBefore; // by the feeds of graphs that were replaced
    private boolean finished; // guarded by this

    /** @param onGraphGone run if the graph vanishes from FalkorDB under the running engine */
    Session(EngineParts parts, Tenure tenure, GraphLoader.Loaded loaded, Runnable onGraphGone) {
        this.parts = parts;
        this.tenure = tenure;
        this.onGraphGone = onGraphGone;
        var engine = new Engine(loaded.graph(), parts.settings());
        this.loop = new TickLoop(parts.name().citizen(), engine);
        this.mind = mind(loaded, engine, writeback(loaded));
    }

    private Writeback writeback(GraphLoader.Loaded loaded) {
        return new Writeback(
                parts.persist(),
                loaded.graph(),
                loop,
                parts.writing().get(),
                loaded.source(),
                parts.name().graph(),
                tenure,
                parts.log(),
                onGraphGone);
    }

    private Mind mind(GraphLoader.Loaded loaded, Engine engine, Writeback writeback) {
        var gatherer = new Gatherer(engine, parts.speaker()::listened, parts.speaker()::wake);
        var feed = new EngineFeed(gatherer, parts.name(), loop::stats, parts.settings());
        return new Mind(loaded, engine, gatherer, feed, writeback);
    }

    void start() {
        loop.observe(pulse::tick);
        loop.observe(engine -> mind.gatherer().tick(engine));
        loop.observe(parts.watcher()::tick);
        parts.speaker().feed(mind.feed());
        loop.start();
        mind.writeback().start();
    }

    /**
     * Goes on with a graph that was loaded anew: energies and weights of what is in both stay as they are here, thresholds
     * and structure are the new ones. Does nothing once it is finished.
     */
    synchronized void replace(GraphLoader.Loaded loaded) throws InterruptedException, ExecutionException {
        if (finished) {
            return;
        }
        Mind old = mind;
        Writeback writeback = writeback(loaded); // first: what was loaded is what is stored
        old.writeback().close(); // what it has not written differs from what was loaded, too
        writeback.follow(old.writeback());
        lostBefore += old.feed().lost();
        loop.replace(engine -> {
                    CarryOver.into(loaded.graph(), engine);
                    var successor = new Engine(loaded.graph(), parts.settings());
                    successor.report().tick = engine.report().tick;
                    mind = mind(loaded, successor, writeback);
                    return successor;
                })
                .get();
        old.snapshots().clear();
        parts.speaker().reset("the graph was loaded anew", mind.feed());
        writeback.start();
    }

    /**
     * Ends the ticks and writes everything that differs: of the graph that is being put in the place of another, too.
     *
     * @return whether all is stored
     */
    synchronized boolean finish(Duration limit) throws InterruptedException {
        finished = true;
        loop.pause();
        boolean stored = mind.writeback().flush(limit);
        close();
        return stored;
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
        counters.putAll(base.counters());
        counters.put("late_slots", stats.lateSlots());
        counters.put("failed_ticks", stats.failedTicks());
        counters.put("failed_phases", current.engine().failedPhases());
        counters.put("failed_observers", stats.failedObservers());
        for (Alarm alarm : Alarm.values()) {
            counters.put(alarm.counter(), current.engine().report().alarms(alarm));
        }
        counters.put("dropped_stimuli", stats.droppedStimuli());
        counters.put("rejected_tasks", stats.rejectedTasks());
        counters.put(
                "event_drops",
                parts.speaker().dropped() + lostBefore + current.feed().lost());
        counters.put("events_sent", parts.speaker().sent());
        counters.put("writes_refused", current.writeback().fenced());
        counters.put("rows_without_place", current.writeback().missing());
        counters.put("dropped_observations", current.engine().droppedObservations());
        counters.putAll(parts.watcher().counters());
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
                current.writeback().status(),
                current.loaded().millis());
    }

    private static List<String> ids(String[] ids) {
        return Arrays.asList(ids).subList(0, Math.min(IDS_TOLD, ids.length));
    }

    /** Ends ticks and writing at once. */
    @Override
    public void close() {
        mind.writeback().close();
        loop.close();
    }
}
