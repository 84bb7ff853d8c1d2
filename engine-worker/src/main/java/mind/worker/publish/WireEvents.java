package mind.worker.publish;

import java.io.IOException;
import mind.worker.graph.MindGraph;
import mind.worker.loop.LoopStats;

/** The events an existing dashboard knows by name, each with the payload that dashboard expects. */
final class WireEvents {
    private final MindGraph graph;
    private final String citizen;
    private final double wmBudget;

    WireEvents(MindGraph graph, String citizen, int wmBudget) {
        this.graph = graph;
        this.citizen = citizen;
        this.wmBudget = wmBudget;
    }

    MindGraph graph() {
        return graph;
    }

    /** Share of working memory that {@code tokens} take, 0 to 1. */
    double share(int tokens) {
        return tokens / wmBudget;
    }

    void tell(EventBatch batch, LoopStats stats, EventSink sink) throws IOException {}
}
