package mind.gateway.feed;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * One event of a citizen as it came over the bus; its body is never copied.
 *
 * @param epoch   the worker's life
 * @param seq     its place in it
 * @param type    kind, such as {@code delta}
 * @param frame   the engine's tick count
 * @param tMs     when it was sent, epoch milliseconds
 * @param message the whole message
 * @param bodyAt  where in it the body begins
 */
public record Event(long epoch, long seq, String type, long frame, long tMs, byte[] message, int bodyAt) {
    private static final byte[] NOTHING = {};
    private static final int PLACE_BYTES = 80; // the record, its array's header, and the log's slot

    /** The same without what it said, which a later one says anew. */
    Event hollow() {
        return new Event(epoch, seq, type, frame, tMs, NOTHING, 0);
    }

    /** Whether only its place is left. */
    public boolean isHollow() {
        return message.length == 0;
    }

    /** Memory it takes. */
    int bytes() {
        return PLACE_BYTES + message.length;
    }

    public int bodyBytes() {
        return message.length - bodyAt;
    }

    /** A view of the body, for reading only. */
    public ByteBuffer body() {
        return ByteBuffer.wrap(message, bodyAt, bodyBytes()).slice().asReadOnlyBuffer();
    }

    /** Appends the body to {@code out}, which is memory and does not fail. */
    public void writeBody(ByteArrayOutputStream out) {
        out.write(message, bodyAt, bodyBytes());
    }
}
