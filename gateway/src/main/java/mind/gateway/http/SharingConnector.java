package mind.gateway.http;

import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mind.gateway.client.SharedEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty's connector, whose sockets the relay may write to, and which takes over what somebody else has accepted. */
final class SharingConnector extends ServerConnector {
    SharingConnector(Server jetty, HttpConfiguration http) {
        super(jetty, 1, 1, new HalfSaid(http));
    }

    /** Goes on with {@code visitors}; once it runs. */
    void take(List<EarlyAnswers.Visitor> visitors) {
        for (EarlyAnswers.Visitor visitor : visitors) {
            getConnectionFactory(HalfSaid.class)
                    .said
                    .put(visitor.channel(), visitor.said().flip());
            getSelectorManager().accept(visitor.channel());
        }
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        var endPoint = new SharedEndPoint(channel, selector, key, getScheduler());
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }

    /** HTTP whose first bytes may have been read before. */
    private static final class HalfSaid extends HttpConnectionFactory {
        private final Map<SocketChannel, ByteBuffer> said = new ConcurrentHashMap<>();

        HalfSaid(HttpConfiguration configuration) {
            super(configuration);
        }

        @Override
        public Connection newConnection(Connector connector, EndPoint endPoint) {
            Connection connection = super.newConnection(connector, endPoint);
            if (!said.isEmpty() && endPoint instanceof SocketChannelEndPoint socket) {
                ByteBuffer first = said.remove(socket.getChannel());
                if (first != null && first.hasRemaining() && connection instanceof Connection.UpgradeTo taking) {
                    taking.onUpgradeTo(first);
                }
            }
            return connection;
        }
    }
}
