package mind.worker.dynamics;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.TreeMap;
import mind.worker.graph.Memberships;
import mind.worker.graph.MindGraph;

/**
 * Finds the nodes a stimulus may reach and how similar each is: nodes near it in meaning, else members of the subentities
 * it names, else nodes whose words it shares, else the first of the graph. Engine.md 2.3. It reads only what never changes, so any thread may ask.
 */
final class Candidates {
    private static final int TOKENS = 5;
    private static final int SEEDS = 50;
    private static final double ATTRIBUTION = 0.5;
    private static final double KEYWORDS = 0.3;
    private static final double SEED = 0.15;

    private final MindGraph graph;
    private volatile byte[][] words; // [nodes] lower-cased name and description as UTF-8, made at the first use

    Candidates(MindGraph graph) {
        this.graph = graph;
    }

    /**
     * What was found, by load rank.
     *
     * @param path       {@code embedding}, {@code attribution}, {@code keywords} or {@code seed}
     * @param node       nodes, by load rank
     * @param similarity above 0, one a node
     */
    record Found(String path, int[] node, double[] similarity) {}

    Found of(Stimulus stimulus) {
        Found found = near(stimulus);
        if (found.node.length == 0) {
            found = attributed(stimulus);
        }
        if (found.node.length == 0) {
            found = keywords(stimulus.text());
        }
        return found.node.length == 0 ? seeds() : found;
    }

    private Found near(Stimulus stimulus) {
        var similarities = new TreeMap<Integer, Double>(); // by load rank
        for (Stimulus.Near near : stimulus.near()) {
            int node = graph.node(near.node());
            if (node >= 0 && near.similarity() > 0) {
                similarities.putIfAbsent(graph.nodes.rank[node], near.similarity());
            }
        }
        return new Found(
                "embedding",
                similarities.keySet().stream()
                        .mapToInt(rank -> graph.nodes.byRank[rank])
                        .toArray(),
                similarities.values().stream().mapToDouble(Double::doubleValue).toArray());
    }

    private Found attributed(Stimulus stimulus) {
        Memberships members = graph.memberships;
        boolean[] chosen = new boolean[stimulus.primaryEntities().isEmpty() ? 0 : graph.nodes.count];
        int count = 0;
        for (String id : stimulus.primaryEntities()) {
            int s = graph.subentity(id);
            for (int slot = s < 0 ? 0 : members.start[s]; s >= 0 && slot < members.start[s + 1]; slot++) {
                int rank = graph.nodes.rank[members.node[slot]];
                count += chosen[rank] ? 0 : 1;
                chosen[rank] = true;
            }
        }
        int[] node = new int[count];
        for (int rank = 0, k = 0; k < count; rank++) {
            if (chosen[rank]) {
                node[k++] = graph.nodes.byRank[rank];
            }
        }
        return uniform("attribution", node, ATTRIBUTION);
    }

    private Found keywords(String text) {
        String[] tokens = text.toLowerCase(Locale.ROOT).strip().split("\\s+");
        int count = Math.min(TOKENS, tokens.length);
        if (count == 0 || tokens[0].isEmpty()) {
            return uniform("keywords", new int[0], 0);
        }
        byte[][] wanted = new byte[count][];
        Arrays.setAll(wanted, t -> tokens[t].getBytes(StandardCharsets.UTF_8));
        byte[][] all = words();
        int[] node = new int[all.length];
        double[] similarity = new double[all.length];
        int found = 0;
        for (int rank = 0; rank < all.length; rank++) {
            int i = graph.nodes.byRank[rank];
            int hits = 0;
            for (byte[] token : wanted) {
                hits += contains(all[i], token) ? 1 : 0;
            }
            if (hits > 0) {
                node[found] = i;
                similarity[found++] = KEYWORDS * ((double) hits / count);
            }
        }
        return new Found("keywords", Arrays.copyOf(node, found), Arrays.copyOf(similarity, found));
    }

    private Found seeds() {
        return uniform("seed", Arrays.copyOf(graph.nodes.byRank, Math.min(SEEDS, graph.nodes.count)), SEED);
    }

    private static Found uniform(String path, int[] node, double similarity) {
        double[] similarities = new double[node.length];
        Arrays.fill(similarities, similarity);
        return new Found(path, node, similarities);
    }

    private byte[][] words() {
        byte[][] made = words;
        if (made == null) {
            made = new byte[graph.nodes.count][];
            for (int i = 0; i < made.length; i++) {
                made[i] = (graph.nodes.name.get(i) + " " + graph.nodes.description.get(i))
                        .toLowerCase(Locale.ROOT)
                        .getBytes(StandardCharsets.UTF_8);
            }
            words = made;
        }
        return made;
    }

    private static boolean contains(byte[] text, byte[] token) {
        byte first = token[0];
        for (int from = 0; from <= text.length - token.length; from++) {
            if (text[from] == first && Arrays.equals(text, from, from + token.length, token, 0, token.length)) {
                return true;
            }
        }
        return false;
    }
}
