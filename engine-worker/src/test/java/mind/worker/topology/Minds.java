package mind.worker.topology;

import java.util.List;
import mind.worker.graph.GraphBuilder;
import mind.worker.graph.LinkRow;
import mind.worker.graph.MindGraph;
import mind.worker.graph.NodeRow;
import mind.worker.graph.SubentityRow;

/** Small minds for tests: nodes n0, n1, … and subentities s0, s1, …, and links between them in the order they are made. */
final class Minds {
    private static final long SUBENTITIES = 1_000_000; // their internal ids start here

    private final GraphBuilder builder = new GraphBuilder();
    private final NodeRow node = new NodeRow();
    private final LinkRow link = new LinkRow();
    private long links;

    static Minds of(int nodes, int subentities) {
        var mind = new Minds();
        for (int i = 0; i < nodes; i++) {
            mind.node.reset(i);
            mind.node.id = "n" + i;
            mind.builder.node(mind.node);
        }
        for (int s = 0; s < subentities; s++) {
            var row = new SubentityRow();
            row.internalIds = List.of(SUBENTITIES + s);
            row.id = "s" + s;
            row.name = "subentity " + s;
            mind.builder.subentity(row);
        }
        return mind;
    }

    Minds member(int node, int subentity) {
        return link(node, SUBENTITIES + subentity, "MEMBER_OF");
    }

    /** Subentity {@code part} is a member of subentity {@code whole}. */
    Minds within(int part, int whole) {
        return link(SUBENTITIES + part, SUBENTITIES + whole, "MEMBER_OF");
    }

    Minds related(int a, int b) {
        return link(SUBENTITIES + a, SUBENTITIES + b, "RELATES_TO");
    }

    private Minds link(long source, long target, String type) {
        builder.link(link.reset(links++, source, target, type));
        return this;
    }

    MindGraph graph() {
        return builder.build();
    }
}
