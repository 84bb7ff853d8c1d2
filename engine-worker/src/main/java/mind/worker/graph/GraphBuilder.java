package mind.worker.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Collects the rows of a graph in any order and builds its arrays: duplicates folded, ends resolved, dangling links left
 * out, all of it counted. Rows come with values already repaired.
 */
public final class GraphBuilder {
    /** Link types that energy never takes. */
    public static final Set<String> INERT =
            Set.of("MEMBER_OF", "COACTIVATES_WITH", "AFFILIATES_WITH", "SUPERSEDES", "SUPPRESS", "SUPPRESSES");

    public static final String MEMBER_OF = "MEMBER_OF";

    private final Names nodeTypes = new Names();
    private final Names linkTypes = new Names();
    private final Names scopes = new Names();
    private final NodeColumns nodes = new NodeColumns();
    private final LinkColumns links = new LinkColumns();
    private final List<SubentityRow> subentities = new ArrayList<>();
    private final List<StoredPair> together = new ArrayList<>();
    private final Map<Long, Map<String, Double>> linkOverlays = new HashMap<>();
    private final Map<Long, Map<String, Double>> nodeOverlays = new HashMap<>();
    private final Map<Long, Emotion> nodeEmotions = new HashMap<>();
    private final Map<Long, Emotion> linkEmotions = new HashMap<>();
    private Layout layout = Layout.BY_SIZE;
    private long duplicateSubentities;
    private long repairedValues;

    private int[] nodeRows; // by load rank; these come once all ends are here
    private LongIndex endOf; // load rank by internal id
    private LinkEnds linkEnds;

    /**
     * A pair of subentities and how often they were selected together, as it is stored.
     *
     * @param first       FalkorDB's internal id
     * @param second      likewise
     * @param both        moving average of both being selected, 0 to 1
     * @param either      moving average of one or both being selected, 0 to 1
     * @param bothCount   how often both were
     * @param eitherCount how often one or both were
     */
    public record StoredPair(long first, long second, double both, double either, long bothCount, long eitherCount) {}

    private record Emotion(double valence, double arousal) {}

    /** Makes room, so that the columns are allocated once. */
    public GraphBuilder expect(int nodeRows, int linkRows) {
        nodes.reserve(nodeRows);
        links.reserve(linkRows);
        return this;
    }

    /** Sets how nodes are placed in memory; results do not depend on it. */
    public GraphBuilder layout(Layout layout) {
        this.layout = layout;
        return this;
    }

    public void node(NodeRow row) {
        ensureEndsMayCome();
        nodes.add(row, nodeTypes.number(row.type), scopes.number(row.scope));
    }

    public void link(LinkRow row) {
        links.add(row, linkTypes.number(row.type));
        if (linkEnds != null) {
            linkEnds.resolve();
        }
    }

    private void ensureEndsMayCome() {
        if (linkEnds != null) {
            throw new IllegalStateException("all ends were said to be here");
        }
    }

    public void subentity(SubentityRow row) {
        ensureEndsMayCome();
        subentities.add(row);
        duplicateSubentities += row.internalIds.size() - 1;
    }

    /**
     * How often two subentities were selected together. Of several rows of a pair the first holds that is as an engine stores
     * it, else the first.
     */
    public void together(StoredPair row) {
        together.add(row);
    }

    /** What subentities, by id, add to the log weight of the link with that internal id. */
    public void linkOverlay(long internalId, Map<String, Double> bySubentity) {
        linkOverlays.put(internalId, bySubentity);
    }

    /** What subentities, by id, add to the log weight of the node with that internal id. */
    public void nodeOverlay(long internalId, Map<String, Double> bySubentity) {
        nodeOverlays.put(internalId, bySubentity);
    }

    /** What the node with that internal id feels, -1 to 1 each. */
    public void nodeEmotion(long internalId, double valence, double arousal) {
        nodeEmotions.put(internalId, new Emotion(valence, arousal));
    }

    /** What the link with that internal id feels, -1 to 1 each. */
    public void linkEmotion(long internalId, double valence, double arousal) {
        linkEmotions.put(internalId, new Emotion(valence, arousal));
    }

    /** Counts values that were present but had to be cut, clipped, replaced or defaulted. */
    public void repaired(long values) {
        repairedValues += values;
    }

    /** All nodes and subentities are here: from now on links find their ends as they come, which {@link #build} need not. */
    public void endsComplete() {
        subentities.sort(Comparator.comparingLong(row -> Collections.min(row.internalIds)));
        nodeRows = nodes.distinct();
        endOf = new LongIndex(nodes.count + subentities.size());
        for (int row = 0; row < nodes.count; row++) {
            endOf.put(nodes.internalId[row], nodes.winner[row]);
        }
        for (int s = 0; s < subentities.size(); s++) {
            for (long internalId : subentities.get(s).internalIds) {
                endOf.put(internalId, nodeRows.length + s);
            }
        }
        linkEnds = new LinkEnds(links, endOf);
        linkEnds.resolve();
    }

    public MindGraph build() {
        if (linkEnds == null) {
            endsComplete();
        }
        int n = nodeRows.length;
        LinkTables tables = new LinkTables(links, linkEnds, linkTypes, n, keptRows());
        int[] byIndex = layout.order(tables);
        int[] indexOf = new int[n];
        for (int i = 0; i < n; i++) {
            indexOf[byIndex[i]] = i;
        }
        CompletableFuture<Memberships> memberships = CompletableFuture.supplyAsync(
                () -> tables.memberships(indexOf, subentities.size())); // beside the links
        Nodes nodeArrays = nodes.build(nodeRows, byIndex);
        Subentities subArrays = subentityArrays();
        Links linkArrays = tables.links(indexOf);
        LoadCounts counts = new LoadCounts(
                nodes.count - n, duplicateSubentities, linkEnds.duplicates(), linkEnds.dangling(), repairedValues);
        return new MindGraph(
                nodeArrays,
                linkArrays,
                subArrays,
                memberships.join(),
                overlays(linkArrays, nodeArrays, subArrays),
                emotions(linkArrays, nodeArrays),
                together(n),
                nodeTypes,
                linkTypes,
                scopes,
                counts);
    }

    /** FalkorDB's internal ids of the rows that were kept of nodes, then of subentities. */
    private long[] keptRows() {
        long[] kept = new long[nodeRows.length + subentities.size()];
        for (int rank = 0; rank < nodeRows.length; rank++) {
            kept[rank] = nodes.internalId[nodeRows[rank]];
        }
        for (int s = 0; s < subentities.size(); s++) {
            kept[nodeRows.length + s] = subentities.get(s).internalIds.get(0);
        }
        return kept;
    }

    /** Pairs as an engine would store them first: those are newer than what other rows of the same two say. */
    private List<Together> together(int nodeCount) {
        List<Together> pairs = new ArrayList<>();
        List<Together> others = new ArrayList<>();
        for (StoredPair row : together) {
            int first = endOf.get(row.first, -1) - nodeCount;
            int second = endOf.get(row.second, -1) - nodeCount;
            if (first >= 0 && second >= 0 && first != second) {
                boolean own = isStoredSo(first, row.first, second, row.second);
                (own ? pairs : others)
                        .add(new Together(first, second, row.both, row.either, row.bothCount, row.eitherCount));
            }
        }
        pairs.addAll(others);
        return pairs;
    }

    /** Whether a link between those rows is one that an engine stores: between kept rows, to the larger id. */
    private boolean isStoredSo(int first, long firstRow, int second, long secondRow) {
        SubentityRow a = subentities.get(first);
        SubentityRow b = subentities.get(second);
        return a.internalIds.get(0) == firstRow && b.internalIds.get(0) == secondRow && a.id.compareTo(b.id) < 0;
    }

    private Subentities subentityArrays() {
        Subentities arrays = new Subentities(subentities.size());
        for (int s = 0; s < arrays.count; s++) {
            SubentityRow row = subentities.get(s);
            arrays.internalId[s] = row.internalIds.get(0);
            arrays.label[s] = row.label;
            arrays.id[s] = row.id;
            arrays.name[s] = row.name;
            arrays.role[s] = row.role;
            arrays.kind[s] = row.kind;
            arrays.description[s] = row.description;
            arrays.color[s] = row.color;
            arrays.scope[s] = row.scope;
            arrays.stored[s] = row.stored;
            arrays.createdMs[s] = row.createdMs;
            arrays.theta[s] = 1;
            arrays.logWeight[s] = row.logWeight;
            arrays.quality[s] = row.quality;
            arrays.emaActive[s] = row.emaActive;
            arrays.emaWm[s] = row.emaWm;
            arrays.emaSeats[s] = row.emaSeats;
            arrays.emaFormation[s] = row.emaFormation;
            arrays.coherence[s] = row.coherence;
            arrays.arousalEma[s] = row.arousalEma;
            arrays.valenceEma[s] = row.valenceEma;
            arrays.stability[s] = row.stability;
            arrays.age[s] = row.age;
            arrays.highStreak[s] = row.highStreak;
            arrays.lowStreak[s] = row.lowStreak;
            arrays.channels[s] = row.channels;
            arrays.outcomes[s] = row.outcomes;
        }
        return arrays;
    }

    private Emotions emotions(Links linkArrays, Nodes nodeArrays) {
        if (nodeEmotions.isEmpty() && linkEmotions.isEmpty()) {
            return new Emotions(0, 0);
        }
        var none = new Emotion(0, 0);
        var emotions = new Emotions(nodeArrays.count, linkArrays.count);
        for (int i = 0; i < nodeArrays.count; i++) {
            Emotion emotion = nodeEmotions.getOrDefault(nodeArrays.internalId[i], none);
            emotions.nodeValence[i] = emotion.valence;
            emotions.nodeArousal[i] = emotion.arousal;
        }
        for (int l = 0; l < linkArrays.count; l++) {
            Emotion emotion = linkEmotions.getOrDefault(linkArrays.internalId[l], none);
            emotions.linkValence[l] = emotion.valence;
            emotions.linkArousal[l] = emotion.arousal;
        }
        return emotions;
    }

    private Overlays overlays(Links linkArrays, Nodes nodeArrays, Subentities subArrays) {
        if (linkOverlays.isEmpty() && nodeOverlays.isEmpty()) {
            return new Overlays(Map.of(), Map.of());
        }
        Map<String, Integer> subentityOf = new HashMap<>();
        for (int s = 0; s < subArrays.count; s++) {
            subentityOf.put(subArrays.id[s], s);
        }
        Map<Integer, Map<Integer, Double>> ofSubentity = new HashMap<>();
        for (int link = 0; link < linkArrays.count; link++) {
            int slot = link;
            linkOverlays.getOrDefault(linkArrays.internalId[link], Map.of()).forEach((id, size) -> {
                Integer s = subentityOf.get(id);
                if (s != null) {
                    ofSubentity.computeIfAbsent(s, key -> new HashMap<>()).put(slot, size);
                }
            });
        }
        Map<Integer, Map<String, Double>> ofNode = new HashMap<>();
        for (int i = 0; i < nodeArrays.count; i++) {
            Map<String, Double> overlay = nodeOverlays.get(nodeArrays.internalId[i]);
            if (overlay != null) {
                ofNode.put(i, overlay);
            }
        }
        return new Overlays(ofSubentity, ofNode);
    }
}
