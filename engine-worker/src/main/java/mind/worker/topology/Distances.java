package mind.worker.topology;

import java.util.Arrays;

/**
 * Betweenness and closeness of every vertex, from one breadth-first search a source. Above {@link #EXACT} vertices the
 * sources are a sample, spread evenly over the numbers, and both are estimates.
 *
 * <p>Betweenness: Brandes 2001, Journal of Mathematical Sociology 25(2); here as a share of the pairs, 0 to 1. Closeness:
 * vertices reached over the sum of the distances to them, 0 for an isolated vertex.
 */
final class Distances {
    static final int EXACT = 500;

    final double[] betweenness; // [vertices], 0 to 1
    final double[] closeness; // [vertices], 0 to 1
    final int sources; // how many searches were made

    private final Network network;
    private final int[] order; // vertices as the search met them
    private final int[] distance; // -1 where not reached
    private final double[] paths; // shortest paths from the source
    private final double[] dependency;
    private final long[] distanceSum; // to each vertex, from all sources that reach it
    private final int[] reachedBy;

    Distances(Network network, Pace pace) {
        this.network = network;
        int n = network.vertices;
        sources = Math.min(n, EXACT);
        betweenness = new double[n];
        closeness = new double[n];
        order = new int[n];
        distance = new int[n];
        paths = new double[n];
        dependency = new double[n];
        distanceSum = new long[n];
        reachedBy = new int[n];
        for (int i = 0; i < sources; i++) {
            search((int) ((long) i * n / sources));
            pace.breathe();
        }
        for (int v = 0; v < n; v++) {
            // each pair was met from both its ends: no further factor 2
            // taken from some of them it is an estimate, which may come out above what is possible
            betweenness[v] = n < 3 ? 0 : Math.min(1, betweenness[v] * n / sources / ((n - 1.0) * (n - 2.0)));
            closeness[v] = distanceSum[v] == 0 ? 0 : (double) reachedBy[v] / distanceSum[v];
        }
    }

    private void search(int source) {
        Arrays.fill(distance, -1);
        Arrays.fill(paths, 0);
        distance[source] = 0;
        paths[source] = 1;
        order[0] = source;
        int met = 1;
        for (int next = 0; next < met; next++) {
            int v = order[next];
            for (int i = network.start[v]; i < network.start[v + 1]; i++) {
                int w = network.neighbour[i];
                if (distance[w] < 0) {
                    distance[w] = distance[v] + 1;
                    order[met++] = w;
                }
                if (distance[w] == distance[v] + 1) {
                    paths[w] += paths[v];
                }
            }
        }
        accumulate(met);
    }

    /** Goes back from the farthest, handing each vertex's share to those before it. */
    private void accumulate(int met) {
        Arrays.fill(dependency, 0);
        for (int k = met - 1; k > 0; k--) {
            int w = order[k];
            double share = (1 + dependency[w]) / paths[w];
            for (int i = network.start[w]; i < network.start[w + 1]; i++) {
                int v = network.neighbour[i];
                if (distance[v] == distance[w] - 1) {
                    dependency[v] += paths[v] * share;
                }
            }
            betweenness[w] += dependency[w];
            distanceSum[w] += distance[w];
            reachedBy[w]++;
        }
    }
}
