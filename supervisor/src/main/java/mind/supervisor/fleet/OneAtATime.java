package mind.supervisor.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Work that is done once at a time. What is asked for while it is under way is not part of it any more: all who did so are
 * answered together, by doing it once again. Owned by the loop.
 */
final class OneAtATime {
    private final Consumer<CompletableFuture<Outcome>> work;
    private List<CompletableFuture<Outcome>> waiting = new ArrayList<>(); // as many as may ask at once
    private boolean underWay;

    /** @param work begins it; on the loop it completes what it was given, whatever happens */
    OneAtATime(Consumer<CompletableFuture<Outcome>> work) {
        this.work = work;
    }

    void ask(CompletableFuture<Outcome> answer) {
        waiting.add(answer);
        if (!underWay) {
            begin();
        }
    }

    private void begin() {
        List<CompletableFuture<Outcome>> asked = waiting;
        waiting = new ArrayList<>();
        underWay = true;
        var done = new CompletableFuture<Outcome>();
        done.thenAccept(outcome -> {
            underWay = false;
            asked.forEach(answer -> answer.complete(outcome));
            if (!waiting.isEmpty()) {
                begin();
            }
        });
        work.accept(done);
    }
}
