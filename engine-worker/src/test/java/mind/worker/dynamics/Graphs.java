package mind.worker.dynamics;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import mind.worker.graph.GraphBuilder;
import mind.worker.graph.Layout;
import mind.worker.graph.LinkRow;
import mind.worker.graph.MindGraph;
import mind.worker.graph.NodeRow;
import mind.worker.graph.SubentityRow;

/** Small graphs for tests, written by hand or drawn at random. */
final class Graphs {
    private static final long SUBENTITY_IDS = 1_000_000_000L;

    private final GraphBuilder builder = new GraphBuilder();
    private final Map<String, Long> ids = new java.util.HashMap<>();
    private final NodeRow node = new NodeRow();
    private final LinkRow link = new LinkRow();
    private long links;

    Graphs node(String id, double energy, double theta) {
        return node(id, "Concept", energy, theta);
    }

    Graphs node(String id, String type, double energy, double theta) {
        return node(row -> {
            row.id = id;
            row.name = id;
            row.type = type;
            row.energy = energy;
            row.theta = theta;
        });
    }

    Graphs node(Consumer<NodeRow> fields) {
        long internal = ids.size();
        fields.accept(node.reset(internal));
        ids.put(node.id, internal);
        builder.node(node);
        return this;
    }

    Graphs link(String from, String to, double logWeight) {
        return link(from, to, "ENABLES", logWeight);
    }

    Graphs link(String from, String to, String type, double logWeight) {
        link.reset(links++, ids.get(from), ids.get(to), type);
        link.logWeight = logWeight;
        builder.link(link);
        return this;
    }

    /** What a node feels. */
    Graphs feels(String node, double valence, double arousal) {
        builder.nodeEmotion(ids.get(node), valence, arousal);
        return this;
    }

    /** What the last link feels. */
    Graphs linkFeels(double valence, double arousal) {
        builder.linkEmotion(links - 1, valence, arousal);
        return this;
    }

    /** What a subentity adds to the log weight of the last link. */
    Graphs overlay(String subentity, double size) {
        builder.linkOverlay(links - 1, Map.of(subentity, size));
        return this;
    }

    Graphs subentity(String id, double quality, Map<String, Double> members) {
        SubentityRow row = new SubentityRow();
        row.id = id;
        row.name = id;
        row.quality = quality;
        long internal = SUBENTITY_IDS + ids.size();
        ids.put("sub:" + id, internal);
        row.internalIds = List.of(internal);
        builder.subentity(row);
        members.forEach((member, weight) -> {
            link.reset(links++, ids.get(member), internal, GraphBuilder.MEMBER_OF);
            link.weight = weight;
            builder.link(link);
        });
        return this;
    }

    /** Lets half of the nodes and links of a graph drawn at random feel something. */
    Graphs feelAtRandom(Random random) {
        for (long id = 0; id < SUBENTITY_IDS && id < ids.size(); id++) {
            if (random.nextBoolean()) {
                builder.nodeEmotion(id, 2 * random.nextDouble() - 1, 2 * random.nextDouble() - 1);
            }
        }
        for (long l = 0; l < links; l++) {
            if (random.nextBoolean()) {
                builder.linkEmotion(l, 2 * random.nextDouble() - 1, 2 * random.nextDouble() - 1);
            }
        }
        return this;
    }

    MindGraph build() {
        return builder.build();
    }

    MindGraph build(Layout layout) {
        return builder.layout(layout).build();
    }

    /** Places nodes at random. */
    static Layout shuffled(Random random) {
        return shape -> {
            int[] order = Layout.AS_LOADED.order(shape);
            for (int i = order.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swap = order[i];
                order[i] = order[j];
                order[j] = swap;
            }
            return order;
        };
    }

    private static final String[] TYPES = {"Memory", "Task", "Concept", "Goal", "Event", "Realization", "Brand_New"};
    private static final String[] LINKS = {"ENABLES", "BLOCKS", "RELATES_TO", "SUPPRESS", "MEMBER_OF"};

    /**
     * A graph drawn at random: self loops, parallel links, nodes that are active, rest, lie about the floor of decay or have
     * nothing, weights at both bounds, overlays, subentities that overlap.
     */
    static Graphs random(Random random, int nodes, int links, int subentities, double awake) {
        Graphs graph = new Graphs();
        graph.addRandom(random, nodes, links, subentities, awake, 1);
        return graph;
    }

    /** The same as {@link #random}, beside what there is already, and all members' weights multiplied by {@code scale}. */
    void addRandom(Random random, int nodes, int links, int subentities, double awake, double scale) {
        for (int i = 0; i < nodes; i++) {
            double energy =
                    switch (random.nextInt(8)) {
                        case 0 -> 0;
                        case 1, 2 -> Rates.FLOOR * 2 * random.nextDouble();
                        default ->
                            random.nextDouble() < awake ? 0.5 + 3 * random.nextDouble() : 0.5 * random.nextDouble();
                    };
            double theta = random.nextInt(8) == 0 ? Rates.FLOOR : 0.5; // the least a threshold may be
            node("n" + i, TYPES[random.nextInt(TYPES.length)], energy, theta);
        }
        for (int l = 0; l < links && nodes > 0; l++) {
            link(
                    "n" + random.nextInt(nodes),
                    "n" + random.nextInt(nodes),
                    LINKS[random.nextInt(LINKS.length)],
                    Math.max(-5, Math.min(2, -6 + 9 * random.nextDouble())));
            if (subentities > 0 && random.nextInt(6) == 0) {
                overlay("s" + random.nextInt(subentities), 2 * random.nextGaussian());
            }
        }
        for (int s = 0; s < subentities; s++) {
            Map<String, Double> members = new java.util.LinkedHashMap<>();
            for (int m = random.nextInt(8); m > 0 && nodes > 0; m--) {
                members.put("n" + random.nextInt(nodes), random.nextInt(3) == 0 ? 0.0 : scale * random.nextDouble());
            }
            subentity("s" + s, random.nextDouble(), members);
        }
    }
}
