package mind.worker.persist;

import mind.worker.dynamics.Engine;
import mind.worker.graph.MindGraph;

/** Links: log weight. */
final class LinkTable extends LinksTable {
    private static final double WEIGHT = 1e-3;

    private final double[] storedWeight;
    private final double[] weight = new double[ROWS];

    /** @param graph as it was just loaded: its values are what is stored */
    LinkTable(MindGraph graph) {
        super(graph);
        storedWeight = links.logWeight.clone();
    }

    @Override
    String what() {
        return "links";
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
        weight[row] = engine.linkLogWeight(i);
    }

    @Override
    void append(StringBuilder text, int row) {
        find(text.append('{'), place[row])
                .append(",w:")
                .append(Stored.text(weight[row]))
                .append('}');
    }

    @Override
    void stored(int row) {
        storedWeight[place[row]] = Stored.value(weight[row]);
    }

    @Override
    void forget(int i) {
        storedWeight[i] = Double.NaN;
    }
}
