package mind.worker.topology;

import java.util.Arrays;
import mind.worker.graph.Links;
import mind.worker.graph.Memberships;
import mind.worker.graph.MindGraph;

/**
 * An undirected graph without self loops or parallel edges, in compressed sparse rows: the neighbours of vertex {@code v}
 * are {@code neighbour[start[v]]} to {@code neighbour[start[v + 1] - 1]}, ascending. Each edge is there twice, once a side.
 * Immutable.
 */
final class Network {
    final int vertices;
    final int[] start; // [vertices + 1]
    final int[] neighbour; // [2 * edges]
    final double[] weight; // [2 * edges], above 0, the same on both sides

    private Network(int vertices, int[] start, int[] neighbour, double[] weight) {
        this.vertices = vertices;
        this.start = start;
        this.neighbour = neighbour;
        this.weight = weight;
    }

    /** Edges {@code a[i]}–{@code b[i]} of weight 1; repeated ones and self loops count once and not at all. */
    static Network of(int vertices, int[] a, int[] b) {
        var rows = new Rows(vertices);
        int[][] lists = new int[vertices][];
        int[] length = new int[vertices];
        for (int i = 0; i < a.length; i++) {
            append(lists, length, a[i], b[i]);
            append(lists, length, b[i], a[i]);
        }
        for (int v = 0; v < vertices; v++) {
            for (int i = 0; i < length[v]; i++) {
                rows.set(lists[v][i]);
            }
            rows.end(v);
        }
        return rows.network();
    }

    /**
     * The graph of subentities: an edge where two share a member, or one relates to or is a member of the other. Its weight
     * is the number of shared members, plus one for each such link's direction.
     */
    static Network ofSubentities(MindGraph graph) {
        int count = graph.subentities.count;
        int nodes = graph.nodes.count;
        int[][] related = new int[count][];
        int[] length = new int[count];
        Links links = graph.links;
        int relatesTo = graph.linkTypes.find("RELATES_TO");
        int memberOf = graph.linkTypes.find("MEMBER_OF");
        for (int link = links.outStart[nodes]; link < links.count; link++) { // sources after the nodes are subentities
            boolean binds = links.type[link] == relatesTo || links.type[link] == memberOf;
            if (binds && links.target[link] >= nodes) {
                int a = links.source[link] - nodes;
                int b = links.target[link] - nodes;
                append(related, length, a, b);
                append(related, length, b, a);
            }
        }
        var rows = new Rows(count);
        Memberships members = graph.memberships;
        for (int s = 0; s < count; s++) {
            for (int slot = members.start[s]; slot < members.start[s + 1]; slot++) {
                int node = members.node[slot];
                for (int place = members.ofStart[node]; place < members.ofStart[node + 1]; place++) {
                    rows.add(members.ofSub[place]);
                }
            }
            for (int i = 0; i < length[s]; i++) {
                rows.add(related[s][i]);
            }
            rows.end(s);
        }
        return rows.network();
    }

    private static void append(int[][] lists, int[] length, int list, int value) {
        if (lists[list] == null) {
            lists[list] = new int[4];
        } else if (length[list] == lists[list].length) {
            lists[list] = Arrays.copyOf(lists[list], length[list] * 2);
        }
        lists[list][length[list]++] = value;
    }

    int degree(int v) {
        return start[v + 1] - start[v];
    }

    int edges() {
        return neighbour.length / 2;
    }

    /** Sum of the weights of the edges at {@code v}. */
    double strength(int v) {
        double sum = 0;
        for (int i = start[v]; i < start[v + 1]; i++) {
            sum += weight[i];
        }
        return sum;
    }

    /** Builds rows one vertex at a time, in time proportional to what is added. */
    private static final class Rows {
        private final int vertices;
        private final int[] start;
        private final double[] sum; // of the row being built
        private int[] touched = new int[16];
        private int touchedCount;
        private int[] neighbour = new int[64];
        private double[] weight = new double[64];
        private int filled;

        Rows(int vertices) {
            this.vertices = vertices;
            start = new int[vertices + 1];
            sum = new double[vertices];
        }

        void add(int other) {
            if (sum[other] == 0) {
                touch(other);
            }
            sum[other]++;
        }

        void set(int other) {
            if (sum[other] == 0) {
                touch(other);
            }
            sum[other] = 1;
        }

        private void touch(int other) {
            if (touchedCount == touched.length) {
                touched = Arrays.copyOf(touched, touchedCount * 2);
            }
            touched[touchedCount++] = other;
        }

        void end(int vertex) {
            Arrays.sort(touched, 0, touchedCount);
            for (int i = 0; i < touchedCount; i++) {
                int other = touched[i];
                if (other != vertex) {
                    if (filled == neighbour.length) {
                        neighbour = Arrays.copyOf(neighbour, filled * 2);
                        weight = Arrays.copyOf(weight, filled * 2);
                    }
                    neighbour[filled] = other;
                    weight[filled++] = sum[other];
                }
                sum[other] = 0;
            }
            touchedCount = 0;
            start[vertex + 1] = filled;
        }

        Network network() {
            return new Network(vertices, start, Arrays.copyOf(neighbour, filled), Arrays.copyOf(weight, filled));
        }
    }
}
