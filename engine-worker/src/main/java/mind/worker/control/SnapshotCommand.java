package mind.worker.control;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
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
    private static final int TRIES = 200;
    private static final long TRY_MILLIS = 20; // the speaker is busy for no longer than a round trip

    private final Running running;
    private final GraphName name;
    private final Executor reader;
    private CompletableFuture<String> coming; // guarded by this; a copy that is not numbered yet
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
            coming = take(session, mind, TRIES);
            comingOf = mind;
        }
        return coming;
    }

    /** Takes a copy and keeps it; answers its name. Tries again while the speaker has its hands full. */
    private CompletableFuture<String> take(Session session, Mind mind, int tries) {
        return session.loop()
                .submit(engine -> mind.gatherer().snapshot(engine))
                .thenCompose(numbered -> numbered)
                .thenApplyAsync(copy -> mind.snapshots().keep(parts(session, mind, copy)), reader)
                .exceptionallyCompose(failure -> tries > 1 && !session.tenure().over()
                        ? CompletableFuture.supplyAsync(() -> tries - 1, later())
                                .thenCompose(left -> take(session, mind, left))
                        : CompletableFuture.failedFuture(failure));
    }

    private Executor later() {
        return CompletableFuture.delayedExecutor(TRY_MILLIS, TimeUnit.MILLISECONDS, reader);
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
