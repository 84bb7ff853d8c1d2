package mind.worker.topology;

import java.util.Arrays;
import mind.worker.graph.MindGraph;

/**
 * Every figure about the shape of one mind; subentities are its vertices. Immutable but for being arrays; it reads only
 * what never changes in a graph, so any thread may make it.
 */
final class Topology {
    private static final double HUB_PERCENTILE = 0.90;

    final Network network;
    final Distances distances;
    final Communities communities;
    final int[] depth;
    final int[] breadth; // distinct communities among the neighbours
    final double[] participation;
    final double segregation;
    final double[] richClub;
    final double hubThreshold; // betweenness
    final int[] hubs; // by betweenness, largest first, then by number

    Topology(MindGraph graph, Pace pace) {
        network = Network.ofSubentities(graph);
        pace.breathe();
        distances = new Distances(network, pace);
        communities = new Communities(network, pace);
        depth = Hierarchy.depths(graph);
        breadth = breadths(network, communities);
        participation = Mixing.participation(network, communities);
        segregation = Mixing.segregation(network, communities);
        richClub = Mixing.richClub(network);
        hubThreshold = percentile(distances.betweenness, HUB_PERCENTILE);
        hubs = hubs(distances.betweenness, hubThreshold);
    }

    private static int[] breadths(Network network, Communities communities) {
        int[] breadth = new int[network.vertices];
        int[] lastSeenAt = new int[communities.count];
        for (int v = 0; v < network.vertices; v++) {
            for (int i = network.start[v]; i < network.start[v + 1]; i++) {
                int c = communities.of[network.neighbour[i]];
                if (lastSeenAt[c] != v + 1) {
                    lastSeenAt[c] = v + 1;
                    breadth[v]++;
                }
            }
        }
        return breadth;
    }

    /** The {@code share} quantile, between two values in proportion; 0 of no values. */
    static double percentile(double[] values, double share) {
        if (values.length == 0) {
            return 0;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    private static int[] hubs(double[] betweenness, double threshold) {
        return java.util.stream.IntStream.range(0, betweenness.length)
                .filter(v -> betweenness[v] >= threshold && betweenness[v] > 0) // no hub without a path through it
                .boxed()
                .sorted((a, b) -> Double.compare(betweenness[b], betweenness[a])) // stable: equal ones stay by number
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** What depth and breadth together say of subentity {@code s}. */
    String interpretation(int s) {
        if (depth[s] <= 2 && breadth[s] <= 2) {
            return "primitive_specialist";
        }
        if (depth[s] <= 2 && breadth[s] > 4) {
            return "foundational_integrator";
        }
        if (depth[s] > 6 && breadth[s] <= 2) {
            return "abstract_specialist";
        }
        return depth[s] > 6 && breadth[s] > 4 ? "meta_integrator" : "mid_level_pattern";
    }
}
