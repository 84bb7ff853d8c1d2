package mind.worker.topology;

import java.util.Arrays;
import mind.worker.graph.Links;
import mind.worker.graph.MindGraph;

/** How deep each subentity stands over the ones that are members of nothing smaller, by MEMBER_OF between subentities. */
final class Hierarchy {
    private Hierarchy() {}

    /**
     * Depth of each subentity: 1 without a member subentity, else one more than the least of its members' depths; 1 where
     * members only lead round in circles. A subentity that is a member of itself is no member here.
     */
    static int[] depths(MindGraph graph) {
        int nodes = graph.nodes.count;
        Links links = graph.links;
        int memberOf = graph.linkTypes.find("MEMBER_OF");
        int count = graph.subentities.count;
        int[] depth = new int[count];
        boolean[] hasMembers = new boolean[count];
        for (int link = links.outStart[nodes]; link < links.count; link++) {
            if (isMembership(links, link, memberOf, nodes)) {
                hasMembers[links.target[link] - nodes] = true;
            }
        }
        int[] queue = new int[count];
        int met = 0;
        for (int s = 0; s < count; s++) {
            if (!hasMembers[s]) {
                depth[s] = 1;
                queue[met++] = s;
            }
        }
        for (int next = 0; next < met; next++) {
            int end = nodes + queue[next];
            for (int link = links.outStart[end]; link < links.outStart[end + 1]; link++) {
                int above = links.target[link] - nodes;
                if (isMembership(links, link, memberOf, nodes) && depth[above] == 0) {
                    depth[above] = depth[queue[next]] + 1;
                    queue[met++] = above;
                }
            }
        }
        return Arrays.stream(depth).map(d -> Math.max(1, d)).toArray();
    }

    private static boolean isMembership(Links links, int link, int memberOf, int nodes) {
        return links.type[link] == memberOf && links.target[link] >= nodes && links.target[link] != links.source[link];
    }
}
