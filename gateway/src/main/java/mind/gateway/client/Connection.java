package mind.gateway.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import mind.gateway.feed.RelayLoop;
import mind.gateway.wire.MindWire;
import mind.protocol.WireJson;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.exception.ProtocolException;

/**
 * One WebSocket, and what goes out on it; what comes in is its {@link Inlet}'s. At most one frame is with Jetty at a time,
 * the next follows from its callback, so a browser that does not read costs one frame and no more.
 *
 * <p>Jetty's threads call the {@link FrameHandler} methods; all else is the relay thread's unless it says otherwise.
 */
final class Connection implements FrameHandler {
    private static final Logger LOG = Logger.getLogger("mind.gateway.client");
    /** Longest frame handed to Jetty: longer messages go as fragments, so that each that leaves is a sign of progress. */
    private static final int FRAGMENT = 64 << 10;
    /** Bytes sent in a row to one browser before the others have their turn. */
    private static final int TURN_BYTES = 128 << 10;
    /** What a frame costs however short it is, as bytes. */
    private static final int FRAME_COST = 8 << 10;

    private static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** How long a socket without a token is kept open for it. */
    private static final long TOKEN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long LAG_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LAG_NOTICE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String id;
    private final Clients clients;
    private final RelayLoop loop;
    private final ClientLimits limits;
    private final ClientCounters counters;
    private final InetAddress remote;
    private final Runnable onLeave;
    private final Callback sent = Callback.from(this::onSent, failure -> onFailed());
    private final Callback pinged = Callback.from(() -> pingLeftNanos = System.nanoTime(), failure -> {});
    private final Runnable pumpTask = () -> pump(System.nanoTime(), false);
    private volatile boolean inFlight; // with what is said of it written before
    private Client client;
    private volatile CoreSession core;
    private volatile Outlet outlet;
    private volatile Inlet inlet;
    private long inFlightSinceNanos;
    private volatile long pingLeftNanos;
    private int inFlightBytes;
    private volatile boolean broken;

    // the relay thread
    private long heldBackNanos = -1; // for how long not to read once the answers have gone; -1: not held back
    private ByteBuffer whole; // a frame that is to be written, by this thread or by the one that helps it
    private boolean left; // whether it has left at once
    private ByteBuffer message;
    private int messageSent;
    private boolean closing;
    private boolean gone;
    private final long openedNanos = System.nanoTime();
    private long closingSinceNanos;
    private long pingSentNanos = System.nanoTime();
    private long lagToldNanos;

    Connection(
            String id,
            Clients clients,
            RelayLoop loop,
            ClientLimits limits,
            ClientCounters counters,
            InetAddress remote,
            Runnable onLeave) {
        this.id = id;
        this.clients = clients;
        this.loop = loop;
        this.limits = limits;
        this.counters = counters;
        this.remote = remote;
        this.onLeave = onLeave;
    }

    /** Names who speaks on it, before it opens. */
    void client(Client speaker) {
        client = speaker;
    }

    String id() {
        return id;
    }

    /** Who is at its other end, behind whatever proxies we trust. */
    InetAddress remote() {
        return remote;
    }

    Client client() {
        return client;
    }

    /** Bytes handed to Jetty that have not left; 0 when none wait. */
    int inFlightBytes() {
        return inFlight ? inFlightBytes : 0;
    }

    // ---- Jetty's threads

    @Override
    public void onOpen(CoreSession session, Callback callback) {
        core = session;
        outlet = new Outlet(session);
        inlet = new Inlet(session, this, clients);
        callback.succeeded();
        loop.execute(() -> {
            clients.entered(this);
            pump(System.nanoTime(), true);
            session.demand();
        });
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        inlet.onFrame(frame, callback);
    }

    /**
     * Has the relay deal with a message, and read on once the answers have gone. From any thread.
     *
     * @param message tells the client of it; answers how many messages it counts for
     */
    void dealWith(ToIntFunction<Client> message) {
        loop.execute(() -> {
            if (closing || gone) {
                return;
            }
            try {
                heldBackNanos = inlet.delayAfter(message.applyAsInt(client));
                pump(System.nanoTime(), false);
            } catch (RuntimeException e) {
                onFault(e); // else nothing more were read, and nobody told
            }
        });
    }

    /** Says goodbye, soon. From any thread. */
    void closeSoon(int code, String reason) {
        loop.execute(() -> close(code, reason));
    }

    private void onSent() {
        hasLeft();
        if (!loop.isLoopThread()) {
            loop.execute(pumpTask);
        }
    }

    private void hasLeft() {
        counters.bytesOut.add(inFlightBytes);
        inFlight = false;
    }

    private void onFailed() {
        broken = true; // onClosed follows
        inFlight = false;
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        if (cause instanceof ProtocolException) { // Jetty itself says goodbye
            counters.closed(CloseCode.PROTOCOL);
        }
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        callback.succeeded();
        loop.execute(this::leave);
    }

    // ---- the relay thread

    private void leave() {
        if (!gone) {
            gone = true;
            message = null;
            client.onClosed();
            clients.left(this);
            onLeave.run();
        }
    }

    /** Sends what there is to send, as long as the socket takes it; what is more than a turn's follows after the others'. */
    void pump(long nowNanos, boolean tick) {
        int sent = 0;
        while (!closing && !gone && !broken && !inFlight && hasMessage(nowNanos, tick)) {
            if (sent >= TURN_BYTES) {
                loop.execute(pumpTask);
                break;
            }
            sent += sendFragment() + FRAME_COST;
        }
        if (heldBackNanos >= 0 && !closing && !gone && !client.owesAnswers()) {
            long delay = heldBackNanos;
            heldBackNanos = -1;
            inlet.readOn(delay);
        }
    }

    /**
     * Makes ready what there is to send at a tick, for {@link #write} and then {@link #wrote}.
     *
     * @return whether there is such a frame; if not, {@link #pump} sends what there is
     */
    boolean prepare(long nowNanos) {
        if (closing || gone || broken || inFlight || !outlet.takesWholeFrames() || !hasMessage(nowNanos, true)) {
            return false;
        }
        int length = message.remaining();
        if (messageSent > 0 || length > FRAGMENT) {
            return false;
        }
        whole = clients.wholeFrames().of(message);
        message = null;
        left = false;
        setOff(length, nowNanos);
        return true;
    }

    /** Writes the frame that is ready. From the relay thread or the one that helps it, while the relay waits for both. */
    void write() {
        try {
            left = outlet.sendWhole(whole, sent);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Relay: writing to " + id + " failed", e);
            onFailed();
            core.abort();
        }
    }

    /** Once it is written: sends what else there is. */
    void wrote(long nowNanos) {
        whole = null;
        if (left) {
            hasLeft();
        }
        pump(nowNanos, true);
    }

    private boolean hasMessage(long nowNanos, boolean tick) {
        if (message == null) {
            client.next(nowNanos, tick).ifPresent(next -> {
                message = next;
                messageSent = 0;
                counters.messagesOut.increment();
            });
        }
        return message != null;
    }

    private void setOff(int length, long nowNanos) {
        inFlightBytes = length;
        inFlightSinceNanos = nowNanos;
        inFlight = true;
    }

    private int sendFragment() {
        ByteBuffer text = message;
        int from = messageSent;
        int length = Math.min(FRAGMENT, text.remaining() - from);
        messageSent += length;
        boolean last = messageSent == text.remaining();
        if (last) {
            message = null;
        }
        setOff(length, System.nanoTime());
        boolean left;
        if (from == 0 && last) {
            left = outlet.send(text, clients.wholeFrames(), sent);
        } else {
            ByteBuffer fragment = text.slice(text.position() + from, length);
            left = outlet.send(new Frame(from == 0 ? OpCode.TEXT : OpCode.CONTINUATION, last, fragment), sent);
        }
        if (left) {
            hasLeft();
        }
        return length;
    }

    /** Looks after the connection, some times a second: is it alive, is it slow, has it gone after a goodbye? */
    void check(long nowNanos) {
        if (closing) {
            if (nowNanos - closingSinceNanos > GOODBYE_NANOS && !gone) {
                core.abort();
            }
            return;
        }
        checkGrant(nowNanos);
        checkPong(nowNanos);
        checkSpeed(nowNanos);
    }

    private void checkGrant(long nowNanos) {
        Gate.Grant grant = client.grant();
        if (!grant.mayLook() && nowNanos - openedNanos > TOKEN_NANOS) {
            close(CloseCode.TOKEN, "no token came: send {\"type\":\"auth\",\"token\":…} first");
        } else if (grant.expiresMs() <= System.currentTimeMillis()) {
            close(CloseCode.TOKEN, "the token has expired");
        }
    }

    /** What it is and how it does, for an administrator. */
    ObjectNode describe() {
        Client.Backlog backlog = client.backlog();
        ObjectNode json = WireJson.MAPPER
                .createObjectNode()
                .put("client", id)
                .put("dialect", client instanceof MindClient ? MindWire.PROTOCOL : "original")
                .put("age_s", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - openedNanos))
                .put("behind_events", backlog.events())
                .put("behind_bytes", backlog.bytes())
                .put("in_flight_bytes", inFlightBytes())
                .put("in_flight_ms", inFlight ? (System.nanoTime() - inFlightSinceNanos) / 1_000_000 : 0);
        client.watches().forEach(json.putArray("watches")::add);
        return json;
    }

    private void checkPong(long nowNanos) {
        long left = pingLeftNanos;
        if (left != 0
                && inlet.lastNanos() - pingSentNanos >= 0) { // the pong may be here before we hear that the ping left
            pingLeftNanos = 0;
        } else if (left != 0 && nowNanos - left > limits.pongDeadline().toNanos()) {
            counters.pongTimeouts.increment();
            counters.closed(CloseCode.NONE);
            closing = true;
            closingSinceNanos = nowNanos;
            core.abort();
            return;
        }
        if (nowNanos - pingSentNanos > limits.ping().toNanos() && pingLeftNanos == 0) {
            pingSentNanos = nowNanos;
            core.sendFrame(new Frame(OpCode.PING), pinged, false);
        }
    }

    private void checkSpeed(long nowNanos) {
        long since = inFlightSinceNanos;
        long stuck = inFlight ? nowNanos - since : 0;
        if (stuck < LAG_NANOS) {
            return;
        }
        if (nowNanos - lagToldNanos > LAG_NOTICE_NANOS) {
            lagToldNanos = nowNanos;
            client.onLag(TimeUnit.NANOSECONDS.toMillis(stuck), client.backlog());
        }
        if (stuck > client.slowNanos()) {
            counters.slowDisconnects.increment();
            close(CloseCode.SLOW, "too slow: " + TimeUnit.NANOSECONDS.toMillis(stuck) + " ms behind");
        }
    }

    /** Says goodbye; a browser that does not take it is cut off two seconds later. */
    void close(int code, String reason) {
        if (!closing && !gone) {
            closing = true;
            closingSinceNanos = System.nanoTime();
            message = null;
            counters.closed(code);
            core.close(code, reason, Callback.NOOP);
        }
    }

    /** Serving it failed by a fault of ours. */
    void onFault(RuntimeException fault) {
        LOG.log(Level.WARNING, "Relay: serving " + id + " failed", fault);
        close(CloseCode.TRY_LATER, "a fault of the gateway's own: come back");
    }

    /** Ends without a goodbye. */
    void abort() {
        closing = true;
        core.abort();
    }
}
