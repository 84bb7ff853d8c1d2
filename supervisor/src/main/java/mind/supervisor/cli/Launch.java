package mind.supervisor.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import mind.protocol.ExitCodes;
import mind.supervisor.fleet.Command;
import mind.supervisor.fleet.Keeper;
import mind.supervisor.fleet.Outcome;

/** What {@code up} does once the keeper runs: start what was asked for, and in a demo fill its graphs meanwhile. */
final class Launch {
    /** Far longer than any start; who waits has a patience of his own. */
    private static final Duration UNTIL_AT_REST = Duration.ofHours(1);

    private final Keeper keeper;
    private final CompletableFuture<Outcome> done = new CompletableFuture<>();

    Launch(Keeper keeper) {
        this.keeper = keeper;
    }

    CompletableFuture<Outcome> done() {
        return done;
    }

    /** Starts {@code names}, or everything where there are none. */
    void start(List<String> names) {
        finish(keeper.submit(new Command.Up(names, UNTIL_AT_REST), progress -> {}));
    }

    /** Starts the gateway and FalkorDB, has {@code seeds} fill the demo's graphs, and starts each citizen as its own is full. */
    void startDemo(DemoSeeds seeds, List<String> firstServices, Consumer<String> progress) {
        keeper.submit(new Command.Looking("filling the demo's graphs"), line -> {});
        var first = keeper.submit(new Command.Up(firstServices, UNTIL_AT_REST), line -> {});
        var thread = new Thread(
                () -> {
                    try {
                        Outcome outcome = seeds.fill(
                                first.thenAccept(ready -> {}),
                                citizen ->
                                        keeper.submit(new Command.Start(List.of(citizen), Duration.ZERO), line -> {}),
                                progress);
                        if (outcome.ok()) {
                            finish(keeper.submit(new Command.StartAll(UNTIL_AT_REST), line -> {}));
                        } else {
                            keeper.submit(new Command.StartAll(Duration.ZERO), line -> {});
                            done.complete(outcome);
                        }
                    } catch (InterruptedException e) {
                        done.complete(new Outcome(ExitCodes.FAILED, List.of("interrupted")));
                    }
                },
                "launch");
        thread.setDaemon(true);
        thread.start();
    }

    private void finish(CompletableFuture<Outcome> outcome) {
        outcome.whenComplete((answer, failure) -> {
            if (failure == null) {
                done.complete(answer);
            } else {
                done.completeExceptionally(failure);
            }
        });
    }
}
