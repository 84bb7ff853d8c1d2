package mind.worker.emergence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import mind.worker.graph.Links;
import mind.worker.graph.MindGraph;

/**
 * Nodes that lie together around what a stimulus found: seeds, and by the strongest links what is within two steps of them,
 * without those that hang on to it by little.
 *
 * @param nodes     node indices, best connected first
 * @param density   linked pairs among all pairs, 0 to 1
 * @param coherence 1 - types / nodes: how much its nodes are of one kind, 0 to 1
 */
record Coalition(List<Integer> nodes, double density, double coherence) {
    static final int MOST = 50;
    private static final int LEAST = 3;
    private static final int TARGET = 12;
    private static final int STEPS = 2;
    private static final int NEIGHBOURS = 5; // followed from one node
    private static final double LEAST_EASE = 0.3;
    private static final double LEAST_SCORE = 0.5; // of the mean connectivity

    /**
     * Grows one from {@code seeds}; empty nodes where fewer than three hold together.
     *
     * @param logWeight settled log weight of a link
     */
    static Coalition grow(MindGraph graph, IntToDoubleFunction logWeight, List<Integer> seeds) {
        Set<Integer> members = new LinkedHashSet<>(seeds.subList(0, Math.min(MOST, seeds.size())));
        List<Integer> edge = new ArrayList<>(members);
        for (int step = 0; step < STEPS && members.size() < TARGET; step++) {
            List<Integer> next = new ArrayList<>();
            for (int node : edge) {
                for (int neighbour : strongest(graph, logWeight, node)) {
                    if (members.size() < TARGET && members.add(neighbour)) {
                        next.add(neighbour);
                    }
                }
            }
            edge = next;
        }
        return prune(graph, new ArrayList<>(members));
    }

    private record Neighbour(int node, double ease) {}

    private static List<Integer> strongest(MindGraph graph, IntToDoubleFunction logWeight, int node) {
        Links links = graph.links;
        List<Neighbour> found = new ArrayList<>();
        for (int l = links.outStart[node]; l < links.outStart[node + 1]; l++) {
            found.add(new Neighbour(links.target[l], Math.exp(logWeight.applyAsDouble(l))));
        }
        for (int k = links.inStart[node]; k < links.inStart[node + 1]; k++) {
            int l = links.incoming[k];
            found.add(new Neighbour(links.source[l], Math.exp(logWeight.applyAsDouble(l))));
        }
        return found.stream()
                .filter(neighbour -> neighbour.node < graph.nodes.count && neighbour.ease >= LEAST_EASE)
                .sorted(Comparator.comparingDouble(Neighbour::ease).reversed().thenComparingInt(neighbour -> graph.nodes
                        .rank[neighbour.node]))
                .map(Neighbour::node)
                .distinct()
                .limit(NEIGHBOURS)
                .toList();
    }

    private static Coalition prune(MindGraph graph, List<Integer> members) {
        int[] degree = degrees(graph, members);
        double mean = java.util.Arrays.stream(degree).average().orElse(0);
        List<Integer> kept = new ArrayList<>();
        for (int k = 0; k < members.size(); k++) {
            if (degree[k] > 0 && degree[k] >= LEAST_SCORE * mean) {
                kept.add(members.get(k));
            }
        }
        if (kept.size() < LEAST) {
            return new Coalition(List.of(), 0, 0);
        }
        int[] within = degrees(graph, kept);
        List<Integer> order = new ArrayList<>();
        for (int k = 0; k < within.length; k++) {
            order.add(k);
        }
        order.sort(Comparator.comparingInt((Integer k) -> within[k]).reversed().thenComparingInt(k -> graph.nodes
                .rank[kept.get(k)]));
        long types = kept.stream().map(graph::nodeType).distinct().count();
        return new Coalition(
                order.stream().map(kept::get).toList(), density(graph, kept), 1 - (double) types / kept.size());
    }

    /** Linked pairs among all pairs of {@code nodes}, 0 to 1; 0 for fewer than two. */
    static double density(MindGraph graph, List<Integer> nodes) {
        double pairs = nodes.size() * (nodes.size() - 1) / 2.0;
        int linked = java.util.Arrays.stream(degrees(graph, nodes)).sum() / 2;
        return pairs == 0 ? 0 : linked / pairs;
    }

    /** How many of {@code nodes} each of them is linked with, either way. */
    private static int[] degrees(MindGraph graph, List<Integer> nodes) {
        Set<Integer> all = new HashSet<>(nodes);
        int[] degree = new int[nodes.size()];
        Links links = graph.links;
        for (int k = 0; k < degree.length; k++) {
            int node = nodes.get(k);
            Set<Integer> others = new HashSet<>();
            for (int l = links.outStart[node]; l < links.outStart[node + 1]; l++) {
                others.add(links.target[l]);
            }
            for (int at = links.inStart[node]; at < links.inStart[node + 1]; at++) {
                others.add(links.source[links.incoming[at]]);
            }
            others.remove(node);
            others.retainAll(all);
            degree[k] = others.size();
        }
        return degree;
    }
}
