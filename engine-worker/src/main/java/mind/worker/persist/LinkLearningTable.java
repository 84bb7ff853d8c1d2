package mind.worker.persist;

import java.util.HashMap;
import java.util.Map;
import mind.worker.dynamics.Engine;
import mind.worker.graph.MindGraph;
import mind.worker.graph.Nodes;

/** What traces taught links: the average quality of their formation. A few of all links; their weights are the others' job. */
final class LinkLearningTable extends LinksTable {
    private final Map<Integer, Long> storedMs = new HashMap<>();
    private final double[] formation = new double[ROWS];
    private final long[] updatedMs = new long[ROWS];

    LinkLearningTable(MindGraph graph) {
        super(graph);
    }

    @Override
    String what() {
        return "taught links";
    }

    @Override
    String set() {
        return "SET x.ema_formation_quality = r.f RETURN count(x)";
    }

    @Override
    boolean due(Engine engine, int i, boolean all) {
        return links.updatedMs[i] != Nodes.NEVER && links.updatedMs[i] != storedMs.getOrDefault(i, Nodes.NEVER);
    }

    @Override
    void copy(Engine engine, int i, int row) {
        formation[row] = links.emaFormation[i];
        updatedMs[row] = links.updatedMs[i];
    }

    @Override
    void append(StringBuilder text, int row) {
        find(text.append('{'), place[row])
                .append(",f:")
                .append(Stored.text(formation[row]))
                .append('}');
    }

    @Override
    void stored(int row) {
        storedMs.put(place[row], updatedMs[row]);
    }

    @Override
    void forget(int i) {
        storedMs.remove(i);
    }
}
