package mind.gateway.http;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import mind.gateway.feed.Snapshot;
import mind.gateway.http.Minds.Mind;

/**
 * How many links of all running citizens still have log weight 0, the weight they were made with, and so have learned
 * nothing. Counted anew at most once a minute, one citizen after the other, for all who ask meanwhile.
 */
final class ConstantDebt {
    private static final long KEPT_MILLIS = 60_000;

    private final Minds minds;
    private final Executor reading;
    private CompletableFuture<Debt> latest = CompletableFuture.completedFuture(new Debt(0, 0, 0)); // guarded by this

    /** @param readMs when counting began, 0 for never */
    record Debt(long links, long untouched, long readMs) {}

    /** @param reading reads whole graphs, a few at a time */
    ConstantDebt(Minds minds, Executor reading) {
        this.minds = minds;
        this.reading = reading;
    }

    /** The latest count, or the one that is under way. */
    synchronized CompletableFuture<Debt> now() {
        boolean over = latest.isCompletedExceptionally()
                || latest.isDone() && latest.join().readMs <= System.currentTimeMillis() - KEPT_MILLIS;
        if (over) {
            latest = count();
        }
        return latest;
    }

    private CompletableFuture<Debt> count() {
        var counted = CompletableFuture.completedFuture(new Debt(0, 0, System.currentTimeMillis()));
        for (Mind mind : minds.all()) {
            if (mind.running()) { // of several great graphs no two are here at a time
                counted = counted.thenCompose(sum -> minds.picture(mind.name().graph())
                        .thenApplyAsync(
                                found -> found.map(snapshot -> add(sum, snapshot))
                                        .orElse(sum),
                                reading));
            }
        }
        return counted;
    }

    private static Debt add(Debt sum, Snapshot snapshot) {
        var columns = new Columns();
        var weight = columns.numbers("links.w");
        long links = sum.links;
        long untouched = sum.untouched;
        try {
            for (byte[] part : snapshot.parts()) {
                columns.read(part);
                links += weight.rows();
                for (int row = 0; row < weight.rows(); row++) {
                    untouched += weight.at(row) == 0 ? 1 : 0;
                }
            }
        } catch (IOException e) {
            throw Problem.unreadable(snapshot.graph(), e);
        }
        return new Debt(links, untouched, sum.readMs);
    }
}
