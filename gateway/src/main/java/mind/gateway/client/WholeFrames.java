package mind.gateway.client;

import java.nio.ByteBuffer;

/**
 * The last messages as whole frames, header and payload in one buffer: a message that goes to many sockets in a row is made
 * a frame once. Owned by the relay thread.
 */
final class WholeFrames {
    private static final int KEPT = 8; // frames of at most 64 KiB

    private final ByteBuffer[] texts = new ByteBuffer[KEPT];
    private final ByteBuffer[] frames = new ByteBuffer[KEPT];
    private int oldest;

    /** @param text known by its identity: a shared message is one object, whose bytes do not change */
    ByteBuffer of(ByteBuffer text) {
        for (int i = 0; i < KEPT; i++) {
            if (texts[i] == text) {
                return frames[i].duplicate();
            }
        }
        ByteBuffer frame = Outlet.whole(text);
        texts[oldest] = text;
        frames[oldest] = frame;
        oldest = (oldest + 1) % KEPT;
        return frame.duplicate();
    }

    /** Once a second: lets go of them all. */
    void second() {
        for (int i = 0; i < KEPT; i++) {
            texts[i] = null;
            frames[i] = null;
        }
    }
}
