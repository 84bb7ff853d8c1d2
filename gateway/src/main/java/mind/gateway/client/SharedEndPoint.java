package mind.gateway.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A socket that Jetty and we write to in turn: what one of them writes leaves whole before the other's begins, so frames
 * that are made already can go straight to the kernel, past Jetty's queue, generator and buffers, which cost more than the
 * rest of a delivery.
 */
public final class SharedEndPoint extends SocketChannelEndPoint {
    /** Who waits: at most Jetty, which writes one thing at a time, and our one message. */
    private final Deque<Turn> waiting = new ArrayDeque<>(2);

    private boolean busy;

    public SharedEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
        super(channel, selector, key, scheduler);
    }

    /**
     * Writes whole frames.
     *
     * @param allowed whether there may be more frames; asked when nothing can come in between any more
     * @param later   told of their leaving, or failing, if they do not leave at once
     * @return whether they have left
     * @throws ClosedChannelException if there may be no more
     */
    boolean send(BooleanSupplier allowed, Callback later, ByteBuffer... frames) throws IOException {
        synchronized (waiting) {
            if (!allowed.getAsBoolean()) {
                throw new ClosedChannelException();
            }
            if (busy) {
                waiting.add(new Turn(later, frames));
                return false;
            }
            busy = true;
        }
        boolean whole;
        try {
            whole = flush(frames);
        } catch (IOException | RuntimeException e) {
            next();
            throw e;
        }
        if (whole) {
            next();
        } else {
            super.write(new Turn(later, frames), frames);
        }
        return whole;
    }

    /** Jetty's way; each call brings whole frames, or a part of an HTTP answer. */
    @Override
    public void write(Callback callback, ByteBuffer... buffers) {
        var turn = new Turn(callback, buffers);
        synchronized (waiting) {
            if (busy) {
                waiting.add(turn);
                return;
            }
            busy = true;
        }
        super.write(turn, buffers);
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        if (buffers.length != 1) {
            return super.flush(buffers);
        }
        try {
            if (getChannel().write(buffers[0]) > 0) { // cheaper than a gathering write of one
                notIdle();
            }
        } catch (IOException e) {
            throw new EofException(e);
        }
        return !buffers[0].hasRemaining();
    }

    private void next() {
        Turn turn;
        synchronized (waiting) {
            turn = waiting.isEmpty() ? null : waiting.remove();
            busy = turn != null;
        }
        if (turn != null) {
            super.write(turn, turn.buffers);
        }
    }

    private final class Turn implements Callback {
        private final Callback callback;
        private final ByteBuffer[] buffers;

        Turn(Callback callback, ByteBuffer[] buffers) {
            this.callback = callback;
            this.buffers = buffers;
        }

        @Override
        public void succeeded() {
            next();
            callback.succeeded();
        }

        @Override
        public void failed(Throwable cause) {
            next();
            callback.failed(cause);
        }

        @Override
        public InvocationType getInvocationType() {
            return callback.getInvocationType();
        }
    }
}
