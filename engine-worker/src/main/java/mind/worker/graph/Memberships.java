package mind.worker.graph;

import java.util.HashMap;
import java.util.Map;

/**
 * Which node belongs to which subentity and how much, in compressed sparse rows both ways. Members of subentity
 * {@code s} are slots {@code start[s]} (inclusive) to {@code start[s + 1]} (exclusive), by node index; the subentities of
 * node {@code n} are places {@code ofStart[n]} to {@code ofStart[n + 1]} of {@link #ofSub}, by subentity index.
 * Fixed once built.
 */
public final class Memberships {
    /** How many memberships there are. */
    public final int count;

    /** [subentities + 1] First slot of each subentity. */
    public final int[] start;

    /** [count] Member node. */
    public final int[] node;

    /** [count] Weight as stored, 0 to 1. */
    public final double[] weight;

    /** [count] Share of the subentity, at least 0; the shares of one subentity sum to 1. */
    public final double[] share;

    /** [count] FalkorDB's internal id of the MEMBER_OF link. */
    public final long[] internalId;

    /**
     * FalkorDB's internal id of the row a membership starts at, by slot, where that is another row of its node's id than the
     * one that was kept.
     */
    final Map<Integer, Long> otherNode = new HashMap<>();

    /** [nodes + 1] First place of each node. */
    public final int[] ofStart;

    /** [count] The node each place of {@link #ofSub} belongs to, non-decreasing. */
    public final int[] ofNode;

    /** [count] Subentity. */
    public final int[] ofSub;

    /** [count] The node's share of that subentity, the same number as in {@link #share}. */
    public final double[] ofShare;

    Memberships(int count, int nodes, int subentities) {
        this.count = count;
        start = new int[subentities + 1];
        node = new int[count];
        weight = new double[count];
        share = new double[count];
        internalId = new long[count];
        ofStart = new int[nodes + 1];
        ofNode = new int[count];
        ofSub = new int[count];
        ofShare = new double[count];
    }

    /** Number of members of subentity {@code s}. */
    public int members(int s) {
        return start[s + 1] - start[s];
    }
}
