package mind.worker.publish;

import mind.worker.dynamics.Engine;
import mind.worker.graph.MindGraph;
import mind.worker.graph.Subentities;

/** All that moves in a mind, as it was between two ticks; what doesn't move is in its graph. Immutable once numbered. */
public final class SnapshotCopy {
    final MindGraph graph;
    final long frame;
    final float[] energy;
    final float[] weight;
    final float[] linkWeight;
    final float[] subEnergy;
    final float[] subTheta;
    final boolean[] subActive;
    final float[] subQuality;
    final byte[] subStability;

    private long epoch;
    private long seq;

    /** Copies {@code engine}; called on the tick thread. */
    SnapshotCopy(Engine engine) {
        graph = engine.graph();
        frame = engine.report().tick;
        int nodes = graph.nodes.count;
        energy = new float[nodes];
        weight = new float[nodes];
        for (int i = 0; i < nodes; i++) {
            energy[i] = (float) engine.energy(i);
            weight[i] = (float) engine.nodeLogWeight(i);
        }
        linkWeight = new float[graph.links.count];
        for (int link = 0; link < linkWeight.length; link++) {
            linkWeight[link] = (float) engine.linkLogWeight(link);
        }
        Subentities subs = graph.subentities;
        subEnergy = new float[subs.count];
        subTheta = new float[subs.count];
        subActive = new boolean[subs.count];
        subQuality = new float[subs.count];
        subStability = new byte[subs.count];
        for (int s = 0; s < subs.count; s++) {
            subEnergy[s] = (float) subs.energy[s];
            subTheta[s] = (float) subs.theta[s];
            subActive[s] = engine.subentityActive(s);
            subQuality[s] = (float) subs.quality[s];
            subStability[s] = (byte) subs.stability[s].ordinal();
        }
    }

    /** Set once by the speaker's thread: the last event that this copy already contains. */
    void number(long ofEpoch, long lastSeq) {
        epoch = ofEpoch;
        seq = lastSeq;
    }

    public long epoch() {
        return epoch;
    }

    /** The last event already in it. */
    public long seq() {
        return seq;
    }

    public long frame() {
        return frame;
    }
}
