package mind.worker.topology;

/** How a network's well-connected vertices hold together, and how its communities are held apart. */
final class Mixing {
    private Mixing() {}

    /**
     * Rich-club coefficient by degree: {@code φ(k) = 2 E / (N (N - 1))} over the N vertices of a degree above k and the E
     * edges among them.
     *
     * @return [largest degree], k from 0; the last entries are 0 where fewer than two vertices are left
     */
    static double[] richClub(Network network) {
        int largest = 0;
        for (int v = 0; v < network.vertices; v++) {
            largest = Math.max(largest, network.degree(v));
        }
        long[] vertices = new long[largest + 2]; // with a degree of at least k
        long[] edges = new long[largest + 2]; // whose lesser end has a degree of at least k
        for (int v = 0; v < network.vertices; v++) {
            vertices[network.degree(v)]++;
            for (int i = network.start[v]; i < network.start[v + 1]; i++) {
                int w = network.neighbour[i];
                if (v < w) {
                    edges[Math.min(network.degree(v), network.degree(w))]++;
                }
            }
        }
        for (int k = largest; k > 0; k--) {
            vertices[k - 1] += vertices[k];
            edges[k - 1] += edges[k];
        }
        double[] coefficient = new double[largest];
        for (int k = 0; k < largest; k++) {
            long n = vertices[k + 1];
            coefficient[k] = n < 2 ? 0 : 2.0 * edges[k + 1] / ((double) n * (n - 1));
        }
        return coefficient;
    }

    /**
     * Participation of each vertex, {@code 1 - Σ_c (s_c / s)²} with s_c its weight toward community c: 0 where all of it
     * goes to one community or it has no edge, near 1 where it is spread evenly over many. Guimerà &amp; Amaral 2005.
     */
    static double[] participation(Network network, Communities communities) {
        double[] participation = new double[network.vertices];
        double[] toward = new double[communities.count];
        for (int v = 0; v < network.vertices; v++) {
            double strength = network.strength(v);
            if (strength == 0) {
                continue;
            }
            double squares = 0;
            for (int i = network.start[v]; i < network.start[v + 1]; i++) {
                int c = communities.of[network.neighbour[i]];
                squares += network.weight[i] * (2 * toward[c] + network.weight[i]); // (t + w)² - t²
                toward[c] += network.weight[i];
            }
            for (int i = network.start[v]; i < network.start[v + 1]; i++) {
                toward[communities.of[network.neighbour[i]]] = 0;
            }
            participation[v] = Math.max(0, 1 - squares / (strength * strength));
        }
        return participation;
    }

    /** Share of the edges' weight that lies inside communities; 0 where there are no edges. */
    static double segregation(Network network, Communities communities) {
        double inside = 0;
        double all = 0;
        for (int v = 0; v < network.vertices; v++) {
            for (int i = network.start[v]; i < network.start[v + 1]; i++) {
                all += network.weight[i];
                inside += communities.of[network.neighbour[i]] == communities.of[v] ? network.weight[i] : 0;
            }
        }
        return all == 0 ? 0 : inside / all;
    }
}
