package mind.gateway.heap;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.logging.Logger;

/**
 * Gives back to the system the heap that a burst took: collects all once it is over, at most each {@value
 * #LEAST_APART_SECONDS} s. The collector shrinks the heap only then, and a quiet gateway might not come to it for hours. One
 * thread's; its numbers may be read by any.
 */
public final class HeapReturn {
    private static final Logger LOG = Logger.getLogger("mind.gateway.heap");
    private static final int LEAST_APART_SECONDS = 120;
    private static final int QUIET_SECONDS = 20;
    /** Less is not worth a pause. */
    private static final long WORTH_BYTES = 8 << 20;

    private final LongSupplier heap;
    private final LongSupplier held;
    private final Runnable collect;
    private long baseBytes; // of the heap, after the last collection
    private long mostHeld; // since then
    private long lastHeap;
    private long lastHeld;
    private long changedNanos;
    private long notBeforeNanos;
    private boolean begun;
    private volatile long times;

    /** @param held bytes of whole graphs in memory, whose going is worth a collection */
    public HeapReturn(LongSupplier held) {
        this(Runtime.getRuntime()::totalMemory, held, System::gc);
    }

    HeapReturn(LongSupplier heap, LongSupplier held, Runnable collect) {
        this.heap = heap;
        this.held = held;
        this.collect = collect;
    }

    /** Once a second. */
    public void second(long nowNanos) {
        long heapBytes = heap.getAsLong();
        long heldBytes = held.getAsLong();
        if (!begun) {
            begun = true;
            baseBytes = heapBytes;
            notBeforeNanos = nowNanos;
        }
        if (heapBytes != lastHeap || heldBytes != lastHeld) {
            lastHeap = heapBytes;
            lastHeld = heldBytes;
            changedNanos = nowNanos;
        }
        mostHeld = Math.max(mostHeld, heldBytes);
        boolean worth = heapBytes - baseBytes >= WORTH_BYTES || mostHeld - heldBytes >= WORTH_BYTES;
        boolean quiet = nowNanos - changedNanos >= TimeUnit.SECONDS.toNanos(QUIET_SECONDS);
        if (worth && quiet && nowNanos - notBeforeNanos >= 0) {
            giveBack(heapBytes, heldBytes);
            notBeforeNanos = nowNanos + TimeUnit.SECONDS.toNanos(LEAST_APART_SECONDS);
        }
    }

    private void giveBack(long heapBytes, long heldBytes) {
        long began = System.nanoTime();
        collect.run();
        long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        baseBytes = heap.getAsLong();
        mostHeld = heldBytes;
        times++;
        LOG.info("The heap went from " + (heapBytes >> 20) + " to " + (baseBytes >> 20)
                + " MiB, for all is quiet; it took " + tookMillis + " ms");
    }

    /** Bytes the heap takes of the system. From any thread. */
    public long bytes() {
        return heap.getAsLong();
    }

    /** How often all was collected for it. From any thread. */
    public long times() {
        return times;
    }
}
