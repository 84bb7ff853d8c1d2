package mind.gateway.http;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import mind.gateway.feed.Snapshot;
import mind.gateway.heap.HeapBudget;

/**
 * The memory that whole graphs may take while they are read and written out, all of them together. Who finds no room is
 * refused at once and counted.
 */
public final class PictureRoom {
    private static final int RETRY_SECONDS = 1;

    /** What each takes besides its graph: one part's columns, and the buffers its answer leaves by. */
    private static final long FIXED_BYTES = 1 << 20;

    private static final int ID_BYTES = 64; // of a node, as links name it

    private final HeapBudget heap;
    private final LongAdder busy = new LongAdder();
    private final LongAdder tooLarge = new LongAdder();
    private final LongAdder cut = new LongAdder();

    public PictureRoom(HeapBudget heap) {
        this.heap = heap;
    }

    /** Room for one graph, until it is left. */
    final class Place {
        private final String graph;
        private final AtomicLong taken = new AtomicLong();

        private Place(String graph) {
            this.graph = graph;
        }

        /** Makes the place as large as a graph that has come. @throws Problem if there is no room for what it lacks */
        void fit(int nodes, long snapshotBytes) {
            grow(FIXED_BYTES + snapshotBytes + (long) nodes * ID_BYTES);
        }

        private void grow(long wanted) {
            long most = heap.most(HeapBudget.Use.ANSWERS);
            if (wanted > most) {
                tooLarge.increment();
                throw new Problem(
                        413,
                        "the graph " + graph + " takes " + (wanted >> 20) + " MiB to write out, and the gateway has "
                                + (most >> 20) + ": raise MIND_GATEWAY_HEAP_MIB, or watch it over /ws");
            }
            long more = wanted - taken.get();
            if (more > 0) {
                if (!heap.take(HeapBudget.Use.ANSWERS, more)) {
                    busy.increment();
                    throw Problem.retry(
                            RETRY_SECONDS, "too many graphs are being written out at once: try again in a moment");
                }
                taken.addAndGet(more);
            }
        }

        void leave() {
            heap.giveBack(HeapBudget.Use.ANSWERS, taken.getAndSet(0));
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
        place.grow(FIXED_BYTES + Snapshot.expectedBytes(nodes, links) + (long) nodes * ID_BYTES);
        return place;
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
