package mind.worker.control;

import java.util.concurrent.CompletableFuture;
import mind.protocol.WireJson;
import mind.worker.persist.Writeback;

/** {@code persist}: writes everything that differs, and answers once it is stored. */
public final class PersistCommand {
    private final Running running;
    private final String graph;

    public PersistCommand(Running running, String graph) {
        this.running = running;
        this.graph = graph;
    }

    public void register(Commands commands) {
        commands.with("persist", this::persist);
    }

    private void persist(Args args, Answer answer) throws Refusal {
        CompletableFuture<Writeback.Flushed> outcome =
                running.session().mind().writeback().flush();
        outcome.whenComplete((flushed, failure) -> {
            if (failure != null) {
                answer.refused(503, failure.getMessage());
            } else {
                answer.done(WireJson.MAPPER
                        .createObjectNode()
                        .put("status", "persisted")
                        .put("citizen_id", graph)
                        .put("nodes_persisted", flushed.nodes())
                        .put("links_persisted", flushed.links())
                        .put("elapsed_ms", flushed.millis()));
            }
        });
    }
}
