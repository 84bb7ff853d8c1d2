package mind.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import mind.gateway.access.AccessSettings;
import mind.gateway.access.Door;
import mind.gateway.access.Refusals;
import mind.gateway.feed.Snapshot;
import mind.gateway.heap.HeapBudget;
import mind.gateway.metrics.EventCounts;
import mind.gateway.metrics.Metrics;
import mind.protocol.Env;
import mind.protocol.Reply;

/** What scripts/conformance tests: the gateway's own {@link Server} with an echo where the relay would be, and no citizens. */
public final class EchoMain {
    private EchoMain() {}

    /** @param args the port */
    public static void main(String[] args) throws IOException {
        var channel = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])));
        var server = new Server(List.of(channel), new EarlyAnswers(List.of(channel)));
        server.open();
        server.serve(new EchoDoor(), nobodysRoutes(), 100);
    }

    /** All routes, of a gateway that knows no citizens. */
    static Routes nobodysRoutes() {
        var access = AccessSettings.from(new Env(Map.of()));
        var door = new Door(access, new Refusals());
        return new Routes(
                new Nobody(),
                new Calm(),
                new NoSockets(),
                new Metrics(),
                new EventCounts(),
                door,
                access.admin(),
                new PictureRoom(new HeapBudget()));
    }

    private static final class Nobody implements Minds {
        @Override
        public List<Mind> all() {
            return List.of();
        }

        @Override
        public CompletableFuture<Reply> ask(String graph, String command, ObjectNode args) {
            return CompletableFuture.completedFuture(Reply.refused(503, "nobody is here"));
        }

        @Override
        public CompletableFuture<Optional<Snapshot>> picture(String graph) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    }

    private static final class Calm implements Health {
        private long beat;

        @Override
        public List<String> notReady() {
            return List.of();
        }

        @Override
        public List<String> shortages() {
            return List.of();
        }

        @Override
        public long beat() {
            return beat++;
        }
    }

    private static final class NoSockets implements Sockets {
        @Override
        public CompletableFuture<List<ObjectNode>> list() {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public CompletableFuture<Boolean> kick(String client) {
            return CompletableFuture.completedFuture(false);
        }
    }
}
