package mind.gateway.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import mind.gateway.client.Outlet;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;

/** Takes any WebSocket, with the gateway's settings but larger limits, and sends every message back. */
final class EchoDoor extends Handler.Wrapper {
    private static final int MOST_BYTES = 32 << 20;

    private final WebSocketMappings mappings = new WebSocketMappings(new WebSocketComponents());
    private final Configuration.ConfigurationCustomizer configuration = new Configuration.ConfigurationCustomizer();

    EchoDoor() {
        configuration.setAutoFragment(true);
        configuration.setMaxFrameSize(MOST_BYTES);
        installBean(mappings);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        return mappings.upgrade(new Negotiator(), request, response, callback, configuration)
                || super.handle(request, response, callback);
    }

    private static final class Negotiator extends WebSocketNegotiator.AbstractNegotiator {
        @Override
        public FrameHandler negotiate(ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
            response.setExtensions(java.util.List.of());
            return new Echo();
        }
    }

    /** As the relay's connection reads: whole messages, text checked when it is whole. */
    private static final class Echo implements FrameHandler {
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();
        private CoreSession session;
        private Outlet outlet;
        private byte opCode;

        @Override
        public void onOpen(CoreSession opened, Callback callback) {
            session = opened;
            outlet = new Outlet(opened);
            callback.succeeded();
            session.demand();
        }

        @Override
        public void onFrame(Frame frame, Callback callback) {
            byte[] payload = new byte[frame.getPayloadLength()];
            frame.getPayload().slice().get(payload);
            callback.succeeded();
            switch (frame.getOpCode()) {
                case OpCode.PING ->
                    session.sendFrame(
                            new Frame(OpCode.PONG).setPayload(ByteBuffer.wrap(payload)),
                            Callback.from(session::demand, failure -> {}),
                            false);
                case OpCode.PONG -> session.demand();
                case OpCode.CLOSE -> {
                    // Jetty answers it
                }
                default -> onData(frame, payload);
            }
        }

        private void onData(Frame frame, byte[] payload) {
            if (frame.getOpCode() != OpCode.CONTINUATION) {
                opCode = frame.getOpCode();
            }
            message.writeBytes(payload);
            if (!frame.isFin()) {
                session.demand();
                return;
            }
            byte[] whole = message.toByteArray();
            message.reset();
            if (opCode == OpCode.TEXT && !isUtf8(whole)) {
                session.close(1007, "not UTF-8", Callback.NOOP);
                return;
            }
            send(opCode, whole);
        }

        private void send(byte as, byte[] payload) {
            Frame frame = new Frame(as).setPayload(ByteBuffer.wrap(payload));
            if (outlet.send(frame, Callback.from(session::demand, failure -> {}))) {
                session.demand();
            }
        }

        private static boolean isUtf8(byte[] text) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
                return true;
            } catch (CharacterCodingException e) {
                return false;
            }
        }

        @Override
        public void onError(Throwable cause, Callback callback) {
            callback.succeeded();
        }

        @Override
        public void onClosed(CloseStatus status, Callback callback) {
            callback.succeeded();
        }
    }
}
