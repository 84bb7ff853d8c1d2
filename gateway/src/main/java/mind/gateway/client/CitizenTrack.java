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
import mind.gateway.feed.RelayLoop;
import mind.gateway.feed.Snapshot;
import mind.gateway.wire.GraphDelta;
import mind.gateway.wire.GraphDifference;
import mind.gateway.wire.GraphPicture;
import mind.gateway.wire.OriginalGraph;
import mind.gateway.wire.OriginalWire;

/**
 * One citizen as the original dialect follows it: the picture its sockets have, and the events since. Where the events
 * break off, a new snapshot is compared with that picture, and the difference told as deltas: a page that is open never
 * gets a second snapshot. The relay thread's; snapshots are read and compared on another.
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
    /** With more deltas since the picture a fresh one is cheaper for who comes. */
    private static final int MANY_DELTAS = 4_000;

    private final CitizenLog log;
    private final OriginalStream stream;
    private final Feed feed;
    private final RelayLoop loop;
    private final ExecutorService pictures;
    private final Map<String, GraphDelta> told = new LinkedHashMap<>();
    private final Map<String, Long> frameEventsTold = new HashMap<>();
    private Optional<GraphPicture> picture = Optional.empty();
    private long cursor;
    private long generation;
    private boolean reading;
    private Optional<Snapshot> unreadable = Optional.empty();
    private ByteBuffer[] chunks = new ByteBuffer[0];
    private boolean chunksUsed;

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
    Optional<GraphPicture> picture() {
        return picture;
    }

    /** What a socket that gets {@link #picture} needs besides, to be where the stream is. */
    List<ByteBuffer> sincePicture() {
        return told.values().stream().map(this::enveloped).toList();
    }

    void advance(long nowNanos) {
        boolean broken = picture.isEmpty() || generation != log.generation() || cursor + 1 < log.first();
        if (broken || told.size() > MANY_DELTAS) {
            readSnapshot();
        }
        if (broken) {
            return;
        }
        for (; cursor < log.head(); cursor++) {
            Event event = log.event(cursor + 1);
            if (OriginalWire.tells(event.type())) {
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
                told.remove(delta.get().key());
                told.put(delta.get().key(), delta.get());
                stream.tellDurably(log.graph(), delta.get().key(), event.type(), frame);
            } else {
                stream.tell(log.graph(), event.type(), frame);
            }
        } catch (IOException e) {
            feed.counters().malformed.increment();
        }
    }

    private void readSnapshot() {
        if (reading) {
            return;
        }
        Optional<Snapshot> found = feed.snapshot(log);
        if (found.isEmpty() || found.equals(unreadable)) {
            return;
        }
        Snapshot snapshot = found.get();
        if (picture.isPresent()
                && picture.get().epoch() == snapshot.epoch()
                && picture.get().seq() == snapshot.seq()) {
            return; // no newer one yet
        }
        reading = true;
        Optional<GraphPicture> before = picture;
        Map<String, GraphDelta> since = Map.copyOf(told);
        long atGeneration = log.generation();
        try {
            pictures.execute(() -> compare(snapshot, before, since, atGeneration));
        } catch (RejectedExecutionException e) {
            reading = false; // the next tick tries again
        }
    }

    /** On the pictures' thread. */
    private void compare(
            Snapshot snapshot, Optional<GraphPicture> before, Map<String, GraphDelta> since, long atGeneration) {
        try {
            GraphPicture now = GraphPicture.read(snapshot);
            List<GraphDelta> difference =
                    before.map(old -> GraphDifference.between(old, since, now)).orElse(List.of());
            loop.execute(() -> install(now, difference, atGeneration));
        } catch (IOException e) {
            LOG.warning("The snapshot of " + snapshot.graph() + " cannot be read: " + e.getMessage());
            loop.execute(() -> {
                reading = false;
                unreadable = Optional.of(snapshot);
            });
        }
    }

    private void install(GraphPicture now, List<GraphDelta> difference, long atGeneration) {
        reading = false;
        boolean sameStretch = picture.isPresent() && generation == atGeneration && cursor >= now.seq();
        if (sameStretch) {
            // a fresh picture of a stretch we followed all along: only what was told since it was cut is still "since"
            rebase(now);
            return;
        }
        picture = Optional.of(now);
        chunks = new ByteBuffer[0];
        told.clear();
        generation = atGeneration;
        cursor = now.seq();
        for (GraphDelta delta : difference) {
            stream.tellDurably(log.graph(), delta.key(), delta.type(), enveloped(delta));
        }
    }

    private void rebase(GraphPicture now) {
        Map<String, GraphDelta> still = new LinkedHashMap<>();
        for (long seq = now.seq() + 1; seq <= cursor; seq++) {
            if (seq < log.first()) {
                return; // too old already; the next one will do
            }
            try {
                GraphDelta.of(log.event(seq)).ifPresent(delta -> {
                    still.remove(delta.key());
                    still.put(delta.key(), delta);
                });
            } catch (IOException e) {
                return; // it was counted when it was told
            }
        }
        picture = Optional.of(now);
        chunks = new ByteBuffer[0];
        told.clear();
        told.putAll(still);
    }

    private ByteBuffer enveloped(GraphDelta delta) {
        return OriginalWire.enveloped(delta.type(), log.graph(), -1, System.currentTimeMillis(), delta.payload());
    }

    /** A chunk of {@code of}, shared while it is the newest. */
    ByteBuffer chunk(GraphPicture of, int number) {
        if (picture.isEmpty() || picture.get() != of) {
            return OriginalGraph.chunk(of, number);
        }
        if (chunks.length == 0) {
            chunks = new ByteBuffer[OriginalGraph.chunks(of)];
        }
        chunksUsed = true;
        if (chunks[number] == null) {
            chunks[number] = OriginalGraph.chunk(of, number);
        }
        return chunks[number];
    }

    /** Once a second: lets go of chunks nobody asked for lately. */
    void second() {
        if (!chunksUsed) {
            chunks = new ByteBuffer[0];
        }
        chunksUsed = false;
    }
}
