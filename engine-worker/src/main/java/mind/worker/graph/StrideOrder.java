package mind.worker.graph;

import java.util.Arrays;

/**
 * Orders nodes by where the node they send to lies: breadth first down the forest that the easiest links form, where each
 * node hangs on its target. A tree begins at a node that sends nowhere, or at one on the ring its strides end in.
 */
final class StrideOrder {
    private final int[] target; // [nodes] -1 where a node sends nowhere
    private final int[] start; // [nodes + 1] where each node's senders start
    private final int[] senders;
    private final int[] order;
    private final boolean[] placed;
    private int count;

    StrideOrder(int[] target) {
        this.target = target;
        start = new int[target.length + 1];
        senders = new int[target.length];
        order = new int[target.length];
        placed = new boolean[target.length];
    }

    int[] order() {
        indexSenders();
        int[] walk = new int[target.length]; // the walk a node was last met on, plus 1
        for (int node = 0; node < target.length; node++) {
            if (!placed[node]) {
                plant(root(node, walk));
            }
        }
        return order;
    }

    private void indexSenders() {
        for (int to : target) {
            if (to >= 0) {
                start[to + 1]++;
            }
        }
        for (int i = 0; i < target.length; i++) {
            start[i + 1] += start[i];
        }
        int[] next = Arrays.copyOf(start, target.length);
        for (int i = 0; i < target.length; i++) {
            if (target[i] >= 0) {
                senders[next[target[i]]++] = i;
            }
        }
    }

    /** Where the strides from {@code node} end: nobody on the way has a place, else {@code node} would have one. */
    private int root(int node, int[] walk) {
        int at = node;
        while (walk[at] != node + 1) {
            walk[at] = node + 1;
            if (target[at] < 0) {
                return at;
            }
            at = target[at];
        }
        return at;
    }

    /** Places {@code root} and everybody whose strides lead to it. */
    private void plant(int root) {
        int head = count;
        place(root);
        for (; head < count; head++) {
            int parent = order[head];
            for (int k = start[parent]; k < start[parent + 1]; k++) {
                if (!placed[senders[k]]) {
                    place(senders[k]);
                }
            }
        }
    }

    private void place(int node) {
        placed[node] = true;
        order[count++] = node;
    }
}
