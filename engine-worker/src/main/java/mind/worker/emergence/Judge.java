package mind.worker.emergence;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mind.worker.graph.Memberships;
import mind.worker.graph.MindGraph;

/**
 * Decides what becomes of a coalition: a subentity of its own, a share of one that is nearly the same, or nothing. What it
 * asks for rises with what it has seen. One thread uses it.
 */
final class Judge {
    private static final int LEAST_SIZE = 5;
    private static final int MOST_SIZE = 40;
    private static final double LEAST_NOVELTY = 0.25;
    private static final double DENSE = 0.6;
    private static final double COHERENT = 0.5;
    private static final double NOVEL = 0.4;
    private static final double SMALL = 0.2;
    private static final double LARGE = 0.8;

    private final Quantiles densities = new Quantiles();
    private final Quantiles coherences = new Quantiles();
    private final Quantiles novelties = new Quantiles();
    private final Quantiles sizes = new Quantiles();

    /** What becomes of it. */
    enum Decision {
        SPAWN,
        REDIRECT,
        REJECT
    }

    /**
     * A decision and what it rests on.
     *
     * @param reason      in words, for people
     * @param target      index of the most similar subentity; -1 where none shares a node
     * @param novelty     1 - largest Jaccard index with a subentity's members, 0 to 1
     * @param persistence rank of its coherence among those seen, 0 to 1
     * @param cohesion    rank of its density, 0 to 1
     * @param boundary    rank of its novelty, 0 to 1
     */
    record Verdict(
            Decision decision,
            String reason,
            int target,
            double novelty,
            double persistence,
            double cohesion,
            double boundary) {}

    Verdict judge(MindGraph graph, Coalition coalition) {
        int size = coalition.nodes().size();
        Set<Integer> nodes = new HashSet<>(coalition.nodes());
        int target = -1;
        double likest = 0;
        for (int s = 0; s < graph.subentities.count; s++) {
            double jaccard = jaccard(graph.memberships, s, nodes);
            if (jaccard > likest) {
                likest = jaccard;
                target = s;
            }
        }
        double novelty = 1 - likest;
        String lacking = lacking(coalition, size, novelty);
        Decision decision =
                novelty < LEAST_NOVELTY ? Decision.REDIRECT : lacking.isEmpty() ? Decision.SPAWN : Decision.REJECT;
        var verdict = new Verdict(
                decision,
                decision == Decision.REDIRECT ? "nearly the same nodes" : lacking,
                target,
                novelty,
                coherences.rank(coalition.coherence()),
                densities.rank(coalition.density()),
                novelties.rank(novelty));
        densities.add(coalition.density());
        coherences.add(coalition.coherence());
        novelties.add(novelty);
        sizes.add(size);
        return verdict;
    }

    /** What it lacks to be a subentity; empty if nothing. */
    private String lacking(Coalition coalition, int size, double novelty) {
        if (size < LEAST_SIZE || size > MOST_SIZE) {
            return size + " nodes, where " + LEAST_SIZE + " to " + MOST_SIZE + " make a subentity";
        }
        if (densities.known() && coalition.density() <= densities.at(DENSE)) {
            return "no denser than most";
        }
        if (coherences.known() && coalition.coherence() <= coherences.at(COHERENT)) {
            return "no more of one kind than most";
        }
        if (novelties.known() && novelty <= novelties.at(NOVEL)) {
            return "no newer than most";
        }
        if (sizes.known() && (size < sizes.at(SMALL) || size > sizes.at(LARGE))) {
            return "smaller or larger than most";
        }
        return "";
    }

    private static double jaccard(Memberships memberships, int s, Set<Integer> nodes) {
        int shared = 0;
        for (int slot = memberships.start[s]; slot < memberships.start[s + 1]; slot++) {
            shared += nodes.contains(memberships.node[slot]) ? 1 : 0;
        }
        return shared == 0 ? 0 : shared / (double) (nodes.size() + memberships.members(s) - shared);
    }

    /** The nodes of {@code coalition} by name, best connected first, as a name for all of them. */
    static String name(MindGraph graph, List<Integer> coalition) {
        return String.join(
                " · ",
                coalition.stream()
                        .limit(3)
                        .map(node -> shortened(graph.nodes.name.get(node)))
                        .toList());
    }

    private static String shortened(String name) {
        return name.length() <= 24 ? name : name.substring(0, 23) + "…";
    }
}
