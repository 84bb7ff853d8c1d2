package mind.supervisor.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import mind.protocol.ExitCodes;
import mind.supervisor.fleet.Outcome;

/** Waits for what the keeper answers; a command's own patience bounds the wait. */
final class Waiting {
    private Waiting() {}

    static Outcome on(CompletableFuture<Outcome> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            return new Outcome(
                    ExitCodes.FAILED, java.util.List.of("the supervisor failed at this command: " + e.getCause()));
        }
    }
}
