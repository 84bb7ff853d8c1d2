package mind.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.IntNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import mind.protocol.EngineStatus;
import mind.protocol.FalkorDb;
import mind.protocol.GraphName;
import mind.protocol.Message;
import mind.protocol.Reply;
import mind.protocol.ServerAddress;
import mind.worker.lease.Lease;
import mind.worker.link.CitizenLog;
import mind.worker.link.Link;
import mind.worker.link.Relay;
import mind.worker.publish.EventSink;
import mind.worker.publish.Feed;
import mind.worker.publish.Speaker;
import mind.worker.publish.StatusBoard;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SpeakerIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String UNUTTERABLE = "\u0001".repeat(64); // six bytes each in a header of 512

    private final String graph = "mind-protocol_speaker" + NUMBER.incrementAndGet();
    private final CitizenLog log = new CitizenLog(GraphName.of(graph));
    private final StatusBoard board = new StatusBoard(
            GraphName.of(graph),
            "speaker",
            Optional.empty(),
            new EngineStatus.Persistence(false, 0, 0, 0, 0, 0, "", 0),
            log);
    private final Lease lease = new Lease(link("lease"), graph, Duration.ofSeconds(60), log);
    private final Speaker speaker = new Speaker(link("events"), graph, board::status, log);
    private Ear ear;

    private static Link link(String name) {
        return new Link(falkor.address(), "FALKORDB_URL", "speaker-" + name, 5_000);
    }

    @BeforeEach
    void begin() throws InterruptedException {
        ear = Ear.on(falkor, graph);
        speaker.begin(lease.obtain(wait -> {}));
    }

    @AfterEach
    void end() {
        speaker.close();
        lease.close();
        ear.close();
    }

    private void say(int events) {
        for (int k = 0; k < events; k++) {
            speaker.event("word", Map.of("k", k));
        }
    }

    private void reply(String request) {
        speaker.reply(ear.replies(), request, Reply.done(IntNode.valueOf(1)));
    }

    private void awaitDropped(long messages) {
        Awaitility.await(messages + " dropped")
                .atMost(WorkerProcess.PATIENCE)
                .until(() -> speaker.dropped() == messages);
    }

    private List<String> heard() {
        return ear.events().stream().map(event -> event.header().type()).toList();
    }

    private List<Long> seqs() {
        return ear.events().stream().map(event -> event.header().seq()).toList();
    }

    @Test
    void what_waits_when_a_tenure_begins_is_dropped_and_counted() throws InterruptedException {
        say(3);
        reply("r");
        speaker.begin(lease.obtain(wait -> {}));
        assertEquals(4, speaker.dropped());
    }

    @Test
    void what_waits_when_a_tenure_ends_is_dropped_and_counted() {
        say(3);
        lease.release();
        speaker.start();
        awaitDropped(3);
        assertEquals(0, speaker.sent());
    }

    @Test
    void of_long_messages_fewer_wait_and_the_latest_are_said() {
        for (int k = 0; k < 100; k++) {
            speaker.part(ear.replies(), "part-" + k, 1, k, 0, new byte[256 << 10]);
        }
        assertEquals(100 - 32, speaker.dropped(), "8 MiB may wait");
        speaker.start();
        ear.await("the last", message -> message.header().request().equals("part-99"));
        assertEquals(
                32,
                ear.heard().stream()
                        .filter(message -> message.header().request().startsWith("part-"))
                        .count());
    }

    @Test
    void a_message_that_cannot_be_put_in_its_form_is_counted_and_its_neighbours_are_said() {
        say(1);
        reply("before");
        reply(UNUTTERABLE);
        say(1);
        reply("after");
        speaker.start();
        ear.await("the answer before", message -> message.header().request().equals("before"));
        Message after = ear.await(
                "the answer after", message -> message.header().request().equals("after"));
        assertEquals(Reply.TYPE, after.header().type());
        assertEquals(List.of("word", "word"), heard());
        assertEquals(List.of(1L, 2L), seqs());
        awaitDropped(1);
    }

    @Test
    void an_event_that_cannot_be_written_leaves_a_hole_and_its_neighbours_are_said() {
        var feed = new Once();
        reply("before");
        speaker.feed(feed);
        speaker.start();
        ear.await("the answer before", message -> message.header().request().equals("before"));
        ear.await("last");
        assertEquals(List.of("first", "last"), heard());
        assertEquals(List.of(1L, 3L), seqs());
        awaitDropped(1);
        feed.fails = true;
        feed.ready = true;
        reply("beside");
        ear.await("the answer beside", message -> message.header().request().equals("beside"));
        awaitDropped(2);
        reply("later");
        ear.await("the answer later", message -> message.header().request().equals("later"));
    }

    @Test
    void a_server_that_is_away_is_not_tried_at_every_tick() throws Exception {
        try (var door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            door.setSoTimeout(60_000);
            var address = ServerAddress.of(URI.create("redis://127.0.0.1:" + door.getLocalPort()));
            var before = new Speaker(new Link(address, "REDIS_URL", "speaker-away", 5_000), graph, board::status, log);
            before.begin(lease.obtain(wait -> {}));
            var ticks = new Thread(() -> {
                while (!Thread.interrupted()) {
                    before.wake();
                    LockSupport.parkNanos(1_000_000);
                }
            });
            long start = System.nanoTime();
            before.start();
            ticks.start();
            try {
                for (int tries = 0; tries < 5; tries++) {
                    door.accept().close();
                }
            } finally {
                ticks.interrupt();
                ticks.join();
                before.close();
            }
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis >= 0.8 * (100 + 200 + 400 + 800), "five tries in " + millis + " ms");
        }
    }

    @Test
    void an_answer_that_makes_no_sense_ends_a_connection_with_all_that_follows() throws Exception {
        try (var relay = new Relay(falkor.port())) {
            var behind = new Speaker(
                    new Link(relay.address(), "REDIS_URL", "speaker-odd", 5_000), graph, board::status, log);
            String odd = Relay.WELCOME + "+lifecycle\r\n+event\r\n" + ":1\r\n".repeat(1_000);
            relay.answerNext(odd.getBytes(StandardCharsets.US_ASCII));
            behind.begin(lease.obtain(wait -> {}));
            behind.event("word", Map.of("k", 1));
            behind.start();
            Awaitility.await("the odd answer").atMost(WorkerProcess.PATIENCE).until(relay::answered);
            behind.event("word", Map.of("k", 2));
            Awaitility.await("said on a new connection")
                    .atMost(WorkerProcess.PATIENCE)
                    .until(() -> behind.sent() > 0);
            assertEquals(2, relay.connections());
            assertTrue(behind.dropped() > 0);
            behind.close();
        }
    }

    /** Three events, one of which can't be written; or none, and a fault. */
    private static final class Once implements Feed {
        volatile boolean ready = true;
        volatile boolean fails;

        @Override
        public boolean ready() {
            return ready;
        }

        @Override
        public void tell(EventSink sink) throws IOException {
            ready = false;
            if (fails) {
                throw new IllegalStateException("a fault in a feed");
            }
            sink.event("first", 1, json -> json.writeNumber(1));
            sink.event("odd", 2, json -> {
                json.writeStartObject();
                throw new IOException("can't be written");
            });
            sink.event("last", 3, json -> json.writeNumber(3));
        }
    }
}
