package mind.gateway.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Logger;
import mind.gateway.feed.CitizenLog;
import mind.gateway.feed.Event;
import mind.gateway.feed.Feed;
import mind.gateway.feed.Life;
import mind.gateway.feed.RelayLoop;
import mind.gateway.feed.Snapshot;
import mind.gateway.wire.GraphDelta;
import mind.gateway.wire.GraphDifference;
import mind.gateway.wire.GraphPicture;
import mind.gateway.wire.OriginalWire;
import mind.protocol.EngineStatus;

/**
 * One citizen as the original dialect follows it: the picture its sockets have, and the events since. Where the events
 * break off, a new snapshot is compared with that picture, and the difference told as deltas: a page that is open never
 * gets a second snapshot; where that were too much to tell, it has to connect again. The relay thread's; snapshots are
 * read and compared on another.
 */
final class CitizenTrack {
    private static final Logger LOG = Logger.getLogger("mind.gateway.client");
    /** Events of each tick, of which a page can bear two a second. */
    private static final Set<String> FRAME_EVENTS = Set.of(
            "frame.start",
            "tick_frame_v1",
            "tick.update",
            "node.flip",
            "link.flow.summary",
            "criticality.state",
            "decay.tick",
            "state_modulation.frame",
            "subentity.activation",
            "subentity.snapshot",
            "wm.emit",
            "consciousness_state");

    private static final long FRAME_NANOS = 400_000_000L; // two a second, with room for an unsteady clock
    /** With more deltas since the picture a fresh one is cheaper for who comes, and for who is there, too. */
    private static final int MANY_DELTAS = 4_000;

    private static final long MANY_BYTES = 4 << 20;
    /**
     * Where no fresh picture comes more are not kept, which is twice what the log has since one that it can follow on: what
     * there is goes, and is told anew.
     */
    private static final long MOST_BYTES = 16 << 20;
    /** Events told in one tick, so that one citizen's do not hold up the others'. */
    private static final int MOST_A_TICK = 256;

    private final CitizenLog log;
    private final OriginalStream stream;
    private final Feed feed;
    private final RelayLoop loop;
    private final ExecutorService pictures;
    private final Map<String, Told> told = new LinkedHashMap<>();
    private final Map<String, Long> frameEventsTold = new HashMap<>();
    private Optional<GraphChunks> picture = Optional.empty();
    private long cursor;
    private long generation;
    private long toldBytes;
    private boolean reading;
    private boolean closed;
    private Optional<Snapshot> unreadable = Optional.empty();

    /** A delta as it was sent, and the event it came from. */
    private record Told(GraphDelta delta, ByteBuffer frame, long seq) {}

    CitizenTrack(CitizenLog log, OriginalStream stream, Feed feed, RelayLoop loop, ExecutorService pictures) {
        this.log = log;
        this.stream = stream;
        this.feed = feed;
        this.loop = loop;
        this.pictures = pictures;
    }

    String graph() {
        return log.graph();
    }

    /** What sockets have, or will have once they have read the stream; empty before the first snapshot. */
    Optional<GraphChunks> picture() {
        return picture;
    }

    /** What a socket that gets {@link #picture} needs besides, to be where the stream is. */
    List<ByteBuffer> sincePicture() {
        return told.values().stream().map(Told::frame).toList();
    }

    void advance(long nowNanos) {
        boolean broken = picture.isEmpty() || generation != log.generation() || cursor + 1 < log.first();
        if (broken || told.size() > MANY_DELTAS || toldBytes > MANY_BYTES) {
            readSnapshot();
        }
        if (broken) {
            return;
        }
        long end = Math.min(log.head(), cursor + MOST_A_TICK);
        for (; cursor < end && picture.isPresent(); cursor++) {
            Event event = log.event(cursor + 1);
            if (OriginalWire.tells(event.type()) && !event.isHollow()) {
                tell(event, nowNanos);
            }
        }
    }

    private void tell(Event event, long nowNanos) {
        if (FRAME_EVENTS.contains(event.type())) {
            Long last = frameEventsTold.get(event.type());
            if (last != null && nowNanos - last < FRAME_NANOS) {
                return;
            }
            frameEventsTold.put(event.type(), nowNanos);
        }
        try {
            Optional<GraphDelta> delta = GraphDelta.of(event);
            ByteBuffer frame = OriginalWire.event(log.graph(), event);
            if (delta.isPresent()) {
                remember(new Told(delta.get(), frame, event.seq()));
                stream.tellDurably(log.graph(), delta.get().key(), event.type(), frame);
            } else {
                stream.tell(log.graph(), event.type(), frame);
            }
        } catch (IOException e) {
            feed.counters().malformed.increment();
        }
    }

    private void remember(Told one) {
        Told before = told.remove(one.delta().key());
        toldBytes +=
                one.frame().remaining() - (before == null ? 0 : before.frame().remaining());
        told.put(one.delta().key(), one);
        if (toldBytes > MOST_BYTES) {
            LOG.info("The graph of " + graph() + " is sent anew: more than " + (MOST_BYTES >> 20)
                    + " MiB of changes were told of it, and no fresh picture came");
            letPictureGo();
            stream.comeAgain(graph());
        }
    }

    private void readSnapshot() {
        Optional<EngineStatus> engine = feed.lives().find(graph()).flatMap(Life::engine);
        if (reading || stream.room().isReading() || engine.isEmpty()) {
            return;
        }
        long things = (long) engine.get().nodes()
                + engine.get().links()
                + engine.get().subentities();
        if (!hasRoom(
                engine.get(),
                things,
                Snapshot.expectedBytes(engine.get().nodes(), engine.get().links()))) {
            return; // nor need it be fetched
        }
        Optional<Snapshot> found = feed.snapshot(log);
        if (found.isEmpty() || found.equals(unreadable)) {
            return;
        }
        Snapshot snapshot = found.get();
        if (picture.isPresent()
                && picture.get().picture().epoch() == snapshot.epoch()
                && picture.get().picture().seq() == snapshot.seq()) {
            return; // no newer one yet
        }
        if (!hasRoom(engine.get(), things, snapshot.bytes())) {
            return;
        }
        reading = true;
        stream.room().reading(bytes(engine.get(), things, snapshot.bytes()));
        Optional<GraphPicture> before = picture.map(GraphChunks::picture);
        Map<String, GraphDelta> since = new HashMap<>();
        told.forEach((key, one) -> since.put(key, one.delta()));
        long atGeneration = log.generation();
        try {
            pictures.execute(() -> compare(snapshot, before, since, atGeneration));
        } catch (RejectedExecutionException e) {
            reading = false; // the next tick tries again
            stream.room().read(0);
        }
    }

    /** Bytes it takes to read a snapshot and to compare it with what there is. */
    private long bytes(EngineStatus engine, long things, long snapshotBytes) {
        return GraphPicture.expectedBytes(engine.nodes(), engine.links(), snapshotBytes)
                + picture.map(old -> GraphDifference.expectedBytes(
                                things + old.picture().things()))
                        .orElse(0L);
    }

    /** Whether there is room for that. Where there is not, what there is has to go first, and is told anew. */
    private boolean hasRoom(EngineStatus engine, long things, long snapshotBytes) {
        long bytes = bytes(engine, things, snapshotBytes);
        if (stream.room().has(bytes)) {
            stream.room().allow(graph());
            return true;
        }
        if (picture.isPresent()) {
            LOG.info("The graph of " + graph() + " is sent anew: there is no memory to compare it with the one before");
            letPictureGo();
            stream.comeAgain(graph());
        } else if (stream.room().refuse(graph(), bytes)) {
            LOG.warning(stream.room().refusal(graph()).orElseThrow());
            stream.offerMore(); // sockets that wait for it
        }
        return false;
    }

    private void letPictureGo() {
        picture.ifPresent(GraphChunks::letGo);
        picture = Optional.empty();
        forgetTold();
    }

    private void forgetTold() {
        told.clear();
        toldBytes = 0;
    }

    /** Nobody follows it any more. */
    void close() {
        closed = true;
        letPictureGo();
        stream.room().allow(graph());
    }

    /** On the pictures' thread. */
    private void compare(
            Snapshot snapshot, Optional<GraphPicture> before, Map<String, GraphDelta> since, long atGeneration) {
        try {
            GraphPicture now = GraphPicture.read(snapshot);
            var chunks = new GraphChunks(now, pictures, loop, stream::offerMore, stream.room());
            Optional<List<GraphDelta>> difference = before.isEmpty()
                    ? Optional.of(List.of())
                    : GraphDifference.between(before.get(), since, now, MANY_DELTAS);
            Optional<List<Told>> telling = difference.map(deltas -> deltas.stream()
                    .map(delta -> new Told(delta, enveloped(delta), now.seq()))
                    .toList());
            loop.execute(() -> install(chunks, telling, atGeneration));
        } catch (IOException | RuntimeException e) {
            LOG.warning("The snapshot of " + snapshot.graph() + " cannot be read: " + e.getMessage());
            loop.execute(() -> {
                stream.room().read(0);
                reading = false;
                unreadable = Optional.of(snapshot);
            });
        }
    }

    /** @param difference empty if it is too much to tell */
    private void install(GraphChunks now, Optional<List<Told>> difference, long atGeneration) {
        reading = false;
        stream.room().read(now.picture().bytes());
        if (closed) {
            now.letGo();
            return;
        }
        long seq = now.picture().seq();
        boolean sameStretch = picture.isPresent() && generation == atGeneration && cursor >= seq;
        picture.ifPresent(GraphChunks::letGo);
        picture = Optional.of(now);
        if (sameStretch) {
            // a fresh picture of a stretch we followed all along: only what was told since it was cut is still "since"
            told.values().removeIf(one -> one.seq() <= seq);
            toldBytes = told.values().stream()
                    .mapToLong(one -> one.frame().remaining())
                    .sum();
            return;
        }
        forgetTold();
        generation = atGeneration;
        cursor = seq;
        if (difference.isEmpty()) {
            LOG.info("The graph of " + graph() + " is sent anew: more than " + MANY_DELTAS
                    + " things have changed in it");
            stream.comeAgain(graph());
        }
        for (Told one : difference.orElse(List.of())) {
            stream.tellDurably(log.graph(), one.delta().key(), one.delta().type(), one.frame());
        }
    }

    private ByteBuffer enveloped(GraphDelta delta) {
        return OriginalWire.enveloped(delta.type(), log.graph(), -1, System.currentTimeMillis(), delta.payload());
    }

    /** Once a second. */
    void second() {
        picture.ifPresent(GraphChunks::second);
    }
}
