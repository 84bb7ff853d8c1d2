package mind.gateway.client;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import mind.gateway.feed.CitizenLog;
import mind.gateway.feed.Event;
import mind.gateway.feed.Snapshot;
import mind.gateway.wire.Merge;
import mind.gateway.wire.MindWire;
import mind.gateway.wire.Topics;

/**
 * Frames built from one citizen's log, each once for all clients that are at the same place and want the same. Owned by
 * the relay thread.
 */
final class SharedFrames {
    /** A stretch with more events or bytes than this is folded before it is sent. */
    private static final int FOLD_EVENTS = 128;

    private static final int FOLD_BYTES = 256 << 10;
    /** Frames remembered at a time; most clients are at the same place, so few are needed. */
    private static final int MOST_FRAMES = 64;
    /** The same in bytes: clients that want all sorts of things, or lag, have a frame each. */
    private static final int MOST_BYTES = 2 << 20;

    /** Longest stretch folded in one go, bytes of the bodies wanted. */
    private static final int STRETCH_BYTES = 1 << 20;
    /** Nor is one folded that is so many times longer than a frame: it would hardly become one. */
    private static final int HOPEFUL_FRAMES = 4;

    private final CitizenLog log;
    private final Folding folding;
    private final IntSupplier frameBytes;
    private final ClientCounters counters;
    private final Map<Key, Built> frames = new HashMap<>();
    private long framesBytes;
    private Key lastKey; // and what was built for it: most clients want the same as the one before
    private Built last;
    private WeakReference<Snapshot> snapshot = new WeakReference<>(null); // whoever sends it holds it
    private RecentFrames snapshotFrames = new RecentFrames(0);
    private boolean snapshotUsed;

    private record Key(long epoch, long from, long to, Topics topics, boolean fold) {
        boolean is(long ofEpoch, long ofFrom, long ofTo, Topics ofTopics, boolean folded) {
            return from == ofFrom && to == ofTo && topics == ofTopics && fold == folded && epoch == ofEpoch;
        }
    }

    /**
     * A frame for a stretch of events.
     *
     * @param frame  what to send; empty if none of the events is wanted
     * @param to     the last seq it stands for; less than asked for where one frame would have been too long
     * @param merged events folded into others
     */
    record Built(Optional<ByteBuffer> frame, long to, int merged) {}

    /** @param frameBytes how long a frame may be now, if it stands for more than one event */
    SharedFrames(CitizenLog log, Folding folding, IntSupplier frameBytes, ClientCounters counters) {
        this.log = log;
        this.folding = folding;
        this.frameBytes = frameBytes;
        this.counters = counters;
    }

    /**
     * @param fold whether to fold, however short the stretch is
     * @return empty if it would have to be folded and there is no time left for that in this tick
     */
    Optional<Built> events(long from, long to, Topics topics, boolean fold) {
        if (lastKey != null && lastKey.is(log.epoch(), from, to, topics, fold)) {
            return Optional.of(last);
        }
        var key = new Key(log.epoch(), from, to, topics, fold);
        Built built = frames.get(key);
        if (built == null) {
            boolean folds = fold || to - from >= FOLD_EVENTS;
            if (folds && folding.isSpent()) {
                return Optional.empty();
            }
            long began = System.nanoTime();
            built = build(from, to, topics, fold);
            int bytes = built.frame().map(ByteBuffer::remaining).orElse(0);
            if (frames.size() >= MOST_FRAMES || framesBytes + bytes > MOST_BYTES) {
                forget();
            }
            frames.put(key, built);
            framesBytes += bytes;
            if (folds) {
                folding.spent(System.nanoTime() - began);
            }
        }
        lastKey = key;
        last = built;
        return Optional.of(built);
    }

    private void forget() {
        frames.clear();
        framesBytes = 0;
    }

    private Built build(long from, long last, Topics topics, boolean fold) {
        List<Event> wanted = new ArrayList<>();
        int longest = frameBytes.getAsInt();
        long stretch = Math.min(STRETCH_BYTES, (long) HOPEFUL_FRAMES * longest);
        long bytes = 0;
        int merged = 0;
        long to = from - 1;
        while (to < last) {
            Event event = log.event(to + 1);
            boolean wants = topics.wants(event.type());
            if (wants && event.isHollow()) {
                merged++;
            } else if (wants) {
                if (!wanted.isEmpty() && bytes + event.bodyBytes() > stretch) {
                    break;
                }
                wanted.add(event);
                bytes += event.bodyBytes();
            }
            to++;
        }
        if (wanted.isEmpty()) {
            return new Built(Optional.empty(), to, merged);
        }
        if (wanted.size() > 1 && (fold || wanted.size() > FOLD_EVENTS || bytes > FOLD_BYTES)) {
            Merge.Result result = Merge.fold(wanted);
            wanted = result.events();
            merged += result.merged();
            bytes = wanted.stream().mapToLong(Event::bodyBytes).sum();
        }
        if (bytes > longest && to > from) {
            return build(from, from + (to - from) / 2, topics, fold);
        }
        counters.framesBuilt.increment();
        return new Built(Optional.of(MindWire.events(log.graph(), log.epoch(), from, to, wanted, merged)), to, merged);
    }

    /** One part of {@code of} as a frame, shared while several clients are being brought up to date. */
    ByteBuffer snapshot(Snapshot of, int part) {
        if (snapshot.get() != of) {
            snapshot = new WeakReference<>(of);
            snapshotFrames = new RecentFrames(of.parts().size());
        }
        snapshotUsed = true;
        return snapshotFrames.get(part).orElseGet(() -> {
            ByteBuffer frame = MindWire.snapshot(of, part);
            snapshotFrames.put(part, frame);
            return frame;
        });
    }

    /** Once a second: lets go of what nobody used lately. */
    void second() {
        forget();
        lastKey = null;
        last = null;
        if (!snapshotUsed) {
            snapshot.clear();
            snapshotFrames = new RecentFrames(0);
        }
        snapshotUsed = false;
    }
}
