package mind.worker.graph;

import java.util.HashMap;
import java.util.Map;

/**
 * All links that are not memberships, as parallel arrays in compressed sparse rows by source. An end below the number of
 * nodes is a node; an end from there on is that number plus a subentity's index. The links of end {@code n} are slots
 * {@code outStart[n]} (inclusive) to {@code outStart[n + 1]} (exclusive): first those energy may take, up to
 * {@code diffusingEnd[n]}, then the inert ones, each part in the order of FalkorDB's link ids.
 *
 * <p>Structure is fixed once built; {@link #logWeight} belongs to the tick thread.
 */
public final class Links {
    /** How many links there are, memberships apart. */
    public final int count;

    /** [ends + 1] First slot of each source, non-decreasing, last = count. */
    public final int[] outStart;

    /** [nodes] End of the slots energy may take out of each node. */
    public final int[] diffusingEnd;

    /** [ends + 1] Where the incoming links of each end start in {@link #incoming}. */
    public final int[] inStart;

    /** [count] Link slots by target. */
    public final int[] incoming;

    /** [count] Source end. */
    public final int[] source;

    /** [count] Target end. */
    public final int[] target;

    /** [count] Number of the type in {@link MindGraph#linkTypes}. */
    public final int[] type;

    /** [count] FalkorDB's internal id. */
    public final long[] internalId;

    /**
     * [count] Natural log of the ease, -5 to 2, plus the weight decay that had passed when it was stored; of a node's best
     * link it is old while an engine runs: ask that for the settled one.
     */
    public final double[] logWeight;

    /** [count] Weight as stored, at least 0. */
    public final float[] weight;

    /** [count] Energy as stored, at least 0; 0.5 where the graph has none. */
    public final float[] energy;

    /** [count] Confidence as stored; 0.5 where the graph has none. */
    public final float[] confidence;

    /** [count] Moving average of reinforcement seats. */
    public final float[] emaSeats;

    /** [count] Moving average of formation quality. */
    public final float[] emaFormation;

    /** [count] When learning last touched it, epoch milliseconds; {@link Nodes#NEVER} before the first time. */
    public final long[] updatedMs;

    /**
     * FalkorDB's internal id of the row a link starts at, by slot, where that is another row of its source's id than the one
     * that was kept.
     */
    final Map<Integer, Long> otherSource = new HashMap<>();

    /** The same of the row it ends at. */
    final Map<Integer, Long> otherTarget = new HashMap<>();

    Links(int count, int nodes, int ends) {
        this.count = count;
        outStart = new int[ends + 1];
        diffusingEnd = new int[nodes];
        inStart = new int[ends + 1];
        incoming = new int[count];
        source = new int[count];
        target = new int[count];
        type = new int[count];
        internalId = new long[count];
        logWeight = new double[count];
        weight = new float[count];
        energy = new float[count];
        confidence = new float[count];
        emaSeats = new float[count];
        emaFormation = new float[count];
        updatedMs = new long[count];
    }
}
