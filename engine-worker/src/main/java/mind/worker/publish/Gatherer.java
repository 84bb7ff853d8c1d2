package mind.worker.publish;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import mind.worker.dynamics.Engine;
import mind.worker.dynamics.TickReport;
import mind.worker.graph.MindGraph;
import mind.worker.graph.Subentities;

/**
 * Watches an engine at the end of each tick and keeps what has changed since it was last told. When the speaker's thread
 * has given the batch back, it fills it; until then newer values take the place of older ones and counts add up. Runs on
 * the tick thread, never waits, and allocates nothing while nothing but energy moves.
 */
/*
 * Which nodes moved: those a stimulus or stride touched are looked at in the same tick. All others only decay, slowly and
 * lazily, so a sweep looks at a small share of them each tick. A node counts as moved when its energy differs from what was
 * last told by more than the deadband, or stands on the other side of its threshold. A moved node waits in a ring for its
 * turn and is told with the value it has then, so every listener ends up with every value, whatever was left out before.
 * While nobody listens none of this is done; the first tick that somebody listens to looks at all nodes.
 */
public final class Gatherer {
    /** Smallest relative change of an energy that is worth telling. */
    static final double DEADBAND = 0.005;

    private static final int TOP_MEMBERS = 5; // of each subentity in working memory
    private static final int SWEEP_TICKS = 64; // every node is looked at once in so many ticks
    private static final long QUIET_NANOS =
            480_000_000; // between frames that nobody listens to; a little under 5 slots
    private static final long SLOW_NANOS =
            480_000_000; // between the wire-named events of one type; a little under 5 slots

    private final BooleanSupplier listened;
    private final Runnable handed;
    private final MindGraph graph;
    private final EventBatch batch;
    private Happenings happened = new Happenings();

    private final float[] told; // [nodes]
    private final long[] waiting; // bit set over nodes: those in the ring
    private final int[] ring; // [nodes]
    private int ringStart;
    private int ringCount;
    private int sweep;

    private final float[] subToldEnergy;
    private final float[] subToldTheta;
    private final boolean[] subToldActive;

    private final float[] flow; // [links] moved since last told
    private final int[] flowLink; // [links] those above 0
    private int flows;

    private boolean wasListened;
    private boolean wmDue = true;
    private long lastHandNanos = System.nanoTime() - QUIET_NANOS;
    private long lastSlowNanos = System.nanoTime() - SLOW_NANOS;

    /**
     * A gatherer for one engine; created while no tick of it runs.
     *
     * @param listened whether somebody listens; while nobody does, values that move are not looked at
     * @param handed   run when the batch is ready to be told; must not wait
     */
    public Gatherer(Engine engine, BooleanSupplier listened, Runnable handed) {
        this.listened = listened;
        this.handed = handed;
        this.graph = engine.graph();
        this.batch = new EventBatch(graph);
        int nodes = graph.nodes.count;
        told = new float[nodes];
        waiting = new long[(nodes + 63) / 64];
        ring = new int[nodes];
        for (int i = 0; i < nodes; i++) {
            told[i] = (float) engine.energy(i);
        }
        int subs = graph.subentities.count;
        subToldEnergy = new float[subs];
        subToldTheta = new float[subs];
        subToldActive = new boolean[subs];
        Arrays.fill(subToldTheta, 1);
        flow = new float[graph.links.count];
        flowLink = new int[graph.links.count];
    }

    EventBatch batch() {
        return batch;
    }

    MindGraph graph() {
        return graph;
    }

    /** Takes in what the tick that just ended did. */
    public void tick(Engine engine) {
        if (engine.graph() != graph) {
            return; // replaced: another gatherer watches the next one
        }
        TickReport report = engine.report();
        happened.add(engine);
        wmDue |= report.wmChanged;
        boolean detailed = listened.getAsBoolean();
        if (detailed) {
            flows(report);
            moved(engine, report);
        }
        wasListened = detailed;
        if (!batch.full) {
            long now = System.nanoTime();
            if (detailed || happened.urgent() || now - lastHandNanos >= QUIET_NANOS) {
                hand(engine, detailed, now);
            }
        }
    }

    /**
     * Copies the engine for a snapshot that fits between two events, where the batch is free; it is complete once the
     * speaker has numbered it. Called on the tick thread, between two ticks.
     *
     * @return the copy to come; failed with {@link RejectedExecutionException} where the batch is not free at the moment, or
     *     what it holds can't be told
     */
    public CompletableFuture<SnapshotCopy> snapshot(Engine engine) {
        if (batch.full || engine.graph() != graph) {
            return CompletableFuture.failedFuture(new RejectedExecutionException("the speaker is busy"));
        }
        if (!wasListened) {
            lookAtAll(engine); // else whoever follows from before would not come to what the snapshot shows
        }
        var numbered = new CompletableFuture<SnapshotCopy>();
        batch.copy = new SnapshotCopy(engine);
        batch.copyDone = numbered;
        hand(engine, true, System.nanoTime());
        wmDue = true; // a snapshot does not tell working memory: the next batch does
        return numbered;
    }

    private void moved(Engine engine, TickReport report) {
        if (!wasListened) {
            lookAtAll(engine);
            return;
        }
        for (int k = 0; k < report.touched; k++) {
            look(engine, report.touchedNode[k]);
        }
        int share = (graph.nodes.count + SWEEP_TICKS - 1) / SWEEP_TICKS;
        for (int k = 0; k < share; k++) {
            sweep = sweep + 1 < graph.nodes.count ? sweep + 1 : 0;
            look(engine, sweep);
        }
    }

    /** What moved while nobody listened. */
    private void lookAtAll(Engine engine) {
        for (int node = 0; node < graph.nodes.count; node++) {
            look(engine, node);
        }
    }

    private void look(Engine engine, int node) {
        long bit = 1L << node;
        if ((waiting[node >> 6] & bit) == 0
                && differs(told[node], (float) engine.energy(node), graph.nodes.theta[node])) {
            waiting[node >> 6] |= bit;
            int at = ringStart + ringCount++;
            ring[at < ring.length ? at : at - ring.length] = node;
        }
    }

    private static boolean differs(double told, double now, double theta) {
        return Math.abs(now - told) > DEADBAND * Math.max(now, told) || told >= theta != now >= theta;
    }

    private void flows(TickReport report) {
        for (int k = 0; k < report.strides; k++) {
            int link = report.strideLink[k];
            double energy = report.strideEnergy[k];
            if (flow[link] == 0 && (float) energy > 0) {
                flowLink[flows++] = link;
            }
            flow[link] += (float) energy;
            happened.figures.stride(link, energy, report.strideTier[k], report.strideGain[k], report.cosine(k));
        }
    }

    /** Fills the batch and gives it to the speaker. */
    private void hand(Engine engine, boolean detailed, long now) {
        Happenings mine = happened;
        happened = batch.happened;
        batch.happened = mine;
        batch.detailed = detailed;
        if (detailed) {
            batch.slow = now - lastSlowNanos >= SLOW_NANOS;
            lastSlowNanos = batch.slow ? now : lastSlowNanos;
            fillNodes(engine);
            fillFlows();
            fillSubentities(engine);
        }
        if (wmDue || batch.slow) {
            fillWorkingMemory(engine);
        }
        if (mine.figures.strideLink >= 0) {
            mine.figures.strideWeight = engine.linkLogWeight(mine.figures.strideLink);
            mine.figures.felt(engine.affect(), engine.graph().links.source[mine.figures.strideLink]);
        }
        lastHandNanos = now;
        batch.full = true;
        handed.run();
    }

    private void fillNodes(Engine engine) {
        while (ringCount > 0 && batch.nodes < EventBatch.NODES) {
            int node = ring[ringStart];
            ringStart = ringStart + 1 < ring.length ? ringStart + 1 : 0;
            ringCount--;
            waiting[node >> 6] &= ~(1L << node);
            double energy = engine.energy(node);
            told[node] = (float) energy;
            batch.node[batch.nodes] = node;
            batch.energy[batch.nodes++] = energy;
        }
    }

    private void fillFlows() {
        while (flows > 0 && batch.flows < batch.flow.length) {
            int link = flowLink[--flows];
            batch.flowLink[batch.flows] = link;
            batch.flow[batch.flows++] = flow[link];
            flow[link] = 0;
        }
    }

    private void fillSubentities(Engine engine) {
        Subentities subs = graph.subentities;
        for (int s = 0; s < subs.count; s++) {
            double energy = subs.energy[s];
            double theta = subs.theta[s];
            boolean active = engine.subentityActive(s);
            batch.subEnergy[s] = energy;
            batch.subTheta[s] = theta;
            batch.subActive[s] = active;
            if (batch.slow) {
                batch.activeMembers[s] = engine.activeMembers(s);
            }
            if (active != subToldActive[s] || far(subToldEnergy[s], energy) || far(subToldTheta[s], theta)) {
                subToldEnergy[s] = (float) energy;
                subToldTheta[s] = (float) theta;
                subToldActive[s] = active;
                batch.sub[batch.subs++] = s;
            }
        }
    }

    private static boolean far(double told, double now) {
        return Math.abs((float) now - told) > DEADBAND * Math.max(now, told);
    }

    private void fillWorkingMemory(Engine engine) {
        TickReport report = engine.report();
        if (batch.wmSub.length < report.wm) {
            batch.wmSub = new int[report.wmSubentity.length];
            batch.wmTokens = new int[report.wmSubentity.length];
        }
        System.arraycopy(report.wmSubentity, 0, batch.wmSub, 0, report.wm);
        System.arraycopy(report.wmTokens, 0, batch.wmTokens, 0, report.wm);
        batch.wm = report.wm;
        batch.wmTokensUsed = report.wmTokensUsed;
        batch.wmChanged = wmDue;
        wmDue = false;
        for (int k = 0; batch.slow && k < report.wm; k++) {
            topMembers(engine, report.wmSubentity[k]);
        }
    }

    /** Adds the members of subentity {@code s} with the most energy, at most {@link #TOP_MEMBERS}, to the batch. */
    private void topMembers(Engine engine, int s) {
        int start = graph.memberships.start[s];
        int end = graph.memberships.start[s + 1];
        int first = batch.wmNodes;
        for (int slot = start; slot < end; slot++) {
            int node = graph.memberships.node[slot];
            double energy = engine.energy(node);
            int at = batch.wmNodes;
            while (at > first && engine.energy(batch.wmNode[at - 1]) < energy) {
                at--;
            }
            int room = Math.min(TOP_MEMBERS, batch.wmNode.length - first);
            if (energy > 0 && at - first < room) {
                int last = Math.min(batch.wmNodes, first + room - 1);
                System.arraycopy(batch.wmNode, at, batch.wmNode, at + 1, last - at);
                batch.wmNode[at] = node;
                batch.wmNodes = Math.min(batch.wmNodes + 1, first + room);
            }
        }
    }
}
