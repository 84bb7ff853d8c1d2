package mind.gateway.feed;

import java.util.List;

/**
 * A citizen's whole picture, as its worker cut it.
 *
 * @param graph full name
 * @param epoch the worker's life
 * @param seq   the last event already in it
 * @param parts bodies in order, as they came: UTF-8 JSON, which nobody changes
 */
public record Snapshot(String graph, long epoch, long seq, List<byte[]> parts) {
    private static final int NODE_BYTES = 70;
    private static final int LINK_BYTES = 24;

    public Snapshot {
        parts = List.copyOf(parts);
    }

    /** About how long the snapshot of such a graph is. @param links memberships too */
    public static long expectedBytes(long nodes, long links) {
        return nodes * NODE_BYTES + links * LINK_BYTES;
    }

    public long bytes() {
        long sum = 0;
        for (byte[] part : parts) {
            sum += part.length;
        }
        return sum;
    }
}
