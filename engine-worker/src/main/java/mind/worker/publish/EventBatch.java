package mind.worker.publish;

import java.util.concurrent.CompletableFuture;
import mind.worker.graph.MindGraph;

/**
 * What is to be told next, in arrays that are used again. It belongs to one thread at a time: the tick thread fills it, the
 * speaker's thread tells it and gives it back. Only {@link #full} is shared.
 */
final class EventBatch {
    /** Most node energies in one delta. */
    static final int NODES = 2_048;

    /** Whether it is the speaker's turn. */
    volatile boolean full;

    /** Whether values that moved are in it; else only the frame and single events. */
    boolean detailed;

    /** Whether the slow, wire-named events are due, and with them all subentities. */
    boolean slow;

    Happenings happened = new Happenings();

    final int[] node = new int[NODES];
    final double[] energy = new double[NODES];
    int nodes;

    final int[] sub;
    int subs;

    final int[] flowLink;
    final double[] flow;
    int flows;

    boolean wmChanged;
    int[] wmSub = new int[16];
    int[] wmTokens = new int[16];
    int wm;
    int wmTokensUsed;

    /** Members of working memory with the most energy, a few of each subentity; filled where {@link #slow}. */
    final int[] wmNode = new int[64];

    int wmNodes;

    /** [subentities] As they are now. */
    final double[] subEnergy;

    final double[] subTheta;
    final boolean[] subActive;

    /** [subentities] Filled where {@link #slow}. */
    final int[] activeMembers;

    /** The copy taken at the same moment, and who waits for it; null where nobody does. */
    SnapshotCopy copy;

    CompletableFuture<SnapshotCopy> copyDone;

    EventBatch(MindGraph graph) {
        int subentities = graph.subentities.count;
        sub = new int[subentities];
        subEnergy = new double[subentities];
        subTheta = new double[subentities];
        subActive = new boolean[subentities];
        activeMembers = new int[subentities];
        int strides = Math.min(graph.links.count, graph.nodes.count + 64);
        flowLink = new int[strides];
        flow = new double[strides];
    }

    /** Empties it for the next filling; called by the speaker's thread before it gives the batch back. */
    void clear() {
        happened.clear();
        nodes = 0;
        subs = 0;
        flows = 0;
        wmChanged = false;
        wmNodes = 0;
        detailed = false;
        slow = false;
        copy = null;
        copyDone = null;
    }
}
