package mind.gateway.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import mind.gateway.wire.MindWire;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.WebSocketConstants;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;

/**
 * The WebSocket endpoint: {@code /ws}, {@code /api/ws}, {@code /inject}, {@code /api/inject}. It sits in front of the
 * servlet context, so that a socket costs no HTTP session, and answers what is wrong with a request before Jetty does.
 * The sub-protocol is chosen here: {@code mind.v1} if offered, else none, and the socket speaks the original dialect.
 */
public final class SocketDoor extends Handler.Wrapper {
    private static final Set<String> PATHS = Set.of("/ws", "/api/ws", "/inject", "/api/inject");
    private static final Duration IDLE = Duration.ofSeconds(90); // a belt: our own pings and deadlines come first
    private static final int RETRY_SECONDS = 2;
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}=="); // RFC 6455 §4.1

    private final Clients clients;
    private final boolean deflate;
    private final WebSocketMappings mappings = new WebSocketMappings(new WebSocketComponents());
    private final Configuration.ConfigurationCustomizer configuration = new Configuration.ConfigurationCustomizer();

    /** @param deflate whether a browser may have its frames compressed; each costs a compressor and the sharing of buffers */
    public SocketDoor(Clients clients, boolean deflate) {
        this.clients = clients;
        this.deflate = deflate;
        configuration.setIdleTimeout(IDLE);
        configuration.setAutoFragment(true); // inward: a frame is handed on as it comes, not gathered
        configuration.setMaxFrameSize(0);
        installBean(mappings);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!PATHS.contains(Request.getPathInContext(request))) {
            return super.handle(request, response, callback);
        }
        var headers = request.getHeaders();
        boolean upgrade = request.getMethod().equals("GET")
                && "websocket".equalsIgnoreCase(String.valueOf(headers.get(HttpHeader.UPGRADE)));
        if (!upgrade) {
            response.getHeaders().put(HttpHeader.UPGRADE, "websocket");
            return odd(
                    Gate.Odd.NO_HANDSHAKE,
                    request,
                    response,
                    callback,
                    426,
                    "This is a WebSocket: connect with a WebSocket client");
        }
        if (!WebSocketConstants.SPEC_VERSION_STRING.equals(headers.get(HttpHeader.SEC_WEBSOCKET_VERSION))) {
            response.getHeaders().put(HttpHeader.SEC_WEBSOCKET_VERSION, WebSocketConstants.SPEC_VERSION_STRING);
            return odd(Gate.Odd.VERSION, request, response, callback, 426, "Only WebSocket version 13 is spoken here");
        }
        if (!isKey(headers.get(HttpHeader.SEC_WEBSOCKET_KEY))) {
            return odd(
                    Gate.Odd.NO_HANDSHAKE,
                    request,
                    response,
                    callback,
                    400,
                    "The header Sec-WebSocket-Key must be 16 bytes in base64");
        }
        if (clients.isDraining()) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
            return odd(
                    Gate.Odd.DRAINING,
                    request,
                    response,
                    callback,
                    503,
                    "The gateway is stopping: come back in a moment");
        }
        Gate.Entry entry = clients.gate().onUpgrade(request);
        if (entry.refusal().isPresent()) {
            Gate.Refusal refusal = entry.refusal().get();
            refusal.retryAfterSeconds()
                    .ifPresent(seconds -> response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds));
            return refuse(response, callback, refusal.status(), refusal.why());
        }
        return upgrade(entry, request, response, callback);
    }

    /** Whatever goes wrong on the way to an open socket, its place is given back. */
    private boolean upgrade(Gate.Entry entry, Request request, Response response, Callback callback) throws Exception {
        Request.addCompletionListener(request, failure -> {
            if (failure != null) {
                entry.onLeave().run();
            }
        });
        boolean upgraded = false;
        try {
            upgraded = mappings.upgrade(new Negotiator(entry), request, response, callback, configuration);
        } finally {
            if (!upgraded) {
                entry.onLeave().run();
            }
        }
        return upgraded
                || odd(
                        Gate.Odd.NO_HANDSHAKE,
                        request,
                        response,
                        callback,
                        400,
                        "The WebSocket handshake is not complete");
    }

    private static boolean isKey(String key) {
        return key != null && KEY.matcher(key).matches();
    }

    private boolean odd(Gate.Odd odd, Request request, Response response, Callback callback, int status, String why) {
        clients.gate().onOddUpgrade(request, odd);
        return refuse(response, callback, status, why);
    }

    private static List<String> citizens(Request request) {
        List<String> citizens = Request.extractQueryParameters(request).getValues("citizen");
        return citizens == null ? List.of() : citizens;
    }

    private static boolean refuse(Response response, Callback callback, int status, String why) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
        response.write(true, BufferUtil.toBuffer(why + "\n", StandardCharsets.UTF_8), callback);
        return true;
    }

    private final class Negotiator extends WebSocketNegotiator.AbstractNegotiator {
        private final Gate.Entry entry;

        Negotiator(Gate.Entry entry) {
            this.entry = entry;
        }

        @Override
        public FrameHandler negotiate(ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
            Optional<String> mind = request.getSubProtocols().stream()
                    .filter(MindWire.PROTOCOL::equals)
                    .findFirst();
            mind.ifPresent(response::setAcceptedSubProtocol);
            if (!deflate) {
                response.setExtensions(List.of());
            }
            if (mind.isPresent()) {
                return clients.mind(entry);
            }
            boolean wantsSnapshots = !Request.getPathInContext(request).endsWith("/inject");
            return clients.original(entry, wantsSnapshots, citizens(request));
        }
    }
}
