package mind.gateway.client;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The numbered frames of something long, such as a snapshot, that were built lately, so that sockets which are about the
 * same place share them. Those built last are kept, up to {@value #MOST_BYTES} bytes; earlier ones are found for as long
 * as a socket sends them. The relay thread's.
 */
final class RecentFrames {
    private static final int MOST_BYTES = 4 << 20; // the newest is kept however long it is
    private static final WeakReference<ByteBuffer> NONE = new WeakReference<>(null);

    private final List<WeakReference<ByteBuffer>> frames;
    private final Deque<ByteBuffer> kept = new ArrayDeque<>(); // oldest first
    private long bytes;

    RecentFrames(int count) {
        frames = new ArrayList<>(Collections.nCopies(count, NONE));
    }

    int count() {
        return frames.size();
    }

    Optional<ByteBuffer> get(int number) {
        return Optional.ofNullable(frames.get(number).get());
    }

    void put(int number, ByteBuffer frame) {
        frames.set(number, new WeakReference<>(frame));
        kept.add(frame);
        bytes += frame.remaining();
        while (bytes > MOST_BYTES && kept.size() > 1) {
            bytes -= kept.remove().remaining();
        }
    }

    /** Keeps none of them any more. */
    void letGo() {
        kept.clear();
        bytes = 0;
    }
}
