package mind.worker.persist;

import mind.worker.dynamics.Engine;
import mind.worker.graph.Links;
import mind.worker.graph.MindGraph;
import mind.worker.link.CypherText;

/**
 * Links that are written back. A query finds them, as {@code x}, by both ends first, so that the server looks at the links
 * between them only, then by internal id, and by type: the same link still has it. Of rows that share an id a link hangs on
 * any, and is found there.
 */
abstract class LinksTable extends Table {
    final MindGraph graph;
    final Links links;

    LinksTable(MindGraph graph) {
        this.graph = graph;
        links = graph.links;
    }

    @Override
    final int size(Engine engine) {
        return links.count;
    }

    @Override
    final String name(int i) {
        return graph.linkId(i);
    }

    @Override
    final long internalId(int i) {
        return links.internalId[i];
    }

    @Override
    final String key() {
        return "x";
    }

    @Override
    final String match() {
        return "WITH r.s AS s, r.d AS d, r AS r MATCH (a) WHERE id(a) = s AND " + NodeRef.is("a", "r.k")
                + " WITH a, d, r MATCH (b) WHERE id(b) = d AND " + NodeRef.is("b", "r.j")
                + " WITH a, b, r MATCH (a)-[x]->(b) WHERE id(x) = r.x AND type(x) = r.y";
    }

    /** Appends the fields by which link {@code l} is found. */
    final StringBuilder find(StringBuilder text, int l) {
        end(links.source[l]).at(graph.sourceRow(l)).append(text, 's', 'k');
        return end(links.target[l])
                .at(graph.targetRow(l))
                .append(text.append(','), 'd', 'j')
                .append(",x:")
                .append(links.internalId[l])
                .append(",y:")
                .append(CypherText.of(graph.linkTypes.word(links.type[l])));
    }

    private NodeRef end(int end) {
        return end < graph.nodes.count
                ? NodeRef.node(graph.nodes, end)
                : NodeRef.subentity(graph.subentities, end - graph.nodes.count);
    }
}
