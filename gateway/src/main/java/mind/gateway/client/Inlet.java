package mind.gateway.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import mind.protocol.WireJson;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * The way in of one WebSocket: frames are gathered into messages and read as JSON. The next is asked for only when the last
 * has been dealt with and the browser's rate allows it, so one that talks too much is slowed down by TCP itself.
 *
 * <p>Used by one thread at a time: Jetty's that reads, then whoever deals with what was read.
 */
final class Inlet {
    /** A fragment from a browser that is shorter counts as a control frame: it can hardly be meant well. */
    private static final int TINY_FRAGMENT = 64;
    /** Held back so much more often than not, a client is not merely hasty. */
    private static final int PATIENCE_WITH_HASTE = 400;
    /** How many messages that were held back one that was not makes up for. */
    private static final int CALM = 4;

    private final CoreSession core;
    private final Connection connection;
    private final Clients clients;
    private final ClientLimits limits;
    private final ClientCounters counters;
    private final Bucket controlRate;
    private final Bucket commandRate;
    private ByteArrayOutputStream assembling;
    private int haste;
    private volatile long lastNanos = System.nanoTime();

    Inlet(CoreSession core, Connection connection, Clients clients) {
        this.core = core;
        this.connection = connection;
        this.clients = clients;
        this.limits = clients.limits();
        this.counters = clients.counters();
        this.controlRate = new Bucket(limits.controlFramesPerSecond(), 2 * limits.controlFramesPerSecond(), lastNanos);
        this.commandRate = new Bucket(limits.commandsPerSecond(), limits.commandBurst(), lastNanos);
    }

    /** When the browser last gave a sign of life. From any thread. */
    long lastNanos() {
        return lastNanos;
    }

    void onFrame(Frame frame, Callback callback) {
        lastNanos = System.nanoTime();
        switch (frame.getOpCode()) {
            case OpCode.PING -> {
                ByteBuffer payload = ByteBuffer.allocate(frame.getPayloadLength());
                payload.put(frame.getPayload().slice()).flip();
                callback.succeeded();
                core.sendFrame(new Frame(OpCode.PONG).setPayload(payload), Callback.NOOP, false);
                readOn(controlRate.take(lastNanos));
            }
            case OpCode.PONG -> {
                callback.succeeded();
                readOn(controlRate.take(lastNanos));
            }
            case OpCode.CLOSE -> callback.succeeded(); // Jetty answers it
            case OpCode.BINARY -> {
                callback.succeeded();
                connection.closeSoon(CloseCode.UNSUPPORTED_DATA, "text only");
            }
            default -> onText(frame, callback);
        }
    }

    private void onText(Frame frame, Callback callback) {
        int soFar = assembling == null ? 0 : assembling.size();
        if (soFar + frame.getPayloadLength() > limits.messageBytes()) {
            callback.succeeded();
            assembling = null;
            connection.closeSoon(CloseCode.TOO_BIG, "a message may have " + limits.messageBytes() + " bytes");
            return;
        }
        if (assembling == null) {
            assembling = new ByteArrayOutputStream(frame.getPayloadLength());
        }
        byte[] payload = new byte[frame.getPayloadLength()];
        frame.getPayload().slice().get(payload);
        assembling.write(payload, 0, payload.length);
        boolean whole = frame.isFin();
        callback.succeeded();
        if (whole) {
            byte[] bytes = assembling.toByteArray();
            assembling = null;
            onMessage(bytes);
        } else {
            readOn(payload.length < TINY_FRAGMENT ? controlRate.take(lastNanos) : 0);
        }
    }

    private void onMessage(byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            connection.closeSoon(CloseCode.BAD_PAYLOAD, "not UTF-8");
            return;
        }
        counters.messagesIn.increment();
        counters.bytesIn.add(bytes.length);
        try {
            JsonNode read = WireJson.MAPPER.readTree(text); // here, so that no message keeps the relay from its work
            connection.dealWith(client -> client.onMessage(read));
        } catch (JsonProcessingException e) {
            String why = e.getOriginalMessage();
            connection.dealWith(client -> {
                client.onGarbage(why);
                return 1;
            });
        }
    }

    /** Counts what came as {@code messages}, at least one, towards the browser's rate. @return nanoseconds not to read for */
    long delayAfter(int messages) {
        long delay = commandRate.take(lastNanos);
        for (int more = messages - 1; more > 0; more--) {
            delay = commandRate.take(lastNanos);
        }
        return delay;
    }

    /** Asks for the next frame, after {@code delayNanos}. */
    void readOn(long delayNanos) {
        if (delayNanos == 0) {
            haste = Math.max(0, haste - CALM);
            core.demand();
        } else if (++haste > PATIENCE_WITH_HASTE) {
            connection.closeSoon(
                    CloseCode.TOO_MANY, "send at most " + limits.commandsPerSecond() + " messages a second");
        } else {
            counters.throttled.increment();
            clients.later(delayNanos, core::demand);
        }
    }
}
