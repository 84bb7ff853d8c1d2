package mind.gateway.http;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import mind.gateway.feed.Snapshot;

/**
 * The memory that whole graphs may take while they are read and written out, all of them together: three eighths of the
 * heap. Who finds no room is refused at once and counted.
 */
public final class PictureRoom {
    private static final int RETRY_SECONDS = 1;

    /** What each takes besides its graph: one part's columns, and the buffers its answer leaves by. */
    private static final int FIXED_KIB = 1_024;

    private static final int ID_BYTES = 64; // of a node, as links name it

    private final int allKiB;
    private final Semaphore freeKiB;
    private final LongAdder busy = new LongAdder();
    private final LongAdder tooLarge = new LongAdder();
    private final LongAdder cut = new LongAdder();

    public PictureRoom() {
        this(Runtime.getRuntime().maxMemory() / 8 * 3);
    }

    PictureRoom(long bytes) {
        allKiB = (int) Math.min(Integer.MAX_VALUE, bytes / 1_024);
        freeKiB = new Semaphore(allKiB);
    }

    /** Room for one graph, until it is left. */
    final class Place {
        private final String graph;
        private final AtomicInteger takenKiB = new AtomicInteger();

        private Place(String graph) {
            this.graph = graph;
        }

        /** Makes the place as large as a graph that has come. @throws Problem if there is no room for what it lacks */
        void fit(int nodes, long snapshotBytes) {
            grow(kib(snapshotBytes + (long) nodes * ID_BYTES));
        }

        private void grow(long wantedKiB) {
            if (wantedKiB > allKiB) {
                tooLarge.increment();
                throw new Problem(
                        413,
                        "the graph " + graph + " takes " + (wantedKiB >> 10) + " MiB to write out, and the gateway has "
                                + (allKiB >> 10) + ": raise MIND_GATEWAY_HEAP_MIB, or watch it over /ws");
            }
            int more = (int) wantedKiB - takenKiB.get();
            if (more > 0) {
                if (!freeKiB.tryAcquire(more)) {
                    busy.increment();
                    throw Problem.retry(
                            RETRY_SECONDS, "too many graphs are being written out at once: try again in a moment");
                }
                takenKiB.addAndGet(more);
            }
        }

        void leave() {
            freeKiB.release(takenKiB.getAndSet(0));
        }
    }

    /**
     * Takes a place before the graph is fetched.
     *
     * @param links memberships too
     * @throws Problem 413 if such a graph never has room, 503 if it has none now
     */
    Place take(String graph, int nodes, int links) {
        var place = new Place(graph);
        place.grow(kib(Snapshot.expectedBytes(nodes, links) + (long) nodes * ID_BYTES));
        return place;
    }

    private static long kib(long graphBytes) {
        return FIXED_KIB + graphBytes / 1_024;
    }

    /** Counts an answer that was ended, for its visitor took it too slowly. */
    void cutOff() {
        cut.increment();
    }

    /** Graphs refused because others took the room. */
    public long busy() {
        return busy.sum();
    }

    /** Graphs refused because they never have room. */
    public long tooLarge() {
        return tooLarge.sum();
    }

    /** Graphs whose visitors took them too slowly. */
    public long cut() {
        return cut.sum();
    }
}
