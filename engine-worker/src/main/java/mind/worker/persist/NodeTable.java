package mind.worker.persist;

import mind.worker.dynamics.Engine;
import mind.worker.graph.MindGraph;

/** Nodes: energy, threshold, log weight and the working-memory average. */
final class NodeTable extends Table {
    /** Smallest change of an energy worth a write, absolute; or a hundredth of it, whichever is more. */
    private static final double ENERGY = 1e-3;

    private static final double ENERGY_SHARE = 0.01;
    private static final double WEIGHT = 1e-3;
    private static final double AVERAGE = 0.05;

    private final MindGraph graph;
    private final double[] storedEnergy;
    private final double[] storedWeight;
    private final double[] storedWm;

    private final double[] energy = new double[ROWS];
    private final double[] weight = new double[ROWS];
    private final double[] wm = new double[ROWS];

    /** @param graph as it was just loaded: its values are what is stored */
    NodeTable(MindGraph graph) {
        this.graph = graph;
        storedEnergy = graph.nodes.energy.clone();
        storedWeight = graph.nodes.logWeight.clone();
        storedWm = graph.nodes.emaWm.clone();
    }

    @Override
    String what() {
        return "nodes";
    }

    @Override
    int size(Engine engine) {
        return graph.nodes.count;
    }

    @Override
    String name(int i) {
        return graph.nodes.id.get(i);
    }

    @Override
    long internalId(int i) {
        return graph.nodes.internalId[i];
    }

    @Override
    String set() {
        return "SET n.E = r.e, n.theta = r.t, n.log_weight = r.w, n.ema_wm_presence = r.m RETURN count(n)";
    }

    @Override
    boolean due(Engine engine, int i, boolean all) {
        double now = engine.energy(i);
        double was = storedEnergy[i];
        return all
                ? Stored.differs(now, was)
                        || Stored.differs(engine.nodeLogWeight(i), storedWeight[i])
                        || Stored.differs(engine.emaWm(i), storedWm[i])
                : !(Math.abs(now - was) <= Math.max(ENERGY, ENERGY_SHARE * Math.abs(was))
                        && Math.abs(engine.nodeLogWeight(i) - storedWeight[i]) <= WEIGHT
                        && Math.abs(engine.emaWm(i) - storedWm[i]) <= AVERAGE); // negated: NaN is due
    }

    @Override
    void copy(Engine engine, int i, int row) {
        energy[row] = engine.energy(i);
        weight[row] = engine.nodeLogWeight(i);
        wm[row] = engine.emaWm(i);
    }

    @Override
    void append(StringBuilder text, int row) {
        int i = place[row];
        NodeRef.node(graph.nodes, i)
                .append(text.append('{'), 's', 'k')
                .append(",e:")
                .append(Stored.text(energy[row]))
                .append(",t:")
                .append(Stored.text(graph.nodes.theta[i]))
                .append(",w:")
                .append(Stored.text(weight[row]))
                .append(",m:")
                .append(Stored.text(wm[row]))
                .append('}');
    }

    @Override
    void stored(int row) {
        int i = place[row];
        storedEnergy[i] = Stored.value(energy[row]);
        storedWeight[i] = Stored.value(weight[row]);
        storedWm[i] = Stored.value(wm[row]);
    }

    @Override
    void forget(int i) {
        storedEnergy[i] = Double.NaN;
    }
}
