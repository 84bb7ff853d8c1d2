package mind.worker.persist;

import mind.worker.dynamics.Engine;
import mind.worker.graph.MindGraph;

/** Links: log weight. Both ends are bound before the link, so that the server looks at the links between them only. */
final class LinkTable extends Table {
    private static final double WEIGHT = 1e-3;

    private final MindGraph graph;
    private final double[] storedWeight;
    private final double[] weight = new double[ROWS];

    /** @param graph as it was just loaded: its values are what is stored */
    LinkTable(MindGraph graph) {
        this.graph = graph;
        storedWeight = graph.links.logWeight.clone();
    }

    @Override
    String what() {
        return "links";
    }

    @Override
    int size(Engine engine) {
        return graph.links.count;
    }

    @Override
    String name(int i) {
        return graph.linkId(i);
    }

    @Override
    long internalId(int i) {
        return graph.links.internalId[i];
    }

    @Override
    String key() {
        return "x";
    }

    @Override
    String match() {
        return "WITH r.s AS s, r.d AS d, r AS r MATCH (a) WHERE id(a) = s WITH a, d, r"
                + " MATCH (b) WHERE id(b) = d WITH a, b, r MATCH (a)-[x]->(b) WHERE id(x) = r.x";
    }

    @Override
    String set() {
        return "SET x.log_weight = r.w RETURN count(x)";
    }

    @Override
    boolean due(Engine engine, int i, boolean all) {
        double now = engine.linkLogWeight(i);
        return all ? Stored.differs(now, storedWeight[i]) : !(Math.abs(now - storedWeight[i]) <= WEIGHT);
    }

    @Override
    void copy(Engine engine, int i, int row) {
        weight[row] = Stored.value(engine.linkLogWeight(i));
    }

    @Override
    void append(StringBuilder text, int row) {
        int i = place[row];
        text.append("{s:")
                .append(end(graph.links.source[i]))
                .append(",d:")
                .append(end(graph.links.target[i]))
                .append(",x:")
                .append(graph.links.internalId[i])
                .append(",w:")
                .append(Stored.text(weight[row]))
                .append('}');
    }

    private long end(int end) {
        return end < graph.nodes.count
                ? graph.nodes.internalId[end]
                : graph.subentities.internalId[end - graph.nodes.count];
    }

    @Override
    void stored(int row) {
        storedWeight[place[row]] = weight[row];
    }

    @Override
    void forget(int i) {
        storedWeight[i] = Double.NaN;
    }
}
