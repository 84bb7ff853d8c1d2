package mind.gateway.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import mind.gateway.heap.HeapBudget;

/**
 * The memory that graphs take for original-dialect sockets, all of them together. A graph is held once for however many
 * sockets, and one is read at a time. Which graphs find no room is known here. The relay thread's; its numbers and refusals
 * may be read by any.
 */
public final class GraphRoom {
    private final HeapBudget heap;
    private final Map<String, String> refused = new TreeMap<>();
    private final LongAdder refusals = new LongAdder();
    private volatile long heldBytes;
    private volatile long readingBytes;
    private volatile List<String> reasons = List.of();

    GraphRoom(HeapBudget heap) {
        this.heap = heap;
    }

    boolean isReading() {
        return readingBytes > 0;
    }

    boolean has(long bytes) {
        return bytes <= heap.free(HeapBudget.Use.ORIGINALS);
    }

    /** A graph is going to be read, which takes {@code bytes} until {@link #read}. */
    void reading(long bytes) {
        readingBytes = bytes;
        tell();
    }

    /** It has been read. @param keptBytes what it takes from now on, until {@link #left}; 0 if it could not be read */
    void read(long keptBytes) {
        readingBytes = 0;
        heldBytes += keptBytes;
        tell();
    }

    void left(long bytes) {
        heldBytes -= bytes;
        tell();
    }

    private void tell() {
        heap.set(HeapBudget.Use.ORIGINALS, bytes());
    }

    /** Notes that {@code graph} needs more than there is. @return whether that is news */
    boolean refuse(String graph, long bytes) {
        if (refused.containsKey(graph)) {
            return false;
        }
        refusals.increment();
        refused.put(
                graph,
                "the graph " + graph + " takes " + mebibytes(bytes) + " MiB in the original dialect, where "
                        + (heap.free(HeapBudget.Use.ORIGINALS) >> 20) + " of " + mebibytes(mostBytes())
                        + " are free: raise MIND_GATEWAY_HEAP_MIB, or watch it over mind.v1");
        reasons = List.copyOf(refused.values());
        return true;
    }

    private static String mebibytes(long bytes) {
        return Long.toString((bytes + (1 << 20) - 1) >> 20);
    }

    /** It has room, or is gone. */
    void allow(String graph) {
        if (refused.remove(graph) != null) {
            reasons = List.copyOf(refused.values());
        }
    }

    /** Why {@code graph} is not shown; empty if nothing stands in its way. */
    Optional<String> refusal(String graph) {
        return Optional.ofNullable(refused.get(graph));
    }

    /** A line for each graph that is not shown now. From any thread. */
    public List<String> reasons() {
        return reasons;
    }

    /** What is taken. From any thread. */
    public long bytes() {
        return heldBytes + readingBytes;
    }

    /** What may be taken. From any thread. */
    public long mostBytes() {
        return heap.most(HeapBudget.Use.ORIGINALS);
    }

    /** How often a graph found no room. From any thread. */
    public long refusals() {
        return refusals.sum();
    }
}
