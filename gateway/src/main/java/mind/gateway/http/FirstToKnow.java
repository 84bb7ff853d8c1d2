package mind.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import mind.protocol.Reply;

/** Asks several citizens the same, since the question does not say whom it is about; the first that knows answers. */
final class FirstToKnow {
    private final Minds minds;

    FirstToKnow(Minds minds) {
        this.minds = minds;
    }

    /** The first good answer in the order of {@code graphs}; else the last refusal, or 404 where nobody was asked. */
    CompletableFuture<Reply> ask(List<String> graphs, String command, ObjectNode args) {
        List<CompletableFuture<Reply>> asked =
                graphs.stream().map(graph -> minds.ask(graph, command, args)).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(nothing -> {
            Reply last = Reply.refused(404, "no running citizen knows it");
            for (CompletableFuture<Reply> answer : asked) {
                Reply reply = answer.join(); // complete: allOf came first
                if (reply.ok()) {
                    return reply;
                }
                last = reply;
            }
            return last;
        });
    }
}
