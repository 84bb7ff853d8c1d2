package mind.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The open sockets, as an administrator sees them. Safe from any thread. */
public interface Sockets {
    /** One object a socket, with at least its {@code client} id. */
    CompletableFuture<List<ObjectNode>> list();

    /** Closes one; answers whether there was such a client. */
    CompletableFuture<Boolean> kick(String client);
}
