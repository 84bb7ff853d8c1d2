package mind.worker.topology;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import mind.protocol.FalkorDb;
import mind.protocol.WireJson;
import mind.worker.graph.MindGraph;
import org.jgrapht.Graph;
import org.jgrapht.alg.clustering.LabelPropagationClustering;
import org.jgrapht.alg.clustering.UndirectedModularityMeasurer;
import org.jgrapht.alg.scoring.BetweennessCentrality;
import org.jgrapht.alg.scoring.ClosenessCentrality;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.SimpleGraph;
import org.jgrapht.graph.SimpleWeightedGraph;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TopologyTest {
    private static Network random(Random random, int vertices, int edges) {
        int[] a = new int[edges];
        int[] b = new int[edges];
        for (int i = 0; i < edges; i++) {
            a[i] = random.nextInt(vertices);
            b[i] = (int) (vertices * Math.pow(random.nextDouble(), 2)); // some vertices are met more often
        }
        return Network.of(vertices, a, b);
    }

    private static Graph<Integer, DefaultWeightedEdge> oracle(Network network) {
        Graph<Integer, DefaultWeightedEdge> graph = new SimpleWeightedGraph<>(DefaultWeightedEdge.class);
        IntStream.range(0, network.vertices).forEach(graph::addVertex);
        for (int v = 0; v < network.vertices; v++) {
            for (int i = network.start[v]; i < network.start[v + 1]; i++) {
                if (v < network.neighbour[i]) {
                    graph.setEdgeWeight(graph.addEdge(v, network.neighbour[i]), network.weight[i]);
                }
            }
        }
        return graph;
    }

    private static Graph<Integer, DefaultWeightedEdge> unweighted(Network network) {
        Graph<Integer, DefaultWeightedEdge> graph = new SimpleGraph<>(DefaultWeightedEdge.class);
        IntStream.range(0, network.vertices).forEach(graph::addVertex);
        for (int v = 0; v < network.vertices; v++) {
            for (int i = network.start[v]; i < network.start[v + 1]; i++) {
                graph.addEdge(v, network.neighbour[i]);
            }
        }
        return graph;
    }

    private static void assertDistancesMatch(Network network) {
        var ours = new Distances(network, Pace.FULL);
        Graph<Integer, DefaultWeightedEdge> graph = unweighted(network);
        int n = network.vertices;
        double pairs = (n - 1.0) * (n - 2.0) / 2;
        Map<Integer, Double> betweenness = new BetweennessCentrality<>(graph).getScores();
        for (int v = 0; v < n; v++) {
            assertEquals(betweenness.get(v) / pairs, ours.betweenness[v], 1e-12, "betweenness of " + v);
        }
    }

    @Test
    void betweenness_is_that_of_a_graph_library_on_random_graphs() {
        long seed = System.nanoTime();
        System.out.println("seed of random networks: " + seed);
        var random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            int vertices = 3 + random.nextInt(120);
            assertDistancesMatch(random(random, vertices, random.nextInt(4 * vertices)));
        }
    }

    @Test
    void closeness_is_that_of_a_graph_library_where_all_hangs_together() {
        var random = new Random(7);
        for (int round = 0; round < 20; round++) {
            int vertices = 3 + random.nextInt(80);
            int edges = 3 * vertices;
            int[] a = IntStream.range(0, edges + vertices - 1)
                    .map(i -> i < vertices - 1 ? i : random.nextInt(vertices))
                    .toArray();
            int[] b = IntStream.range(0, edges + vertices - 1)
                    .map(i -> i < vertices - 1 ? i + 1 : random.nextInt(vertices))
                    .toArray();
            Network network = Network.of(vertices, a, b);
            Map<Integer, Double> closeness = new ClosenessCentrality<>(unweighted(network), false, true).getScores();
            var ours = new Distances(network, Pace.FULL);
            for (int v = 0; v < vertices; v++) {
                assertEquals(closeness.get(v), ours.closeness[v], 1e-12);
            }
        }
    }

    @Test
    void closeness_counts_what_is_reached_and_is_zero_alone() {
        var ours = new Distances(Network.of(5, new int[] {0, 1}, new int[] {1, 2}), Pace.FULL);
        assertArrayEquals(new double[] {2 / 3.0, 1, 2 / 3.0, 0, 0}, ours.closeness, 1e-15);
        assertArrayEquals(new double[] {0, 1 / 6.0, 0, 0, 0}, ours.betweenness, 1e-15);
    }

    @Test
    void a_sample_of_sources_comes_near_the_exact_figures() {
        Network network = random(new Random(3), 3_000, 9_000);
        var sampled = new Distances(network, Pace.FULL);
        assertEquals(Distances.EXACT, sampled.sources);
        Map<Integer, Double> exact = new BetweennessCentrality<>(unweighted(network)).getScores();
        double pairs = 2_999.0 * 2_998 / 2;
        double exactSum =
                exact.values().stream().mapToDouble(Double::doubleValue).sum() / pairs;
        double sum = IntStream.range(0, 3_000)
                .mapToDouble(v -> sampled.betweenness[v])
                .sum();
        assertEquals(exactSum, sum, 0.05 * exactSum);
        int largest = IntStream.range(0, 3_000)
                .boxed()
                .max((a, b) -> Double.compare(exact.get(a), exact.get(b)))
                .orElseThrow();
        assertEquals(exact.get(largest) / pairs, sampled.betweenness[largest], 0.15 * exact.get(largest) / pairs);
    }

    @Test
    void modularity_is_that_of_a_graph_library_and_better_than_label_propagation() {
        var random = new Random(11);
        for (int round = 0; round < 15; round++) {
            int vertices = 10 + random.nextInt(200);
            Network network = random(random, vertices, vertices + random.nextInt(3 * vertices));
            var ours = new Communities(network, Pace.FULL);
            Graph<Integer, DefaultWeightedEdge> graph = oracle(network);
            var measure = new UndirectedModularityMeasurer<>(graph);
            List<Set<Integer>> sets = new ArrayList<>();
            for (int c = 0; c < ours.count; c++) {
                sets.add(new HashSet<>());
            }
            for (int v = 0; v < vertices; v++) {
                sets.get(ours.of[v]).add(v);
            }
            assertEquals(measure.modularity(sets), ours.modularity, 1e-9);
            double propagated = measure.modularity(new LabelPropagationClustering<>(graph, new Random(1))
                    .getClustering()
                    .getClusters());
            assertTrue(ours.modularity >= propagated - 0.02, ours.modularity + " against " + propagated);
        }
    }

    @Test
    void planted_communities_are_found_and_always_alike() {
        var random = new Random(5);
        List<int[]> edges = new ArrayList<>();
        for (int v = 0; v < 120; v++) {
            for (int k = 0; k < 8; k++) {
                edges.add(new int[] {v, v / 30 * 30 + random.nextInt(30)});
            }
            edges.add(new int[] {v, random.nextInt(120)});
        }
        Network network = Network.of(
                120,
                edges.stream().mapToInt(edge -> edge[0]).toArray(),
                edges.stream().mapToInt(edge -> edge[1]).toArray());

        var found = new Communities(network, Pace.FULL);

        assertArrayEquals(IntStream.range(0, 120).map(v -> v / 30).toArray(), found.of);
        assertArrayEquals(found.of, new Communities(network, Pace.gentle()).of);
    }

    @Test
    void rich_club_and_participation_are_what_their_formulas_say() {
        // two triangles, 0-1-2 and 3-4-5, joined by 2-3; 6 alone
        Network network = Network.of(7, new int[] {0, 1, 2, 3, 4, 5, 2}, new int[] {1, 2, 0, 4, 5, 3, 3});
        var communities = new Communities(network, Pace.FULL);

        assertArrayEquals(new int[] {0, 0, 0, 1, 1, 1, 2}, communities.of);
        assertEquals(6.0 / 7 - 0.5, communities.modularity, 1e-12);
        assertArrayEquals(new double[] {7.0 / 15, 7.0 / 15, 1}, Mixing.richClub(network), 1e-12);
        assertArrayEquals(
                new double[] {0, 0, 4.0 / 9, 4.0 / 9, 0, 0, 0}, Mixing.participation(network, communities), 1e-12);
        assertEquals(6.0 / 7, Mixing.segregation(network, communities), 1e-12);
    }

    @Test
    void participation_by_brute_force_agrees_on_random_graphs() {
        var random = new Random(2);
        for (int round = 0; round < 10; round++) {
            Network network = random(random, 60, 180);
            var communities = new Communities(network, Pace.FULL);
            double[] ours = Mixing.participation(network, communities);
            for (int v = 0; v < 60; v++) {
                double[] toward = new double[communities.count];
                for (int i = network.start[v]; i < network.start[v + 1]; i++) {
                    toward[communities.of[network.neighbour[i]]] += network.weight[i];
                }
                double strength = network.strength(v);
                double squares = 0;
                for (double t : toward) {
                    squares += strength == 0 ? 0 : (t / strength) * (t / strength);
                }
                assertEquals(strength == 0 ? 0 : 1 - squares, ours[v], 1e-12);
            }
        }
    }

    @Test
    void subentities_are_joined_by_shared_members_relations_and_membership() {
        MindGraph graph = Minds.of(3, 6)
                .member(0, 0)
                .member(0, 1)
                .member(1, 0)
                .member(1, 1)
                .member(2, 2)
                .related(2, 3)
                .related(3, 2)
                .within(4, 3)
                .within(5, 5)
                .graph();

        Network network = Network.ofSubentities(graph);

        assertArrayEquals(new int[] {0, 1, 2, 3, 5, 6, 6}, network.start);
        assertArrayEquals(new int[] {1, 0, 3, 2, 4, 3}, network.neighbour);
        assertArrayEquals(new double[] {2, 2, 2, 2, 1, 1}, network.weight);
    }

    @Test
    void depth_grows_over_members_and_survives_circles() {
        // 0 and 1 in 2, 2 in 3, 0 also in 3; 4 and 5 in each other; 6 in itself
        MindGraph graph = Minds.of(1, 7)
                .within(0, 2)
                .within(1, 2)
                .within(2, 3)
                .within(0, 3)
                .within(4, 5)
                .within(5, 4)
                .within(6, 6)
                .graph();

        assertArrayEquals(new int[] {1, 1, 2, 2, 1, 1, 1}, Hierarchy.depths(graph));
    }

    @Test
    void an_empty_mind_has_an_empty_topology() {
        var topology = new Topology(MindGraph.empty(), Pace.FULL);
        assertEquals(0, topology.hubs.length);
        var lonely = new Topology(Minds.of(0, 3).graph(), Pace.FULL);
        assertEquals(0, lonely.hubs.length, "nobody is a hub where no path leads through anybody");
        assertArrayEquals(new int[] {1, 1, 1}, lonely.depth);
        assertArrayEquals(new int[] {0, 0, 0}, lonely.breadth);
        assertEquals("primitive_specialist", lonely.interpretation(0));
    }

    @Test
    void percentiles_lie_between_two_values_in_proportion() {
        assertEquals(0.0, Topology.percentile(new double[0], 0.9));
        assertEquals(3.7, Topology.percentile(new double[] {4, 1, 3, 2}, 0.9), 1e-12);
    }

    @TestFactory
    Stream<DynamicTest> the_lexical_graph_agrees_with_the_library() throws IOException {
        Path file = FalkorDb.root().resolveSibling("shared").resolve("data/lexical_17k.jsonl.gz");
        return Stream.of(file)
                .filter(Files::isReadable)
                .map(found -> dynamicTest("lexical_17k", () -> {
                    Network whole = lexical(found, Integer.MAX_VALUE);
                    assertEquals(17_000, whole.vertices);
                    var communities = new Communities(whole, Pace.FULL);
                    assertTrue(communities.modularity > 0.5, "modularity " + communities.modularity);
                    var sets = new ArrayList<Set<Integer>>();
                    for (int c = 0; c < communities.count; c++) {
                        sets.add(new HashSet<>());
                    }
                    for (int v = 0; v < whole.vertices; v++) {
                        sets.get(communities.of[v]).add(v);
                    }
                    assertEquals(
                            new UndirectedModularityMeasurer<>(oracle(whole)).modularity(sets),
                            communities.modularity,
                            1e-9);
                    assertDistancesMatch(lexical(found, Distances.EXACT)); // its first synsets: exact on both sides
                }));
    }

    private static Network lexical(Path file, int most) throws IOException {
        Map<Long, Integer> vertex = new HashMap<>();
        List<int[]> edges = new ArrayList<>();
        try (var reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                var row = WireJson.MAPPER.readTree(line);
                if (line.contains("\"kind\":\"node\"")
                        && !row.path("labels").toString().contains("SubEntity")
                        && vertex.size() < most) {
                    vertex.put(row.path("id").asLong(), vertex.size());
                } else if (line.contains("\"kind\":\"link\"")
                        && !row.path("type").asText().equals("MEMBER_OF")) {
                    Integer a = vertex.get(row.path("source").asLong());
                    Integer b = vertex.get(row.path("target").asLong());
                    if (a != null && b != null) {
                        edges.add(new int[] {a, b});
                    }
                }
            }
        }
        return Network.of(
                vertex.size(),
                edges.stream().mapToInt(edge -> edge[0]).toArray(),
                edges.stream().mapToInt(edge -> edge[1]).toArray());
    }
}
