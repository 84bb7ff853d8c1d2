package mind.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mind.protocol.FalkorDb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;

/**
 * The law of the stream: whatever is lost, killed or begun anew on the way, every client ends with the publisher's
 * picture, and each range it was told follows on the last.
 */
class StreamLawIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static final int ROUNDS = 4;
    private static final int STEPS = 400;
    private static final int CROWD = 10; // ten times so many are written to by two threads
    private static final String[] SUBSCRIPTIONS = {
        "\"topics\":[\"delta\"]",
        "\"topics\":[\"delta\"],\"max_hz\":5",
        "\"topics\":[\"delta\",\"pad\"]",
        "\"topics\":[\"delta\",\"emergence.*\"],\"max_hz\":60"
    };

    @Test
    void every_client_ends_with_the_publishers_picture_by_ranges_without_a_hole() {
        long seed = System.nanoTime();
        System.out.println("StreamLawIT seed " + seed);
        var random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            String tick = new String[] {"33", "0", "5", "100"}[round];
            play(random, "mind-protocol_law" + round, tick, tick.equals("0") ? CROWD : 1);
        }
    }

    /** @param atOnce sockets opened at a time, ten times */
    private static void play(Random random, String graph, String tick, int atOnce) {
        List<TestSocket> sockets = new ArrayList<>();
        List<Picture> pictures = new ArrayList<>();
        try (var worker = new StubWorker(redis, graph, 50, 20, System.currentTimeMillis()).start();
                var gateway = TestGateway.start(redis.url(), "TICK_MS", tick);
                var admin = redis.connect()) {
            for (int step = 0; step < STEPS; step++) {
                for (int i = 0; step % 40 == 0 && i < atOnce; i++) {
                    var picture = new Picture(graph);
                    pictures.add(picture);
                    String subscription = SUBSCRIPTIONS[pictures.size() % SUBSCRIPTIONS.length];
                    sockets.add(TestSocket.open(gateway.socket("/ws"), "mind.v1", picture::accept)
                            .send("{\"type\":\"subscribe\",\"citizens\":[\"" + graph + "\"]," + subscription + "}"));
                }
                step(random, worker, admin, sockets);
            }
            worker.energy(0, -5);
            for (int i = 0; i < pictures.size(); i++) {
                if (sockets.get(i).closeCode() == 0) {
                    MindStreamIT.assertSame(worker, pictures.get(i));
                } else {
                    assertEquals(List.of(), pictures.get(i).complaints());
                }
            }
        } finally {
            sockets.forEach(TestSocket::close);
        }
    }

    private static void step(Random random, StubWorker worker, Jedis admin, List<TestSocket> sockets) {
        int dice = random.nextInt(1_000);
        if (dice < 880) {
            worker.energy(random.nextInt(50), random.nextInt(1_000) / 8.0);
        } else if (dice < 920) {
            worker.event("pad", "{\"pad\":\"" + "x".repeat(random.nextInt(3_000)) + "\"}");
        } else if (dice < 950) {
            worker.event("emergence.candidate", "{\"nodes\":[]}");
        } else if (dice < 960) {
            worker.lostEnergy(random.nextInt(50), random.nextInt(1_000));
        } else if (dice < 966) {
            worker.ghostEvent();
        } else if (dice < 972) {
            worker.restart();
        } else if (dice < 978) {
            worker.event("reset", "{\"reason\":\"test\"}");
        } else if (dice < 982) {
            RedisTroubleIT.killSubscriptionOf(admin, "mind-gateway-feed");
        } else if (dice < 985) {
            sockets.get(random.nextInt(sockets.size())).drop();
        } else {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(120)));
        }
        if (dice % 5 == 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }
}
