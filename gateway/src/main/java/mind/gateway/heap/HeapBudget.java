package mind.gateway.heap;

import java.util.EnumMap;
import java.util.Map;

/**
 * How much of the heap whole graphs may take: each use its share, and all of them together three quarters. The last quarter
 * is for events, half of it at most, for frames of events, for messages on their way in, and for the gateway itself. Safe
 * from any thread.
 */
public final class HeapBudget {
    private final long heapBytes;
    private final Map<Use, Long> taken = new EnumMap<>(Use.class);

    /** What whole graphs are in memory for. Originals and answers leave room for one snapshot as large as one may be. */
    public enum Use {
        /** On their way, kept, and being sent. */
        SNAPSHOTS(6),
        /** For sockets of the original dialect. */
        ORIGINALS(4),
        /** Written out over REST. */
        ANSWERS(4);

        private final int sixteenths;

        Use(int sixteenths) {
            this.sixteenths = sixteenths;
        }
    }

    private static final int ALL_SIXTEENTHS = 12;
    private static final int LARGEST_SNAPSHOT_SIXTEENTHS = 4;
    private static final int KEPT_SIXTEENTHS = 2;
    private static final int EVENTS_SIXTEENTHS = 2;
    private static final int FRAMES_SIXTEENTHS = 1;
    private static final int WAITING_SIXTEENTHS = 1;

    /** A budget of this process's heap. */
    public HeapBudget() {
        this(Runtime.getRuntime().maxMemory());
    }

    public HeapBudget(long heapBytes) {
        this.heapBytes = heapBytes;
    }

    private long share(int sixteenths) {
        return heapBytes / 16 * sixteenths;
    }

    public long most(Use use) {
        return share(use.sixteenths);
    }

    /** Of one citizen's snapshot. */
    public long mostOfOneSnapshot() {
        return share(LARGEST_SNAPSHOT_SIXTEENTHS);
    }

    /** Of the snapshots that nobody needs now and somebody may soon. */
    public long mostKept() {
        return share(KEPT_SIXTEENTHS);
    }

    /** Of the events kept, of all citizens together. */
    public long mostOfEvents() {
        return share(EVENTS_SIXTEENTHS);
    }

    /** Of the frames of events that clients hold which stall. */
    public long mostOfFrames() {
        return share(FRAMES_SIXTEENTHS);
    }

    /** Of messages from Redis that nobody has looked at yet. */
    public long mostWaiting() {
        return share(WAITING_SIXTEENTHS);
    }

    /** What {@code use} may still take: of its share, and of what all may. */
    public synchronized long free(Use use) {
        return Math.max(0, Math.min(most(use) - taken(use), share(ALL_SIXTEENTHS) - bytes()));
    }

    public synchronized boolean take(Use use, long bytes) {
        boolean fits = bytes <= free(use);
        if (fits) {
            set(use, taken(use) + bytes);
        }
        return fits;
    }

    public synchronized void giveBack(Use use, long bytes) {
        set(use, taken(use) - bytes);
    }

    /** Corrects what {@code use} takes to what it was found to. */
    public synchronized void set(Use use, long bytes) {
        taken.put(use, bytes);
    }

    public synchronized long taken(Use use) {
        return taken.getOrDefault(use, 0L);
    }

    /** What all take. */
    public synchronized long bytes() {
        return taken.values().stream().mapToLong(Long::longValue).sum();
    }
}
