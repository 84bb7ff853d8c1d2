package mind.gateway;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mind.protocol.Channels;
import mind.protocol.FalkorDb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;

/** Two gateways on one Redis: neither needs anything of the other, and each follows only what its own clients watch. */
class ManyGatewaysIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static final String IRIS = "mind-protocol_iris";
    private static final String FELIX = "mind-protocol_felix";

    private static long followers(Jedis admin, String graph) {
        String channel = Channels.events(graph);
        return admin.pubsubNumSub(channel).get(channel);
    }

    @Test
    void both_end_in_the_right_picture_and_a_client_goes_on_at_the_other() {
        try (var iris = new StubWorker(redis, IRIS, 50).start();
                var one = TestGateway.start(redis.url());
                var two = TestGateway.start(redis.url())) {
            var first = new Picture(IRIS);
            var second = new Picture(IRIS);
            try (var atOne = TestSocket.open(one.socket("/ws"), "mind.v1", first::accept)
                            .subscribe(IRIS);
                    var atTwo = TestSocket.open(two.socket("/ws"), "mind.v1", second::accept)
                            .subscribe(IRIS)) {
                for (int i = 0; i < 200; i++) {
                    iris.energy(i % 50, i / 4.0);
                    if (i == 80) {
                        iris.lostEnergy(7, 77);
                    }
                    if (i == 140) {
                        iris.restart();
                    }
                }
                MindStreamIT.assertSame(iris, first);
                MindStreamIT.assertSame(iris, second);
                atOne.close();
                iris.energy(3, 33);
                MindStreamIT.assertSame(iris, second);
                try (var moved = TestSocket.open(two.socket("/ws"), "mind.v1", first::accept)
                        .send("{\"type\":\"subscribe\",\"citizens\":[\"iris\"],\"from\":{\"" + IRIS + "\":{\"epoch\":"
                                + first.epoch() + ",\"seq\":" + first.seq() + "}}}")) {
                    moved.await("subscribed", told -> told.path("recovered").asBoolean());
                    MindStreamIT.assertSame(iris, first);
                }
                assertEquals(0, atTwo.closeCode());
            }
        }
    }

    @Test
    void each_is_subscribed_to_a_citizens_events_only_while_one_of_its_clients_watches() {
        try (var iris = new StubWorker(redis, IRIS, 5).start();
                var felix = new StubWorker(redis, FELIX, 5).start();
                var one = TestGateway.start(redis.url());
                var two = TestGateway.start(redis.url());
                var admin = redis.connect()) {
            try (var idle = TestSocket.mind(one.socket("/ws"))) {
                idle.await("lifecycle", life -> life.path("citizen").asText().equals(IRIS));
                assertEquals(0, followers(admin, IRIS));
                try (var atOne = TestSocket.mind(one.socket("/ws")).subscribe(IRIS)) {
                    atOne.await("snapshot");
                    assertEquals(1, followers(admin, IRIS));
                    try (var atTwo = TestSocket.mind(two.socket("/ws")).subscribe(IRIS, FELIX)) {
                        for (String graph : List.of(IRIS, FELIX)) {
                            atTwo.await(
                                    "snapshot",
                                    part -> part.path("citizen").asText().equals(graph));
                        }
                        assertEquals(2, followers(admin, IRIS));
                        assertEquals(1, followers(admin, FELIX));
                    }
                    await("the second lets go once a page that reloads would have come back")
                            .atMost(ofSeconds(60))
                            .until(() -> followers(admin, IRIS) == 1 && followers(admin, FELIX) == 0);
                    iris.energy(1, 1);
                    atOne.await("events");
                    assertEquals(0, idle.closeCode());
                }
            }
        }
    }
}
