package mind.worker.persist;

import mind.worker.dynamics.Engine;
import mind.worker.graph.MindGraph;
import mind.worker.graph.Nodes;

/** What TRACE learning has left on nodes: few rows, and none on a mind that was never taught. */
final class LearningTable extends Table {
    private final Nodes nodes;
    private final long[] storedMs;
    private final double[] seats = new double[ROWS];
    private final double[] formation = new double[ROWS];
    private final long[] updatedMs = new long[ROWS];

    /** @param graph as it was just loaded: its values are what is stored */
    LearningTable(MindGraph graph) {
        nodes = graph.nodes;
        storedMs = nodes.updatedMs.clone();
    }

    @Override
    String what() {
        return "taught nodes";
    }

    @Override
    int size(Engine engine) {
        return nodes.count;
    }

    @Override
    String name(int i) {
        return nodes.id.get(i);
    }

    @Override
    long internalId(int i) {
        return nodes.internalId[i];
    }

    @Override
    String set() {
        return "SET n.ema_trace_seats = r.a, n.ema_formation_quality = r.f, n.last_update_timestamp = r.u"
                + " RETURN count(n)";
    }

    @Override
    boolean due(Engine engine, int i, boolean all) {
        return nodes.updatedMs[i] != storedMs[i];
    }

    @Override
    void copy(Engine engine, int i, int row) {
        seats[row] = nodes.emaSeats[i];
        formation[row] = nodes.emaFormation[i];
        updatedMs[row] = nodes.updatedMs[i];
    }

    @Override
    void append(StringBuilder text, int row) {
        NodeRef.node(nodes, place[row])
                .append(text.append('{'), 's', 'k')
                .append(",a:")
                .append(Stored.text(seats[row]))
                .append(",f:")
                .append(Stored.text(formation[row]))
                .append(",u:")
                .append(updatedMs[row])
                .append('}');
    }

    @Override
    void stored(int row) {
        storedMs[place[row]] = updatedMs[row];
    }

    @Override
    void forget(int i) {
        storedMs[i] = Nodes.NEVER;
    }
}
