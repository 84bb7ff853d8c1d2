package mind.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mind.gateway.feed.CitizenLog;
import mind.gateway.feed.Feed;
import mind.gateway.feed.Life;
import mind.gateway.feed.RelayLoop;
import mind.gateway.feed.Snapshot;
import mind.protocol.GraphName;
import mind.protocol.Reply;

/** The citizens as the feed knows them. */
public final class FeedMinds implements Minds {
    private static final Duration PICTURE_PATIENCE = Duration.ofSeconds(5);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Feed feed;
    private final RelayLoop loop;

    public FeedMinds(Feed feed, RelayLoop loop) {
        this.feed = feed;
        this.loop = loop;
    }

    @Override
    public List<Mind> all() {
        return feed.lives().all().stream().map(FeedMinds::mind).toList();
    }

    private static Mind mind(Life life) {
        var name = new GraphName(life.graph(), life.citizen(), GraphName.Level.valueOf(life.level()));
        return new Mind(name, life.state(), life.reason(), life.restarts(), life.engine());
    }

    @Override
    public CompletableFuture<Reply> ask(String graph, String command, ObjectNode args) {
        return feed.commands().ask(graph, command, args);
    }

    @Override
    public CompletableFuture<Optional<Snapshot>> picture(String graph) {
        var coming = new CompletableFuture<Optional<Snapshot>>();
        loop.execute(() -> feed.watch(graph)
                .ifPresentOrElse(
                        log -> look(log, System.nanoTime() + PICTURE_PATIENCE.toNanos(), coming),
                        () -> coming.complete(Optional.empty())));
        return coming;
    }

    /** Looks whether the snapshot is here, now and again, as a browser's socket does; on the relay thread. */
    private void look(CitizenLog log, long deadlineNanos, CompletableFuture<Optional<Snapshot>> coming) {
        Optional<Snapshot> snapshot = feed.snapshot(log);
        if (snapshot.isPresent() || System.nanoTime() - deadlineNanos > 0) {
            feed.unwatch(log.graph());
            coming.complete(snapshot);
            return;
        }
        CompletableFuture.delayedExecutor(LOOK_NANOS, TimeUnit.NANOSECONDS, loop::execute)
                .execute(() -> look(log, deadlineNanos, coming));
    }
}
