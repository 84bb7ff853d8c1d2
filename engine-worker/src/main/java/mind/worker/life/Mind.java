package mind.worker.life;

import mind.worker.dynamics.Engine;
import mind.worker.graph.MindGraph;
import mind.worker.load.GraphLoader;
import mind.worker.persist.Writeback;
import mind.worker.publish.EngineFeed;
import mind.worker.publish.Gatherer;
import mind.worker.publish.SnapshotPlan;
import mind.worker.publish.Snapshots;

/** A loaded graph with the engine that moves it and all that is cut to its measure; a reload makes another. */
public final class Mind {
    private final GraphLoader.Loaded loaded;
    private final Engine engine;
    private final Gatherer gatherer;
    private final EngineFeed feed;
    private final Writeback writeback;
    private final Snapshots snapshots = new Snapshots();
    private SnapshotPlan plan; // guarded by this; made when first needed

    Mind(GraphLoader.Loaded loaded, Engine engine, Gatherer gatherer, EngineFeed feed, Writeback writeback) {
        this.loaded = loaded;
        this.engine = engine;
        this.gatherer = gatherer;
        this.feed = feed;
        this.writeback = writeback;
    }

    public GraphLoader.Loaded loaded() {
        return loaded;
    }

    /** Its arrays; what moves in them belongs to the tick thread. */
    public MindGraph graph() {
        return loaded.graph();
    }

    /** For the tick thread only, but for what says otherwise. */
    Engine engine() {
        return engine;
    }

    public Gatherer gatherer() {
        return gatherer;
    }

    EngineFeed feed() {
        return feed;
    }

    public Writeback writeback() {
        return writeback;
    }

    public Snapshots snapshots() {
        return snapshots;
    }

    public synchronized SnapshotPlan plan() {
        if (plan == null) {
            plan = new SnapshotPlan(graph());
        }
        return plan;
    }
}
