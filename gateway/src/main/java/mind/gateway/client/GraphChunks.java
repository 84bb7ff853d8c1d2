package mind.gateway.client;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import mind.gateway.feed.RelayLoop;
import mind.gateway.wire.GraphPicture;
import mind.gateway.wire.OriginalGraph;

/**
 * The chunks in which original-dialect sockets get one picture: each written once for all of them, on the pictures' thread,
 * a few ahead of whoever asks. The relay thread's.
 */
final class GraphChunks {
    private static final int AHEAD = 8;

    private final GraphPicture picture;
    private final Executor writing;
    private final RelayLoop loop;
    private final Runnable onWritten;
    private final ByteBuffer[] written;
    private final BitSet asked = new BitSet();
    private boolean used;

    /**
     * Made on the pictures' thread.
     *
     * @param onWritten run by the relay whenever a chunk that was missing is there
     */
    GraphChunks(GraphPicture picture, Executor writing, RelayLoop loop, Runnable onWritten) {
        this.picture = picture;
        this.writing = writing;
        this.loop = loop;
        this.onWritten = onWritten;
        this.written = new ByteBuffer[OriginalGraph.chunks(picture)];
    }

    GraphPicture picture() {
        return picture;
    }

    int count() {
        return written.length;
    }

    /** Chunk {@code number}; empty while it is being written. */
    Optional<ByteBuffer> get(int number) {
        used = true;
        for (int next = number; next < Math.min(number + AHEAD, written.length); next++) {
            if (written[next] == null && !asked.get(next)) {
                write(next);
            }
        }
        return Optional.ofNullable(written[number]);
    }

    private void write(int number) {
        asked.set(number);
        try {
            writing.execute(() -> {
                ByteBuffer chunk = OriginalGraph.chunk(picture, number);
                loop.execute(() -> {
                    written[number] = chunk;
                    asked.clear(number);
                    onWritten.run();
                });
            });
        } catch (RejectedExecutionException e) {
            asked.clear(number); // the next who asks tries again
        }
    }

    /** Once a second: lets go of chunks nobody asked for lately. */
    void second() {
        if (!used) {
            java.util.Arrays.fill(written, null);
        }
        used = false;
    }
}
