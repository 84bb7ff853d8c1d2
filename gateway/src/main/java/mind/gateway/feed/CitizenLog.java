package mind.gateway.feed;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one citizen told lately: its last events without a hole, and the latest snapshot they follow on. Clients read it
 * by cursors of their own. Owned by the relay thread.
 *
 * <p>A <em>generation</em> is a stretch of events without a hole. A lost message, a new life of the worker or void indices
 * begin the next one; whoever read the earlier one needs a snapshot.
 */
public final class CitizenLog {
    /** Most events kept. */
    public static final int MAX_EVENTS = 2_000;
    /** Most bytes that the events kept may take, however much there is; the newest is kept however long it is. */
    static final long MAX_BYTES = 8 << 20;

    /**
     * Kinds of which the newest says all that those before it did. Original-dialect pages get them twice a second, and they
     * are nine tenths of all bytes: only the last few are kept whole.
     */
    private static final Set<String> WHOLES =
            Set.of("frame.start", "tick_frame_v1", "subentity.activation", "subentity.snapshot", "wm.emit");

    private static final int WHOLES_KEPT = 8; // of each kind

    private static final int SLOTS = 2_048; // the next power of two: seq & (SLOTS - 1) is an event's slot

    private final String graph;
    private final Event[] ring = new Event[SLOTS];
    private final Map<String, Deque<Long>> wholes = new HashMap<>(); // seqs, by kind
    private long epoch;
    private long first = 1; // seq of the oldest event kept
    private long head; // seq of the newest; first - 1 when none is kept
    private long bytes;
    private long mostBytes = MAX_BYTES;
    private long floor; // a snapshot older than this does not connect to what followed
    private long generation;
    private String voidReason = "";
    private Snapshot snapshot;

    /** What became of an event offered to the log. */
    public enum Outcome {
        APPENDED,
        /** Of an earlier life, by a worker that lost its lease. */
        STALE,
        /** Had already. */
        REPEATED,
        /** Appended, and what clients had is void: see {@link #voidReason}. */
        BROKEN
    }

    public CitizenLog(String graph) {
        this.graph = graph;
    }

    public Outcome append(Event event) {
        if (event.epoch() < epoch) {
            return Outcome.STALE;
        }
        if (event.epoch() == epoch && event.seq() <= head) {
            return Outcome.REPEATED;
        }
        Outcome outcome = Outcome.APPENDED;
        if (event.epoch() > epoch) {
            boolean known = epoch > 0;
            begin(event.epoch(), event.seq() - 1, known ? "the engine was started anew" : "the engine came up");
            outcome = Outcome.BROKEN;
        } else if (event.seq() != head + 1) {
            begin(epoch, event.seq() - 1, lost(event.seq() - head - 1));
            outcome = Outcome.BROKEN;
        }
        put(event);
        if (event.type().equals("reset")) {
            generation++;
            floor = event.seq();
            voidReason = "the engine renumbered its graph";
            outcome = Outcome.BROKEN;
        }
        return outcome;
    }

    static String lost(long messages) {
        return messages == 1 ? "a message was lost on the way" : messages + " messages were lost on the way";
    }

    private void put(Event event) {
        head = event.seq();
        ring[slot(head)] = event;
        bytes += event.bytes();
        if (WHOLES.contains(event.type())) {
            hollowOlder(event);
        }
        dropOldest();
    }

    /** Takes at most so much from now on. */
    void keepAtMost(long most) {
        mostBytes = Math.min(MAX_BYTES, most);
        dropOldest();
    }

    private void dropOldest() {
        while (head - first + 1 > MAX_EVENTS || bytes > mostBytes && first < head) {
            bytes -= ring[slot(first)].bytes();
            ring[slot(first)] = null;
            first++;
        }
    }

    private void hollowOlder(Event newest) {
        Deque<Long> kept = wholes.computeIfAbsent(newest.type(), kind -> new ArrayDeque<>());
        kept.addLast(newest.seq());
        if (kept.size() > WHOLES_KEPT) {
            long seq = kept.removeFirst();
            if (seq >= first) {
                Event old = ring[slot(seq)];
                Event place = old.hollow();
                bytes -= old.bytes() - place.bytes();
                ring[slot(seq)] = place;
            }
        }
    }

    /** Forgets all events: the next is {@code base} + 1 of {@code newEpoch}, and readers of the earlier ones have a hole. */
    public void begin(long newEpoch, long base, String reason) {
        java.util.Arrays.fill(ring, null);
        wholes.clear();
        bytes = 0;
        epoch = newEpoch;
        first = base + 1;
        head = base;
        floor = base;
        generation++;
        voidReason = reason;
    }

    /**
     * Takes a snapshot that was fetched; one of an earlier life is of no use and is not kept. One that is ahead of the log
     * tells that events were lost: it was sent after them, on the same way.
     */
    public void offer(Snapshot fetched) {
        if (fetched.epoch() < epoch) {
            return;
        }
        if (fetched.epoch() > epoch) {
            begin(fetched.epoch(), fetched.seq(), epoch > 0 ? "the engine was started anew" : "the engine came up");
        } else if (fetched.seq() > head) {
            begin(epoch, fetched.seq(), lost(fetched.seq() - head));
        }
        snapshot = fetched;
    }

    /** The latest snapshot, if the events since then are all here; one of which they are not never serves again. */
    public Optional<Snapshot> snapshot() {
        boolean connects =
                snapshot != null && snapshot.epoch() == epoch && snapshot.seq() >= floor && snapshot.seq() + 1 >= first;
        if (!connects) {
            snapshot = null;
        }
        return Optional.ofNullable(snapshot);
    }

    /** Forgets the snapshot; who needs one has it fetched again. */
    void letSnapshotGo() {
        snapshot = null;
    }

    /** Bytes of the snapshot kept. */
    long snapshotBytes() {
        return snapshot().map(Snapshot::bytes).orElse(0L);
    }

    /** Whether a reader who has everything up to {@code seq} of {@code ofEpoch} can go on from here without a hole. */
    public boolean follows(long ofEpoch, long seq) {
        return ofEpoch == epoch && seq + 1 >= first && seq >= floor && seq <= head;
    }

    /**
     * Of some kinds only the last few events are whole; what the others said is said anew by those.
     *
     * @param seq from {@link #first} to {@link #head}
     */
    public Event event(long seq) {
        return ring[slot(seq)];
    }

    private static int slot(long seq) {
        return (int) (seq & (SLOTS - 1));
    }

    public String graph() {
        return graph;
    }

    /** The worker's life; 0 before any was heard of. */
    public long epoch() {
        return epoch;
    }

    public long first() {
        return first;
    }

    public long head() {
        return head;
    }

    /** Memory that the events kept take. */
    public long bytes() {
        return bytes;
    }

    public long generation() {
        return generation;
    }

    public String voidReason() {
        return voidReason;
    }
}
