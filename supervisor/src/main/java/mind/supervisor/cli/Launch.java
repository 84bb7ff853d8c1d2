package mind.supervisor.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import mind.protocol.ExitCodes;
import mind.supervisor.config.Kind;
import mind.supervisor.fleet.Command;
import mind.supervisor.fleet.Keeper;
import mind.supervisor.fleet.Outcome;
import mind.supervisor.fleet.ServiceView;

/** What {@code up} does once the keeper runs: start what was asked for, and in a demo fill its graphs meanwhile. */
final class Launch {
    /** Far longer than any start; who waits has a patience of his own. */
    private static final Duration UNTIL_AT_REST = Duration.ofHours(1);

    private static final long LOOK_MILLIS = 20;

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

    /** That one of {@code names} is nobody's, as soon as that is known; a new citizen's is known once FalkorDB has answered. */
    Optional<Outcome> unknown(List<String> names, House house) throws InterruptedException {
        while (!done.isDone()) {
            if (names.stream().allMatch(name -> house.find(name).isPresent())) {
                return Optional.empty();
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return Optional.of(Waiting.on(done)).filter(outcome -> outcome.exitCode() == ExitCodes.UNKNOWN_NAME);
    }

    /** Starts {@code first}, has {@code seeds} fill the demo's graphs, and starts each citizen as its own is full. */
    void startDemo(DemoSeeds seeds, List<String> first, Consumer<String> progress) {
        keeper.submit(new Command.Looking("filling the demo's graphs"), line -> {});
        var started = keeper.submit(new Command.Up(first, UNTIL_AT_REST), line -> {});
        var thread = new Thread(() -> demo(seeds, started, progress), "launch");
        thread.setDaemon(true);
        thread.start();
    }

    private void demo(DemoSeeds seeds, CompletableFuture<Outcome> started, Consumer<String> progress) {
        try {
            if (!databaseReady(started)) {
                finish(started);
                return;
            }
            Outcome filled = seeds.fill(
                    citizen -> keeper.submit(new Command.Start(List.of(citizen), Duration.ZERO), line -> {}), progress);
            var all = keeper.submit(new Command.StartAll(UNTIL_AT_REST), line -> {});
            finish(filled.ok() ? all : CompletableFuture.completedFuture(filled));
        } catch (InterruptedException e) {
            done.complete(new Outcome(ExitCodes.FAILED, List.of("interrupted")));
        }
    }

    /** Waits for FalkorDB, but not for the rest; false where {@code started} came to rest without it. */
    private boolean databaseReady(CompletableFuture<Outcome> started) throws InterruptedException {
        while (!databaseReady()) {
            if (started.isDone()) {
                return databaseReady();
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return true;
    }

    /** An outside FalkorDB is no service: the process that fills it says what it finds. */
    private boolean databaseReady() {
        return keeper.services().stream()
                .filter(service -> service.kind() == Kind.FALKORDB)
                .allMatch(ServiceView::ready);
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
