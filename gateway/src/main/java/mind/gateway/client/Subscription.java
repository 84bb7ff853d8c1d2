package mind.gateway.client;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import mind.gateway.feed.CitizenLog;
import mind.gateway.feed.Event;
import mind.gateway.feed.Feed;
import mind.gateway.feed.Life;
import mind.gateway.feed.Snapshot;
import mind.gateway.wire.MindWire;
import mind.gateway.wire.Topics;

/**
 * What one client of {@code mind.v1} watches of one citizen: a cursor into the citizen's log. It tells, in this order,
 * {@code subscribed}, a snapshot at seq N, and what followed N without hole or repeat; where that breaks, {@code gap} and
 * a snapshot again.
 */
final class Subscription {
    /** Further behind than this, events are folded. */
    private static final long FOLD_NANOS = 250_000_000L;

    private static final long IDLE_NANOS = 1_000_000_000L;
    /** Of earlier events in one answer. */
    private static final long RECENT_BYTES = 256 << 10;

    private final CitizenLog log;
    private final SharedFrames frames;
    private final Feed feed;
    private final ClientCounters counters;
    private Topics topics;
    private long intervalNanos;
    private long dueNanos;
    private boolean announced;
    private boolean recovered;
    private boolean live;
    private boolean holdsPicture;
    private String gapReason = "";
    private long epoch;
    private long cursor;
    private long generation;
    private Snapshot sending;
    private boolean refusalTold;
    private int part;
    private long servedNanos;
    private long merged;
    private long dropped;

    Subscription(CitizenLog log, SharedFrames frames, Feed feed, ClientCounters counters) {
        this.log = log;
        this.frames = frames;
        this.feed = feed;
        this.counters = counters;
    }

    /** @param maxHz most frames of events a second; 0 sends them as they come */
    void want(Topics wanted, double maxHz) {
        topics = wanted;
        intervalNanos = maxHz > 0 ? (long) (1e9 / maxHz) : 0;
    }

    /** Begins at a position the client says it holds a picture of, if the log goes back so far. */
    void resume(long fromEpoch, long fromSeq) {
        recovered = log.follows(fromEpoch, fromSeq);
        if (recovered) {
            counters.resumesRecovered.increment();
            live = true;
            holdsPicture = true;
            epoch = fromEpoch;
            cursor = fromSeq;
            generation = log.generation();
        } else {
            counters.resumesFailed.increment();
        }
    }

    /** Says {@code subscribed} again, of the same subscription; a snapshot that was on its way begins anew after it. */
    void announceAgain() {
        announced = false;
        refusalTold = false;
        recovered = live;
        if (!live) {
            endSending();
            holdsPicture = false;
        }
    }

    private void endSending() {
        if (sending != null) {
            feed.letGo(sending);
            sending = null;
        }
    }

    /** It is over: lets go of what it held. */
    void close() {
        endSending();
    }

    CitizenLog log() {
        return log;
    }

    long eventsBehind() {
        return live ? Math.max(0, log.head() - cursor) : 0;
    }

    long takeMerged() {
        long sum = merged;
        merged = 0;
        return sum;
    }

    long takeDropped() {
        long sum = dropped;
        dropped = 0;
        return sum;
    }

    /** What the log still has of the events before seq {@code before}, nearest first until the answer is long enough. */
    ByteBuffer recent(long ofEpoch, long before, Topics wanted) {
        Deque<Event> events = new ArrayDeque<>();
        long bytes = 0;
        long from = before;
        while (bytes < RECENT_BYTES && from - 1 <= log.head() && log.follows(ofEpoch, from - 2)) {
            Event event = log.event(--from);
            if (wanted.wants(event.type()) && !event.isHollow()) {
                events.addFirst(event);
                bytes += event.bodyBytes();
            }
        }
        return MindWire.recent(log.graph(), ofEpoch, from, before - 1, List.copyOf(events));
    }

    Optional<ByteBuffer> next(long nowNanos, boolean tick) {
        if (!announced) {
            announced = true;
            String state = feed.lives()
                    .find(log.graph())
                    .map(Life::state)
                    .map(Object::toString)
                    .orElse("unknown");
            return Optional.of(MindWire.subscribed(
                    log.graph(), live ? epoch : log.epoch(), live ? cursor : log.head(), state, recovered));
        }
        checkContinuity();
        if (!gapReason.isEmpty()) {
            String reason = gapReason;
            gapReason = "";
            counters.gaps.increment();
            return Optional.of(MindWire.gap(log.graph(), reason));
        }
        return live ? nextEvents(nowNanos, tick) : nextPart(nowNanos);
    }

    private void checkContinuity() {
        boolean reading = live || sending != null;
        if (reading && generation != log.generation()) {
            breakOff(log.voidReason());
        } else if (reading && cursor + 1 < log.first()) {
            dropped += log.first() - cursor - 1;
            breakOff("you fell too far behind");
        }
    }

    private void breakOff(String reason) {
        live = false;
        endSending();
        if (holdsPicture) {
            holdsPicture = false;
            gapReason = reason;
        }
    }

    private Optional<ByteBuffer> nextPart(long nowNanos) {
        if (sending == null) {
            Optional<Snapshot> snapshot = feed.snapshot(log);
            if (snapshot.isEmpty()) {
                return refusal();
            }
            refusalTold = false;
            sending = snapshot.get();
            feed.hold(sending);
            part = 0;
            epoch = sending.epoch();
            cursor = sending.seq();
            generation = log.generation();
            holdsPicture = true;
            feed.counters().snapshotServes.increment();
        }
        ByteBuffer frame = frames.snapshot(sending, part++);
        if (part == sending.parts().size()) {
            endSending();
            live = true;
            servedNanos = nowNanos;
        }
        return Optional.of(frame);
    }

    /** What is told once to who waits for a snapshot that will not come. */
    private Optional<ByteBuffer> refusal() {
        Optional<String> why = refusalTold ? Optional.empty() : feed.snapshotRefusal(log);
        if (why.isPresent()) {
            refusalTold = true;
            feed.counters().snapshotsRefused.increment();
        }
        return why.map(line -> MindWire.error(MindWire.TOO_LARGE, line));
    }

    private Optional<ByteBuffer> nextEvents(long nowNanos, boolean tick) {
        if (!tick || cursor >= log.head() || nowNanos - dueNanos < 0) {
            return Optional.empty();
        }
        boolean fold = intervalNanos > 0 || nowNanos - servedNanos > FOLD_NANOS && log.head() - cursor > 1;
        Optional<SharedFrames.Built> found = frames.events(cursor + 1, log.head(), topics, fold);
        if (found.isEmpty()) {
            return Optional.empty(); // at the next tick
        }
        SharedFrames.Built built = found.get();
        if (built.frame().isEmpty()) {
            if (nowNanos - servedNanos < IDLE_NANOS) {
                return Optional.empty(); // the next frame will say that these were passed over
            }
            built = new SharedFrames.Built(
                    Optional.of(MindWire.to(log.graph(), epoch, cursor + 1, built.to())), built.to(), built.merged());
        }
        if (log.first() <= cursor + 1) {
            counters.fanOut.add(
                    System.currentTimeMillis() - log.event(cursor + 1).tMs());
        }
        cursor = built.to();
        servedNanos = nowNanos;
        if (built.merged() > 0) {
            merged += built.merged();
            counters.merged.add(built.merged());
        }
        if (intervalNanos > 0
                && cursor >= log.head()) { // what did not fit follows at once; on a common grid, so that clients of one
            // rate share their frames
            dueNanos = nowNanos - Math.floorMod(nowNanos, intervalNanos) + intervalNanos;
        }
        return built.frame();
    }
}
