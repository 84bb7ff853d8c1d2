package mind.worker.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mind.protocol.Channels;
import mind.protocol.FalkorDb;
import mind.protocol.GraphName;
import mind.worker.link.CitizenLog;
import mind.worker.link.Link;
import mind.worker.link.Relay;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandListenerIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    private static final String GRAPH = "mind-protocol_listener";

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private Relay relay;
    private CommandListener listener;

    @BeforeEach
    void listen() throws IOException {
        relay = new Relay(falkor.port());
        listener = new CommandListener(
                new Link(relay.address(), "REDIS_URL", "test-commands", 1_500),
                GRAPH,
                this::take,
                new CitizenLog(GraphName.of(GRAPH)),
                Duration.ofMillis(100));
        listener.start();
    }

    private void take(String command) {
        heard.add(command);
        if (command.equals("fatal")) {
            throw new NoClassDefFoundError("this command needs a class that is not to be had");
        }
    }

    @AfterEach
    void end() throws IOException {
        listener.close();
        relay.close();
    }

    /** Waits, and lets the listener ask for a sign of life meanwhile, as a worker's beat does. */
    private ConditionFactory await(String what) {
        return Awaitility.await(what)
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(50))
                .conditionEvaluationListener(condition -> listener.ping());
    }

    private void awaitHeard(String command) {
        try (var jedis = falkor.connect()) {
            await("a listener for " + command).until(() -> jedis.publish(Channels.commands(GRAPH), command) > 0);
        }
        await(command).until(() -> heard.contains(command));
    }

    @Test
    void a_connection_that_falls_silent_is_made_anew() {
        awaitHeard("before");
        relay.silence();
        await("a new connection").until(() -> relay.connections() == 2);
        awaitHeard("after");
    }

    @Test
    void a_command_that_fails_in_whatever_way_is_not_the_last_one_heard() {
        awaitHeard("fatal");
        awaitHeard("after");
        assertEquals(1, relay.connections());
    }

    @Test
    void a_quiet_connection_that_answers_pings_stays() {
        awaitHeard("before");
        int chunks = relay.chunksBack.get();
        long start = System.nanoTime();
        await("pongs for longer than the silence allowed")
                .until(() -> relay.chunksBack.get() > chunks + 10 && System.nanoTime() - start > 3_000_000_000L);
        assertEquals(1, relay.connections());
        awaitHeard("after");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+OK\r\n", // to HELLO, where a list is due
                Relay.WELCOME + "*3\r\n$9\r\nsubscribe\r\n$1\r\nx\r\n$1\r\nx\r\n"
            })
    void an_answer_that_makes_no_sense_ends_a_connection_but_not_the_listening(String odd) {
        awaitHeard("before");
        relay.answerNext(odd.getBytes(StandardCharsets.US_ASCII));
        relay.cut();
        await("the odd answer").until(relay::answered);
        awaitHeard("after");
        assertEquals(3, relay.connections());
    }
}
