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
    public Snapshot {
        parts = List.copyOf(parts);
    }

    public long bytes() {
        long sum = 0;
        for (byte[] part : parts) {
            sum += part.length;
        }
        return sum;
    }
}
