package mind.worker.dynamics;

import java.util.Arrays;
import mind.worker.graph.Memberships;
import mind.worker.graph.Nodes;

/**
 * Each node's moving average of being in working memory: {@code 0.1 * present + 0.9 * old} every tick. Presence rarely
 * changes, so a node is brought up to date when it does, or when it is read: k ticks of one presence p take the average
 * to {@code p + (old - p) * 0.9^k}.
 */
final class PresenceAverages implements Phase {
    private static final double KEEP = 0.9;

    private final Nodes nodes;
    private final Memberships members;
    private final WorkingMemory memory;
    private final boolean[] wasSelected; // [subentities]
    private final int[] presences; // [nodes] selected subentities a node is a member of
    private final long[] since; // [nodes] ticks that had passed at the last update
    private long ticks;

    PresenceAverages(Nodes nodes, Memberships members, WorkingMemory memory) {
        this.nodes = nodes;
        this.members = members;
        this.memory = memory;
        wasSelected = new boolean[memory.selected.length];
        presences = new int[nodes.count];
        since = new long[nodes.count];
    }

    @Override
    public void run(TickReport tick) {
        if (!Arrays.equals(wasSelected, memory.selected)) {
            for (int s = 0; s < wasSelected.length; s++) {
                if (wasSelected[s] != memory.selected[s]) {
                    change(s, memory.selected[s] ? 1 : -1);
                }
            }
            System.arraycopy(memory.selected, 0, wasSelected, 0, wasSelected.length);
        }
        ticks++;
    }

    private void change(int s, int by) {
        for (int slot = members.start[s]; slot < members.start[s + 1]; slot++) {
            int i = members.node[slot];
            nodes.emaWm[i] = settled(i);
            since[i] = ticks;
            presences[i] += by;
        }
    }

    /** The average of node {@code i} as of now. */
    double settled(int i) {
        long passed = ticks - since[i];
        if (passed == 0 || presences[i] == 0 && nodes.emaWm[i] == 0) {
            return nodes.emaWm[i];
        }
        double present = presences[i] > 0 ? 1 : 0;
        return present + (nodes.emaWm[i] - present) * Math.pow(KEEP, passed);
    }
}
