package mind.gateway.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mind.protocol.Fleet;
import mind.protocol.Message;
import mind.protocol.State;
import org.junit.jupiter.api.Test;

class LivesTest {
    private static final String GRAPH = "mind-protocol_iris";

    private final Lives lives = new Lives(Duration.ofSeconds(5));

    private static Message told(long epoch, State state) {
        String body = "{\"citizen\":\"iris\",\"graph\":\"" + GRAPH + "\",\"state\":\"" + state
                + "\",\"reason\":\"\",\"subentity_ids\":[\"a\",\"b\"],\"progress\":{\"percent\":34}}";
        return new Message(
                new Message.Header("lifecycle", GRAPH, epoch, 7, 0, 0, ""),
                ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static Fleet fleet(State... states) {
        List<Fleet.Citizen> citizens = new ArrayList<>();
        for (int i = 0; i < states.length; i++) {
            String name = i == 0 ? "iris" : "c" + i;
            citizens.add(new Fleet.Citizen(name, "mind-protocol_" + name, "N1", states[i], "as listed", null, 0, null));
        }
        return new Fleet(1, false, "", 1, citizens);
    }

    private State state() {
        return lives.find(GRAPH).orElseThrow().state();
    }

    @Test
    void a_worker_that_falls_silent_turns_unknown_and_back_when_it_speaks() throws IOException {
        lives.heard(told(1, State.RUNNING), 10_000);
        assertEquals(State.RUNNING, state());
        lives.second(14_900);
        assertEquals(State.RUNNING, state());
        lives.second(15_100);
        assertEquals(State.UNKNOWN, state());
        assertTrue(lives.find(GRAPH).orElseThrow().reason().contains("5.1 s"));
        lives.heard(told(1, State.RUNNING), 16_000);
        assertEquals(State.RUNNING, state());
    }

    @Test
    void more_citizens_than_are_remembered_are_counted() throws IOException {
        for (int i = 0; i < 1_030; i++) {
            String body = "{\"citizen\":\"c\",\"state\":\"running\"}";
            lives.heard(
                    new Message(
                            new Message.Header("lifecycle", "mind-protocol_c" + i, 1, 7, 0, 0, ""),
                            ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8))),
                    10_000);
        }
        assertEquals(1_024, lives.all().size());
        assertEquals(6, lives.overlooked());
    }

    @Test
    void loading_has_a_percentage_and_the_long_list_of_subentities_is_left_out() throws IOException {
        Life life = lives.heard(told(1, State.LOADING), 10_000).orElseThrow();
        assertEquals(Optional.of(34), life.percent());
        assertFalse(life.status().orElseThrow().has("subentity_ids"));
        assertEquals(7, life.seq());
    }

    @Test
    void the_supervisor_is_believed_when_it_says_a_worker_has_ended_and_the_worker_when_it_speaks_after()
            throws IOException {
        lives.listed(fleet(State.RUNNING), 9_000);
        lives.heard(told(1, State.RUNNING), 10_000);
        lives.listed(fleet(State.BACKOFF), 10_500);
        assertEquals(State.BACKOFF, state());
        assertEquals("as listed", lives.find(GRAPH).orElseThrow().reason());
        lives.heard(told(1, State.RUNNING), 10_600);
        assertEquals(State.BACKOFF, state(), "last words that were on their way");
        lives.listed(fleet(State.STARTING), 12_000);
        lives.heard(told(2, State.LOADING), 13_000);
        assertEquals(State.LOADING, state());
        lives.heard(told(2, State.RUNNING), 14_000);
        assertEquals(State.RUNNING, state());
        assertTrue(lives.heard(told(1, State.RUNNING), 14_100).isEmpty(), "a ghost");
    }

    @Test
    void a_listed_citizen_is_known_before_it_is_heard_and_gone_when_no_longer_listed() {
        assertTrue(lives.looking());
        assertFalse(lives.isComplete());
        lives.listed(fleet(State.STARTING, State.STOPPED), 1_000);
        assertFalse(lives.looking());
        assertTrue(lives.isComplete());
        assertEquals(State.STARTING, state());
        long version = lives.fleetVersion();
        lives.listed(fleet(State.STARTING), 2_000);
        assertTrue(lives.fleetVersion() > version);
        assertEquals(1, lives.all().size());
    }

    @Test
    void each_change_has_a_new_version_and_mere_numbers_one_a_second() throws IOException {
        long first = lives.heard(told(1, State.RUNNING), 10_000).orElseThrow().version();
        long same = lives.heard(told(1, State.RUNNING), 10_100).orElseThrow().version();
        assertEquals(first, same);
        lives.second(10_200);
        assertEquals(first + 1, lives.find(GRAPH).orElseThrow().version());
        lives.second(11_200);
        assertEquals(first + 1, lives.find(GRAPH).orElseThrow().version(), "nothing was heard meanwhile");
        assertTrue(lives.heard(told(1, State.DEGRADED), 11_300).orElseThrow().version() > first + 1);
    }

    private static Message saying(String body) {
        return new Message(
                new Message.Header("lifecycle", GRAPH, 9, 7, 0, 0, ""),
                ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_body_that_tells_no_state_is_refused_and_changes_nothing() throws IOException {
        for (String body : List.of("null", "{}", "{\"state\":null}", "[]", "7", "{\"state\":\"asleep\"}", "{\"sta")) {
            assertThrows(IOException.class, () -> lives.heard(saying(body), 9_000), body);
            assertTrue(lives.find(GRAPH).isEmpty(), "a citizen made of " + body);
            lives.second(9_000);
        }
        lives.heard(told(1, State.RUNNING), 10_000);
        Life before = lives.find(GRAPH).orElseThrow();
        for (String body : List.of("null", "{}", "{\"state\":null}", "[]")) {
            assertThrows(IOException.class, () -> lives.heard(saying(body), 14_000), body);
        }
        assertEquals(before, lives.find(GRAPH).orElseThrow());
        lives.second(15_100);
        assertEquals(State.UNKNOWN, state(), "nor does it count as a word from the worker");
        assertTrue(lives.heard(told(1, State.RUNNING), 15_200).isPresent(), "nor as a later life");
    }

    @Test
    void a_citizen_listed_running_whose_worker_is_never_heard_turns_unknown() {
        lives.listed(fleet(State.RUNNING, State.DEGRADED, State.LOADING, State.STOPPED), 10_000);
        lives.second(14_900);
        assertEquals(
                List.of(State.RUNNING, State.DEGRADED, State.LOADING, State.STOPPED),
                lives.all().stream().map(Life::state).toList());
        long version = lives.fleetVersion();
        lives.listed(fleet(State.RUNNING, State.DEGRADED, State.LOADING, State.STOPPED), 15_100);
        lives.second(15_100);
        assertEquals(
                List.of(State.UNKNOWN, State.UNKNOWN, State.LOADING, State.STOPPED),
                lives.all().stream().map(Life::state).toList());
        assertTrue(lives.fleetVersion() > version);
        assertEquals(
                "its engine has not been heard yet",
                lives.find(GRAPH).orElseThrow().reason());
    }

    @Test
    void a_citizen_no_longer_listed_goes_once_it_has_been_silent_for_half_a_minute() throws IOException {
        lives.listed(fleet(State.RUNNING, State.STOPPED), 9_000);
        lives.heard(told(1, State.RUNNING), 10_000);
        lives.listed(new Fleet(1, false, "", 1, List.of()), 11_000);
        lives.second(39_900);
        assertEquals(State.UNKNOWN, state(), "it may be another supervisor's");
        long version = lives.fleetVersion();
        lives.second(40_100);
        assertTrue(lives.find(GRAPH).isEmpty());
        assertTrue(lives.all().isEmpty());
        assertTrue(lives.fleetVersion() > version);
    }

    @Test
    void whom_no_list_names_stays_for_an_hour_of_silence_while_there_is_no_list_to_go_by() throws IOException {
        lives.heard(told(1, State.RUNNING), 10_000 - 3_600_000);
        lives.second(10_000);
        assertEquals(State.UNKNOWN, state());
        long version = lives.fleetVersion();
        lives.second(10_001);
        assertTrue(lives.all().isEmpty(), "there is room for another");
        assertTrue(lives.fleetVersion() > version);
        lives.heard(told(1, State.RUNNING), 20_000);
        lives.listed(new Fleet(1, true, "", 1, List.of()), 91_000);
        lives.second(92_000);
        assertEquals(State.UNKNOWN, state(), "the supervisor still looks for its citizens");
        lives.listed(fleet(State.STARTING), 93_000);
        lives.second(94_000);
        assertEquals(State.STARTING, state());
    }
}
