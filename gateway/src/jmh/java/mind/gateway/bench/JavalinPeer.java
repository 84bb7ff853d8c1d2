package mind.gateway.bench;

import io.javalin.Javalin;
import io.javalin.websocket.WsContext;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Jedis;

/** What one writes first: Javalin, a set of clients, and {@code send} for each event that comes from Redis. */
final class JavalinPeer {
    private JavalinPeer() {}

    public static void main(String[] args) {
        Set<WsContext> clients = ConcurrentHashMap.newKeySet();
        Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.routes.get("/healthz", ctx -> ctx.result("ok"));
                    config.routes.ws("/ws", ws -> {
                        ws.onConnect(clients::add);
                        ws.onClose(clients::remove);
                    });
                })
                .start("127.0.0.1", Integer.parseInt(System.getenv("PORT")));
        try (var jedis = new Jedis(java.net.URI.create(System.getenv("REDIS_URL")), 0)) {
            jedis.subscribe(
                    new BinaryJedisPubSub() {
                        @Override
                        public void onMessage(byte[] channel, byte[] message) {
                            String text = new String(message, StandardCharsets.UTF_8);
                            String body = text.substring(text.indexOf('\n') + 1);
                            clients.forEach(client -> client.send(body));
                        }
                    },
                    System.getenv("CHANNEL").getBytes(StandardCharsets.UTF_8));
        }
    }
}
