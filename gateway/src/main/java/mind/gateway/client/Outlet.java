package mind.gateway.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;

/**
 * The way out of one WebSocket, for one frame of data at a time: straight to the socket, or through Jetty where frames are
 * compressed. Control frames stay Jetty's.
 */
public final class Outlet {
    private static final int FIN = 0x80;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int LONGEST_HEADER = 10; // a server's frames have no mask

    private final CoreSession core;
    private final SharedEndPoint socket;

    public Outlet(CoreSession core) {
        this.core = core;
        boolean plain = core.getNegotiatedExtensions().isEmpty();
        this.socket = plain
                        && core instanceof WebSocketCoreSession session
                        && session.getConnection().getEndPoint() instanceof SharedEndPoint shared
                ? shared
                : null;
    }

    /**
     * Sends {@code frame}.
     *
     * @param later told of its leaving, or failing, if it does not leave at once
     * @return whether it has left
     */
    public boolean send(Frame frame, Callback later) {
        if (socket == null) {
            core.sendFrame(frame, later, false);
            return false;
        }
        ByteBuffer payload = frame.hasPayload() ? frame.getPayload() : BufferUtil.EMPTY_BUFFER;
        ByteBuffer header = ByteBuffer.allocate(LONGEST_HEADER);
        header(header, frame.getOpCode(), frame.isFin(), payload.remaining());
        return write(later, header.flip(), payload);
    }

    /** The same of {@code text} as one frame, which {@code frames} may have made already. */
    boolean send(ByteBuffer text, WholeFrames frames, Callback later) {
        return socket == null ? send(new Frame(OpCode.TEXT, true, text.slice()), later) : write(later, frames.of(text));
    }

    /** Whether frames that are made already can be sent. */
    boolean takesWholeFrames() {
        return socket != null;
    }

    /** Sends a frame that is made already, as {@link #send(Frame, Callback)} does. */
    boolean sendWhole(ByteBuffer frame, Callback later) {
        return write(later, frame);
    }

    private boolean write(Callback later, ByteBuffer... buffers) {
        try {
            return socket.send(core::isOutputOpen, later, buffers);
        } catch (IOException e) {
            if (core.isOutputOpen()) {
                core.abort(); // else its closing is on its way
            }
            later.failed(e);
            return false;
        }
    }

    /** {@code text} as a frame. */
    static ByteBuffer whole(ByteBuffer text) {
        int length = text.remaining();
        ByteBuffer frame = ByteBuffer.allocate(LONGEST_HEADER + length);
        header(frame, OpCode.TEXT, true, length);
        return frame.put(text.slice()).flip();
    }

    private static void header(ByteBuffer into, byte opCode, boolean fin, int length) {
        into.put((byte) ((fin ? FIN : 0) | opCode));
        if (length < TWO_BYTES) {
            into.put((byte) length);
        } else if (length <= 0xffff) {
            into.put((byte) TWO_BYTES).putShort((short) length);
        } else {
            into.put((byte) EIGHT_BYTES).putLong(length);
        }
    }
}
