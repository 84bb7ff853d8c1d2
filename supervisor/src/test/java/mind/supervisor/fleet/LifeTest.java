package mind.supervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import mind.supervisor.fleet.Life.Action;
import mind.supervisor.fleet.Life.Event;
import mind.supervisor.fleet.Life.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of transitions: supervisor.md §19 and R16, by its laws. */
class LifeTest {
    private static final Set<Event> ASKED = EnumSet.of(Event.START, Event.STOP, Event.RESTART);

    @ParameterizedTest
    @EnumSource(Phase.class)
    void whatever_people_ask_is_answered_in_every_phase(Phase phase) {
        ASKED.forEach(event -> assertTrue(Life.step(phase, event).isPresent(), phase + " " + event));
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void a_stop_leads_to_down_from_everywhere_and_a_start_after_it_does_not(Phase phase) {
        assertEquals(
                Phase.DOWN, settled(Life.step(phase, Event.STOP).orElseThrow().to()));
        Phase asked = Life.step(phase, Event.STOP).orElseThrow().to();
        Phase again = Life.step(asked, Event.START).orElseThrow().to();
        Action last = lastAction(again);
        assertTrue(
                Set.of(Action.TELL_STOPPED_AND_LOOK, Action.ATTEND, Action.LOOK).contains(last), phase + ": " + last);
    }

    @Test
    void what_comes_late_changes_nothing() {
        for (Phase phase : Phase.values()) {
            Set<Event> expected =
                    switch (phase) {
                        case DOWN -> EnumSet.of(Event.WAY_CLEAR, Event.ADOPTED);
                        case LAUNCHING, LAUNCHING_IN_VAIN ->
                            EnumSet.of(Event.LAUNCHED, Event.PORT_TAKEN, Event.LAUNCH_FAILED);
                        case UP -> EnumSet.of(Event.UNFIT, Event.DIED, Event.DIED_LEAVING_OTHERS);
                        case ENDING, ENDING_TO_START, ENDING_AS_CRASH -> EnumSet.of(Event.ENDED);
                    };
            Set<Event> happening = EnumSet.allOf(Event.class).stream()
                    .filter(event -> !ASKED.contains(event))
                    .filter(event -> Life.step(phase, event).isPresent())
                    .collect(Collectors.toSet());
            assertEquals(expected, happening, phase.toString());
        }
    }

    @Test
    void no_order_of_events_launches_a_second_process_or_recovers_from_a_death_that_was_asked_for() {
        long seed = 20_26;
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            Life life = new Life();
            boolean there = false;
            Event askedLast = Event.START;
            for (int i = 0; i < 60; i++) {
                Event event = Event.values()[random.nextInt(Event.values().length)];
                boolean counts = Life.step(life.phase(), event).isPresent();
                Phase before = life.phase();
                Action action = life.on(event);
                askedLast = ASKED.contains(event) ? event : askedLast;
                String where = "seed " + seed + ", round " + round + ": " + event + " in " + before;
                if (action == Action.LAUNCH || counts && event == Event.ADOPTED) {
                    assertFalse(there, where);
                    there = true;
                    askedLast = Event.START;
                }
                if (action == Action.RECOVER) {
                    assertTrue(askedLast != Event.STOP, where);
                }
                if (life.is(Phase.DOWN) && before != Phase.DOWN) {
                    there = false;
                }
                assertEquals(there, !life.is(Phase.DOWN), where);
            }
        }
    }

    /** Where a service comes to rest if the operating system does its part and nobody asks for more. */
    private static Phase settled(Phase phase) {
        return next(phase).map(Life.Step::to).map(LifeTest::settled).orElse(phase);
    }

    private static Action lastAction(Phase phase) {
        if (phase == Phase.DOWN) {
            return Action.LOOK;
        }
        return next(phase).orElseThrow().action();
    }

    private static java.util.Optional<Life.Step> next(Phase phase) {
        return List.of(Event.LAUNCHED, Event.ENDED).stream()
                .flatMap(event -> Life.step(phase, event).stream())
                .findFirst();
    }
}
