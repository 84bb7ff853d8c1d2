package mind.worker.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mind.protocol.FalkorDb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.exceptions.JedisException;

class LinkIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    @Test
    void a_batch_whose_connection_is_closed_meanwhile_does_not_go_on_over_another() {
        try (var link = new Link(falkor.address(), "FALKORDB_URL", "test", 5_000)) {
            Link.Batch batch = link.batch().add("MULTI");
            link.drop();
            assertThrows(JedisException.class, () -> batch.add("SET", "mind:test:batch", "1"));
            link.call("PING");
            assertThrows(JedisException.class, () -> batch.add("SET", "mind:test:batch", "2"));
            JedisException e = assertThrows(JedisException.class, batch::answers);
            assertTrue(link.trouble(e).contains("the connection was closed meanwhile"), link.trouble(e));
            assertEquals(
                    List.of("PONG"),
                    link.batch().add("PING").answers().stream().map(Link::text).toList());
        }
        try (var jedis = falkor.connect()) {
            assertEquals(false, jedis.exists("mind:test:batch"));
        }
    }
}
