package mind.gateway.http;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import mind.gateway.feed.Snapshot;
import mind.gateway.feed.SteadyClock;
import mind.gateway.http.Minds.Mind;

/**
 * How many links of running citizens still have log weight 0, the weight they were made with, and so have learned nothing.
 * Each citizen's are counted anew at most once a minute, one citizen after the other, for all who ask meanwhile.
 */
final class ConstantDebt {
    private static final long KEPT_MILLIS = 60_000;

    private final Minds minds;
    private final Executor reading;
    private final Map<String, CompletableFuture<Debt>> latest = new HashMap<>(); // by graph; guarded by this

    /** @param readMs when counting began, 0 for never */
    record Debt(long links, long untouched, long readMs) {
        private static final Debt NONE = new Debt(0, 0, 0);

        Debt plus(Debt other) {
            return new Debt(links + other.links, untouched + other.untouched, readMs);
        }
    }

    /** @param reading reads whole graphs, a few at a time */
    ConstantDebt(Minds minds, Executor reading) {
        this.minds = minds;
        this.reading = reading;
    }

    /** The latest counts of {@code citizens}, or those that are under way. */
    CompletableFuture<Debt> of(List<Mind> citizens) {
        forgetOthers();
        var counted = CompletableFuture.completedFuture(Debt.NONE);
        for (Mind mind : citizens) {
            if (mind.running()) { // of several great graphs no two are here at a time
                counted = counted.thenCompose(sum -> of(mind.name().graph()).thenApply(sum::plus));
            }
        }
        return counted;
    }

    private synchronized void forgetOthers() {
        latest.keySet()
                .retainAll(minds.all().stream().map(mind -> mind.name().graph()).toList());
    }

    private synchronized CompletableFuture<Debt> of(String graph) {
        CompletableFuture<Debt> known = latest.get(graph);
        boolean over = known == null
                || known.isCompletedExceptionally()
                || known.isDone() && known.join().readMs <= SteadyClock.millis() - KEPT_MILLIS;
        return over ? count(graph) : known;
    }

    private CompletableFuture<Debt> count(String graph) {
        var begun = new Debt(0, 0, SteadyClock.millis());
        CompletableFuture<Debt> counted = minds.picture(graph)
                .thenApplyAsync(
                        found -> found.map(snapshot -> add(begun, snapshot)).orElse(begun), reading);
        latest.put(graph, counted);
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
