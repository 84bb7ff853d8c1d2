package mind.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import mind.gateway.client.Clients;

/** The sockets of the relay's clients. */
public final class ClientSockets implements Sockets {
    private final Clients clients;

    public ClientSockets(Clients clients) {
        this.clients = clients;
    }

    @Override
    public CompletableFuture<List<ObjectNode>> list() {
        return clients.describe();
    }

    @Override
    public CompletableFuture<Boolean> kick(String client) {
        return clients.kick(client);
    }
}
