package mind.worker.dynamics;

import mind.worker.graph.Links;
import mind.worker.graph.MindGraph;

/** Counts the nodes next to an active one that are not active themselves; pays only for nodes that change. */
final class Frontier {
    private final Links links;
    private final int[] activeBefore; // [nodes] active nodes with a diffusing link to it
    private final boolean[] active;
    private int shadow;

    Frontier(MindGraph graph) {
        links = graph.links;
        activeBefore = new int[graph.nodes.count];
        active = new boolean[graph.nodes.count];
    }

    void set(int i, boolean now) {
        active[i] = now;
        if (activeBefore[i] > 0) {
            shadow += now ? -1 : 1;
        }
        for (int l = links.outStart[i]; l < links.diffusingEnd[i]; l++) {
            int j = links.target[l];
            if (now) {
                if (activeBefore[j]++ == 0 && !active[j]) {
                    shadow++;
                }
            } else if (--activeBefore[j] == 0 && !active[j]) {
                shadow--;
            }
        }
    }

    int shadow() {
        return shadow;
    }
}
