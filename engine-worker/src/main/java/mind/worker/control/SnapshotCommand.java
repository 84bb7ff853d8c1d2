package mind.worker.control;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mind.protocol.GraphName;
import mind.worker.life.Mind;
import mind.worker.life.Session;
import mind.worker.publish.SnapshotCopy;
import mind.worker.publish.SnapshotParts;

/**
 * {@code snapshot}: part 0 takes a new copy between two ticks, numbered between two events; further parts of the same copy
 * come when asked for. Askers who come while a copy is being taken share it.
 */
public final class SnapshotCommand implements CommandHandler {
    private static final long LIMIT_MILLIS = 4_500; // for a copy to get its number; the asker gives up after 5 s
    private static final long TRY_MILLIS = 20; // the speaker is busy for no longer than a round trip

    /** Tries again on the timer's own thread, which turns nothing away: a try only hands work on. */
    private static final Executor SOON =
            CompletableFuture.delayedExecutor(TRY_MILLIS, TimeUnit.MILLISECONDS, Runnable::run);

    private final Running running;
    private final GraphName name;
    private final Executor reader;
    private CompletableFuture<String> coming; // guarded by this; ends within the limit
    private Mind comingOf;

    /** @param reader runs what takes a while, one at a time */
    public SnapshotCommand(Running running, GraphName name, Executor reader) {
        this.running = running;
        this.name = name;
        this.reader = reader;
    }

    @Override
    public void handle(Args args, Answer answer) throws Refusal {
        Session session = running.session();
        Mind mind = session.mind();
        int part = args.whole("part", 0, 0, Integer.MAX_VALUE);
        if (part == 0) {
            Running.then(
                    copy(session, mind),
                    answer,
                    snapshot -> Running.later(reader, answer, () -> send(mind, snapshot, 0, answer)));
        } else {
            String snapshot = args.text("snapshot");
            Running.later(reader, answer, () -> send(mind, snapshot, part, answer));
        }
    }

    private synchronized CompletableFuture<String> copy(Session session, Mind mind) {
        if (coming == null || coming.isDone() || comingOf != mind) {
            var named = new CompletableFuture<String>();
            coming = named.orTimeout(LIMIT_MILLIS, TimeUnit.MILLISECONDS).exceptionallyCompose(SnapshotCommand::late);
            comingOf = mind;
            take(session, mind, named);
        }
        return coming;
    }

    /** Takes a copy, keeps it and completes {@code named} with its name; tries again while there is no room for it. */
    private void take(Session session, Mind mind, CompletableFuture<String> named) {
        session.loop()
                .submit(engine -> mind.gatherer().snapshot(engine))
                .thenCompose(numbered -> numbered)
                .thenApplyAsync(copy -> mind.snapshots().keep(parts(session, mind, copy)), reader)
                .whenComplete((name, failure) -> {
                    if (failure == null) {
                        named.complete(name);
                    } else if (busy(failure)
                            && !named.isDone()
                            && !session.tenure().over()) {
                        SOON.execute(() -> take(session, mind, named));
                    } else {
                        named.completeExceptionally(failure);
                    }
                });
    }

    /** Whether the speaker, the tick thread or the reader has its hands full: that passes, all else is a fault. */
    private static boolean busy(Throwable failure) {
        return cause(failure) instanceof RejectedExecutionException;
    }

    private static CompletableFuture<String> late(Throwable failure) {
        return CompletableFuture.failedFuture(
                cause(failure) instanceof TimeoutException
                        ? new RejectedExecutionException("no copy within " + LIMIT_MILLIS + " ms", failure)
                        : failure);
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private SnapshotParts parts(Session session, Mind mind, SnapshotCopy copy) {
        return new SnapshotParts(
                copy, mind.plan(), name, name.graph(), session.loop().stats().intervalMs());
    }

    private static void send(Mind mind, String snapshot, int part, Answer answer) {
        Optional<SnapshotParts> parts = mind.snapshots().find(snapshot);
        if (parts.isEmpty()) {
            answer.refused(404, "snapshot \"" + snapshot + "\" is not kept any more: ask for part 0 of a new one");
        } else if (part >= parts.get().count()) {
            answer.refused(
                    400,
                    "part is " + part + ": \"" + snapshot + "\" has parts 0 to "
                            + (parts.get().count() - 1));
        } else {
            try {
                SnapshotCopy copy = parts.get().copy();
                answer.part(new Answer.Part(parts.get().part(snapshot, part), copy.epoch(), copy.seq(), copy.frame()));
            } catch (IOException e) {
                answer.refused(500, "the part could not be written: " + e.getMessage());
            }
        }
    }
}
