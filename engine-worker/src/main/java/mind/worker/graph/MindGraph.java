package mind.worker.graph;

import java.util.List;

/**
 * A citizen's whole graph in primitive arrays: nodes, links, subentities and memberships, with the words their types
 * are numbered by. Its structure never changes; a changed structure is a new graph.
 */
public final class MindGraph {
    public final Nodes nodes;
    public final Links links;
    public final Subentities subentities;
    public final Memberships memberships;

    /** Node types by number; read only once built. */
    public final Names nodeTypes;

    /** Link types by number; read only once built. */
    public final Names linkTypes;

    /** Scopes by number; read only once built. */
    public final Names scopes;

    /** What loading met. */
    public final LoadCounts counts;

    /** Log-weight overlays of links and nodes, few or none. */
    public final Overlays overlays;

    /** What nodes and links feel. */
    public final Emotions emotions;

    /**
     * Pairs of subentities that have been in working memory: those as an engine stores them, then the others, each in the order
     * of FalkorDB's link ids. The first of a pair holds.
     */
    public final List<Together> together;

    private final IdIndex nodeIds;
    private final IdIndex subentityIds;

    MindGraph(
            Nodes nodes,
            Links links,
            Subentities subentities,
            Memberships memberships,
            Overlays overlays,
            Emotions emotions,
            List<Together> together,
            Names nodeTypes,
            Names linkTypes,
            Names scopes,
            LoadCounts counts) {
        this.nodes = nodes;
        this.links = links;
        this.subentities = subentities;
        this.memberships = memberships;
        this.overlays = overlays;
        this.emotions = emotions;
        this.together = List.copyOf(together);
        this.nodeTypes = nodeTypes;
        this.linkTypes = linkTypes;
        this.scopes = scopes;
        this.counts = counts;
        this.nodeIds = IdIndex.of(nodes.id);
        this.subentityIds = IdIndex.of(Texts.of(subentities.id));
    }

    /** A graph with nothing in it. */
    public static MindGraph empty() {
        return new GraphBuilder().build();
    }

    /** Index of the node with {@code id}, or -1. */
    public int node(String id) {
        return nodeIds.find(id);
    }

    /** Index of the subentity with {@code id}, or -1. */
    public int subentity(String id) {
        return subentityIds.find(id);
    }

    /** Kept links of every type, memberships included. */
    public int linkCount() {
        return links.count + memberships.count;
    }

    /** Id of an end of a link: a node's, or a subentity's from the number of nodes on. */
    public String endId(int end) {
        return end < nodes.count ? nodes.id.get(end) : subentities.id[end - nodes.count];
    }

    /** FalkorDB's internal id of the row that was kept of an end of a link. */
    private long keptRow(int end) {
        return end < nodes.count ? nodes.internalId[end] : subentities.internalId[end - nodes.count];
    }

    /** FalkorDB's internal id of the row that link starts at; of several of one id not always the one that was kept. */
    public long sourceRow(int link) {
        Long other = links.otherSource.get(link);
        return other == null ? keptRow(links.source[link]) : other;
    }

    /** FalkorDB's internal id of the row that link ends at. */
    public long targetRow(int link) {
        Long other = links.otherTarget.get(link);
        return other == null ? keptRow(links.target[link]) : other;
    }

    /** FalkorDB's internal id of the row that the membership in {@code slot} starts at. */
    public long memberRow(int slot) {
        Long other = memberships.otherNode.get(slot);
        return other == null ? nodes.internalId[memberships.node[slot]] : other;
    }

    /** {@code <source id>_<target id>_<TYPE>}, for display; ids may hold underscores, so never for comparing. */
    public String linkId(int link) {
        return endId(links.source[link]) + "_" + endId(links.target[link]) + "_" + linkTypes.word(links.type[link]);
    }

    /** Type of node {@code i}, as a word. */
    public String nodeType(int i) {
        return nodeTypes.word(nodes.type[i]);
    }
}
