package mind.worker.dynamics;

import java.util.List;
import java.util.Random;
import mind.worker.graph.GraphBuilder;
import mind.worker.graph.LinkRow;
import mind.worker.graph.MindGraph;
import mind.worker.graph.NodeRow;
import mind.worker.graph.SubentityRow;

/** Power-law graphs for benchmarks: ends drawn by u^2.2, every node with a way out, 1.3 memberships a node. */
public final class BenchGraph {
    private static final String[] TYPES = {
        "Memory", "Task", "Concept", "Goal", "Event", "Realization", "Person", "Document"
    };
    private static final double SKEW = 2.2;
    private static final double REST = 0.02;

    private BenchGraph() {}

    /**
     * @param awake share of nodes at the energy of an active one, the others somewhere below a twenty-fifth of their
     *              threshold, fading; 1 also lowers every threshold, so that all stay awake
     */
    public static MindGraph of(int nodes, int links, int subentities, double awake) {
        Random random = new Random(1);
        GraphBuilder builder = new GraphBuilder().expect(nodes, links + (int) (1.3 * nodes));
        NodeRow node = new NodeRow();
        for (int i = 0; i < nodes; i++) {
            node.reset(i);
            node.name = "node " + i;
            node.type = TYPES[random.nextInt(TYPES.length)];
            node.energy = random.nextDouble() < awake ? 0.8 + random.nextDouble() : REST * random.nextDouble();
            node.theta = awake >= 1 ? 0.001 : 0.5;
            builder.node(node);
        }
        int[] sources = shuffled(nodes, random);
        int[] targets = shuffled(nodes, random);
        LinkRow link = new LinkRow();
        for (int l = 0; l < links; l++) {
            int source = l < nodes ? l : (int) (nodes * Math.pow(random.nextDouble(), SKEW));
            int target = (int) (nodes * Math.pow(random.nextDouble(), SKEW));
            link.reset(l, sources[source], targets[target], "ENABLES");
            link.logWeight = 3 * random.nextDouble() - 2;
            builder.link(link);
        }
        for (int s = 0; s < subentities; s++) {
            SubentityRow sub = new SubentityRow();
            sub.id = "s" + s;
            sub.internalIds = List.of((long) nodes + s);
            builder.subentity(sub);
        }
        for (int m = 0; subentities > 0 && m < 1.3 * nodes; m++) {
            link.reset(links + m, random.nextInt(nodes), nodes + random.nextInt(subentities), GraphBuilder.MEMBER_OF);
            link.weight = random.nextDouble();
            builder.link(link);
        }
        return builder.build();
    }

    private static int[] shuffled(int count, Random random) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return order;
    }
}
