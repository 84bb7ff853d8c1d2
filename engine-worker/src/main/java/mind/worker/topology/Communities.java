package mind.worker.topology;

import java.util.Arrays;

/**
 * A division of a network's vertices into communities that makes modularity large: Blondel et al. 2008 (Louvain), with
 * vertices visited by number and the lowest community taken among equals, so that one network always divides alike.
 *
 * <p>Modularity: Σ over communities of w_in/W - (s/2W)², with w_in the weight inside, s the sum of its vertices'
 * strengths, W the weight of all edges.
 */
final class Communities {
    private static final double LEAST_GAIN = 1e-12;
    private static final int MOST_SWEEPS = 100; // a level; reached by no network seen

    final int[] of; // [vertices], community 0 to count - 1, by first appearance
    final int count;
    final double modularity;

    Communities(Network network, Pace pace) {
        int n = network.vertices;
        int[] membership = new int[n];
        for (int v = 0; v < n; v++) {
            membership[v] = v;
        }
        var level = Level.of(network);
        while (true) {
            int[] moved = level.divide(pace);
            int groups = renumber(moved);
            for (int v = 0; v < n; v++) {
                membership[v] = moved[membership[v]];
            }
            if (groups == level.size) {
                break;
            }
            level = level.condense(moved, groups);
        }
        count = renumber(membership);
        of = membership;
        modularity = modularity(network, of, count);
    }

    /** Numbers groups from 0 in the order in which they first appear; answers how many there are. */
    private static int renumber(int[] groups) {
        int[] number = new int[groups.length];
        Arrays.fill(number, -1);
        int count = 0;
        for (int i = 0; i < groups.length; i++) {
            if (number[groups[i]] < 0) {
                number[groups[i]] = count++;
            }
            groups[i] = number[groups[i]];
        }
        return count;
    }

    static double modularity(Network network, int[] of, int count) {
        double[] inside = new double[count]; // twice the weight, since each edge is there twice
        double[] strength = new double[count];
        double all = 0;
        for (int v = 0; v < network.vertices; v++) {
            for (int i = network.start[v]; i < network.start[v + 1]; i++) {
                all += network.weight[i];
                strength[of[v]] += network.weight[i];
                if (of[network.neighbour[i]] == of[v]) {
                    inside[of[v]] += network.weight[i];
                }
            }
        }
        double q = 0;
        for (int c = 0; c < count && all > 0; c++) {
            q += inside[c] / all - (strength[c] / all) * (strength[c] / all);
        }
        return q;
    }

    /** A network whose vertices are communities of the one before; self loops hold what lies inside them. */
    private static final class Level {
        private final int size;
        private final int[] start;
        private final int[] other;
        private final double[] weight;
        private final double[] strength;
        private final double all; // twice the weight of all edges

        private Level(int size, int[] start, int[] other, double[] weight) {
            this.size = size;
            this.start = start;
            this.other = other;
            this.weight = weight;
            strength = new double[size];
            double sum = 0;
            for (int v = 0; v < size; v++) {
                for (int i = start[v]; i < start[v + 1]; i++) {
                    strength[v] += weight[i];
                }
                sum += strength[v];
            }
            all = sum;
        }

        static Level of(Network network) {
            return new Level(network.vertices, network.start, network.neighbour, network.weight);
        }

        /** Moves vertices between communities as long as that gains something; answers each vertex's community. */
        int[] divide(Pace pace) {
            int[] community = new int[size];
            double[] total = strength.clone(); // of each community
            for (int v = 0; v < size; v++) {
                community[v] = v;
            }
            double[] toward = new double[size]; // weight from the vertex at hand to each community
            int[] seen = new int[size];
            boolean changed = all > 0;
            for (int sweep = 0; changed && sweep < MOST_SWEEPS; sweep++) {
                changed = false;
                for (int v = 0; v < size; v++) {
                    int from = community[v];
                    int best = bestFor(v, community, total, toward, seen);
                    total[from] -= strength[v];
                    total[best] += strength[v];
                    community[v] = best;
                    changed |= best != from;
                    pace.breathe();
                }
            }
            return community;
        }

        private int bestFor(int v, int[] community, double[] total, double[] toward, int[] seen) {
            int from = community[v];
            int count = 0;
            for (int i = start[v]; i < start[v + 1]; i++) {
                if (other[i] == v) {
                    continue; // goes along wherever v goes
                }
                int c = community[other[i]];
                if (toward[c] == 0) {
                    seen[count++] = c;
                }
                toward[c] += weight[i];
            }
            int best = from;
            double bestGain = toward[from] - (total[from] - strength[v]) * strength[v] / all;
            for (int k = 0; k < count; k++) {
                int c = seen[k];
                double gain = toward[c] - total[c] * strength[v] / all;
                if (c != from
                        && (gain > bestGain + LEAST_GAIN || best != from && gain > bestGain - LEAST_GAIN && c < best)) {
                    best = c;
                    bestGain = gain;
                }
            }
            for (int k = 0; k < count; k++) {
                toward[seen[k]] = 0;
            }
            return best;
        }

        Level condense(int[] community, int groups) {
            int[] first = new int[groups + 1];
            for (int c : community) {
                first[c + 1]++;
            }
            for (int c = 0; c < groups; c++) {
                first[c + 1] += first[c];
            }
            int[] members = new int[size];
            int[] place = Arrays.copyOf(first, groups);
            for (int v = 0; v < size; v++) {
                members[place[community[v]]++] = v;
            }
            int[] newStart = new int[groups + 1];
            int[] newOther = new int[other.length];
            double[] newWeight = new double[other.length];
            double[] toward = new double[groups];
            int filled = 0;
            for (int c = 0; c < groups; c++) {
                int begun = filled;
                for (int k = first[c]; k < first[c + 1]; k++) {
                    int v = members[k];
                    for (int i = start[v]; i < start[v + 1]; i++) {
                        int d = community[other[i]];
                        if (toward[d] == 0) {
                            newOther[filled++] = d;
                        }
                        toward[d] += weight[i];
                    }
                }
                Arrays.sort(newOther, begun, filled);
                for (int i = begun; i < filled; i++) {
                    newWeight[i] = toward[newOther[i]];
                    toward[newOther[i]] = 0;
                }
                newStart[c + 1] = filled;
            }
            return new Level(groups, newStart, Arrays.copyOf(newOther, filled), Arrays.copyOf(newWeight, filled));
        }
    }
}
