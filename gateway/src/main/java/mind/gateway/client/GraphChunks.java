package mind.gateway.client;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import mind.gateway.feed.RelayLoop;
import mind.gateway.wire.GraphPicture;
import mind.gateway.wire.OriginalGraph;

/**
 * The chunks in which original-dialect sockets get one picture: each written once for all who ask about the same time, on
 * the pictures' thread, a few ahead of them. The relay thread's.
 */
final class GraphChunks {
    private static final int AHEAD = 8;
    /** Bytes of chunks kept, the newest however long; those that a socket is still sending stay with it. */
    private static final long MOST_BYTES = 4 << 20;

    private static final WeakReference<ByteBuffer> NOTHING = new WeakReference<>(null);

    private final GraphPicture picture;
    private final Executor writing;
    private final RelayLoop loop;
    private final Runnable onWritten;
    private final GraphRoom room;
    private final List<WeakReference<ByteBuffer>> written;
    private final Deque<ByteBuffer> recent = new ArrayDeque<>(); // oldest first
    private final BitSet asked = new BitSet();
    private long recentBytes;
    private boolean used;
    private int holders = 1;

    /**
     * Made on the pictures' thread, and held by whoever made it.
     *
     * @param onWritten run by the relay whenever a chunk that was missing is there
     * @param room      which the picture leaves when nobody holds it any more
     */
    GraphChunks(GraphPicture picture, Executor writing, RelayLoop loop, Runnable onWritten, GraphRoom room) {
        this.picture = picture;
        this.writing = writing;
        this.loop = loop;
        this.onWritten = onWritten;
        this.room = room;
        this.written = new ArrayList<>(Collections.nCopies(OriginalGraph.chunks(picture), NOTHING));
    }

    /** Somebody needs the picture until {@link #letGo}. */
    void hold() {
        holders++;
    }

    void letGo() {
        if (--holders == 0) {
            room.left(picture.bytes());
        }
    }

    GraphPicture picture() {
        return picture;
    }

    int count() {
        return written.size();
    }

    /** Chunk {@code number}; empty while it is being written. */
    Optional<ByteBuffer> get(int number) {
        used = true;
        for (int next = number; next < Math.min(number + AHEAD, written.size()); next++) {
            if (written.get(next).get() == null && !asked.get(next)) {
                write(next);
            }
        }
        return Optional.ofNullable(written.get(number).get());
    }

    private void write(int number) {
        asked.set(number);
        try {
            writing.execute(() -> {
                ByteBuffer chunk = OriginalGraph.chunk(picture, number);
                loop.execute(() -> {
                    keep(number, chunk);
                    asked.clear(number);
                    onWritten.run();
                });
            });
        } catch (RejectedExecutionException e) {
            asked.clear(number); // the next who asks tries again
        }
    }

    private void keep(int number, ByteBuffer chunk) {
        written.set(number, new WeakReference<>(chunk));
        recent.add(chunk);
        recentBytes += chunk.remaining();
        while (recentBytes > MOST_BYTES && recent.size() > 1) {
            recentBytes -= recent.remove().remaining();
        }
    }

    /** Once a second: lets go of chunks nobody asked for lately. */
    void second() {
        if (!used) {
            recent.clear();
            recentBytes = 0;
        }
        used = false;
    }
}
