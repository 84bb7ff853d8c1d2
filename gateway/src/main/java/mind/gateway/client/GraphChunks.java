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
 * The chunks in which original-dialect sockets get one picture: each written once for all who ask about the same time, on
 * the pictures' thread, a few ahead of them. The relay thread's.
 */
final class GraphChunks {
    private static final int AHEAD = 8; // together no more than are kept

    private final OriginalGraph graph;
    private final Executor writing;
    private final RelayLoop loop;
    private final Runnable onWritten;
    private final GraphRoom room;
    private final RecentFrames written;
    private final BitSet asked = new BitSet();
    private boolean used;
    private int holders = 1;

    /**
     * Made on the pictures' thread, and held by whoever made it.
     *
     * @param onWritten run by the relay whenever a chunk that was missing is there
     * @param room      which the picture leaves when nobody holds it any more
     */
    GraphChunks(GraphPicture picture, Executor writing, RelayLoop loop, Runnable onWritten, GraphRoom room) {
        this.graph = new OriginalGraph(picture);
        this.writing = writing;
        this.loop = loop;
        this.onWritten = onWritten;
        this.room = room;
        this.written = new RecentFrames(graph.chunks());
    }

    /** Somebody needs the picture until {@link #letGo}. */
    void hold() {
        holders++;
    }

    void letGo() {
        if (--holders == 0) {
            room.left(picture().bytes());
        }
    }

    GraphPicture picture() {
        return graph.picture();
    }

    ByteBuffer begin() {
        return graph.begin();
    }

    ByteBuffer end() {
        return graph.end();
    }

    int count() {
        return written.count();
    }

    /** Chunk {@code number}; empty while it is being written. */
    Optional<ByteBuffer> get(int number) {
        used = true;
        for (int next = number; next < Math.min(number + AHEAD, written.count()); next++) {
            if (written.get(next).isEmpty() && !asked.get(next)) {
                write(next);
            }
        }
        return written.get(number);
    }

    private void write(int number) {
        asked.set(number);
        try {
            writing.execute(() -> {
                try {
                    ByteBuffer chunk = graph.chunk(number);
                    loop.execute(() -> {
                        written.put(number, chunk);
                        onWritten.run();
                    });
                } finally {
                    loop.execute(() -> asked.clear(number)); // the next who asks tries again
                }
            });
        } catch (RejectedExecutionException e) {
            asked.clear(number); // the next who asks tries again
        }
    }

    /** Once a second: lets go of chunks nobody asked for lately. */
    void second() {
        if (!used) {
            written.letGo();
        }
        used = false;
    }
}
