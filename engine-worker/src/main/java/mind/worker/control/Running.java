package mind.worker.control;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import mind.protocol.State;
import mind.worker.life.CitizenLife;
import mind.worker.life.Session;
import mind.worker.publish.StatusBoard;

/** The engine that commands are for; where none runs, the refusal that says why. */
public final class Running {
    private final CitizenLife life;
    private final StatusBoard board;

    public Running(CitizenLife life, StatusBoard board) {
        this.life = life;
        this.board = board;
    }

    /** The running engine. @throws Refusal 409 while it is loading, 503 where it does not run */
    public Session session() throws Refusal {
        return life.session().orElseThrow(() -> {
            State state = board.state();
            String why = board.why();
            return state == State.LOADING || state == State.STARTING
                    ? Refusal.notNow(why + "; try again when it runs")
                    : Refusal.notRunning(why);
        });
    }

    /** Work that may refuse. */
    @FunctionalInterface
    interface Work {
        void run() throws Refusal;
    }

    /** Does {@code work} on {@code executor}, or refuses where too much waits there. */
    static void later(Executor executor, Answer answer, Work work) {
        try {
            executor.execute(() -> {
                try {
                    work.run();
                } catch (Refusal refusal) {
                    answer.refused(refusal);
                } catch (RuntimeException | Error e) {
                    answer.refused(500, "failed: " + e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.refused(503, "too many questions wait; try again in a moment");
        }
    }

    /** Gives {@code answer} what {@code future} brings, or its failure. */
    static <T> void then(CompletableFuture<T> future, Answer answer, Consumer<T> success) {
        future.whenComplete((value, failure) -> {
            if (failure == null) {
                success.accept(value);
                return;
            }
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof RejectedExecutionException) {
                answer.refused(503, "the engine has too much to do; try again in a moment");
            } else {
                answer.refused(500, "failed: " + cause.getMessage());
            }
        });
    }
}
