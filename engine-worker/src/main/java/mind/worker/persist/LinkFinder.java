package mind.worker.persist;

import mind.worker.graph.MindGraph;

/**
 * How a query finds links, as {@code x}: both ends first, so that the server looks at the links between them only, then
 * which of those by its internal id, which is of the same type if it is still the same link.
 */
final class LinkFinder {
    /** The field of a row that holds the link's internal id. */
    static final String KEY = "x";

    static final String MATCH =
            "WITH r.s AS s, r.d AS d, r AS r MATCH (a) WHERE id(a) = s AND " + NodeRef.is("a", "r.k")
                    + " WITH a, d, r MATCH (b) WHERE id(b) = d AND " + NodeRef.is("b", "r.j")
                    + " WITH a, b, r MATCH (a)-[x]->(b) WHERE id(x) = r.x AND type(x) = r.y";

    private final MindGraph graph;

    LinkFinder(MindGraph graph) {
        this.graph = graph;
    }

    /** Appends the fields by which link {@code l} is found. */
    StringBuilder append(StringBuilder text, int l) {
        end(graph.links.source[l]).append(text, 's', 'k');
        return end(graph.links.target[l])
                .append(text.append(','), 'd', 'j')
                .append(",x:")
                .append(graph.links.internalId[l])
                .append(",y:")
                .append(CypherText.of(graph.linkTypes.word(graph.links.type[l])));
    }

    private NodeRef end(int end) {
        return end < graph.nodes.count
                ? NodeRef.node(graph.nodes, end)
                : NodeRef.subentity(graph.subentities, end - graph.nodes.count);
    }
}
