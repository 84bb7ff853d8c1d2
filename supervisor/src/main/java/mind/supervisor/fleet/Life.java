package mind.supervisor.fleet;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What may happen to a service and what follows, as a table: pure, without clock, process or file. It knows whether there
 * is a process and what becomes of it; how that looks to people is a {@link Standing}:
 *
 * <pre>
 * DOWN               stopped, blocked, backoff, quarantined, exited
 * LAUNCHING          starting (or blocked, while its port is looked at again)
 * UP                 starting, loading, running, empty, degraded
 * ENDING…            stopping
 * </pre>
 *
 * Whatever is not in the table comes too late to matter and changes nothing.
 */
final class Life {
    /** Whether there is a process, and what becomes of it. */
    enum Phase {
        DOWN,
        LAUNCHING,
        /** Somebody has asked to stop it before it was there. */
        LAUNCHING_IN_VAIN,
        UP,
        ENDING,
        ENDING_TO_START,
        ENDING_AS_CRASH
    }

    /** What happens: asked by people, found by probes, or told by the operating system. */
    enum Event {
        START,
        STOP,
        RESTART,
        /** Nothing stands in the way of a start any more. */
        WAY_CLEAR,
        LAUNCHED,
        /** Somebody else has its port. */
        PORT_TAKEN,
        LAUNCH_FAILED,
        /** An earlier supervisor's process is taken over. */
        ADOPTED,
        /** Stuck, or not ready in time. */
        UNFIT,
        DIED,
        /** Its process has died, but what that started lives. */
        DIED_LEAVING_OTHERS,
        /** An ending has come to its end. */
        ENDED
    }

    /** What is to be done about it. */
    enum Action {
        NOTHING,
        /** See whether something stands in the way, and start it if not. */
        LOOK,
        LAUNCH,
        /** Show that it is down because it shall be. */
        REST,
        WAIT_FOR_PORT,
        ATTEND,
        ATTEND_AND_END,
        END,
        END_THE_OTHERS,
        /** Ask the restart policy what comes next. */
        RECOVER,
        TELL_STOPPED,
        TELL_STOPPED_AND_LOOK
    }

    /** @param to where that leads */
    record Step(Phase to, Action action) {}

    private static final Map<Phase, Map<Event, Step>> TABLE = new EnumMap<>(Phase.class);

    static {
        in(Phase.DOWN)
                .on(Event.START, Phase.DOWN, Action.LOOK)
                .on(Event.STOP, Phase.DOWN, Action.REST)
                .on(Event.RESTART, Phase.DOWN, Action.LOOK)
                .on(Event.WAY_CLEAR, Phase.LAUNCHING, Action.LAUNCH)
                .on(Event.ADOPTED, Phase.UP, Action.ATTEND);
        in(Phase.LAUNCHING)
                .on(Event.START, Phase.LAUNCHING, Action.NOTHING)
                .on(Event.STOP, Phase.LAUNCHING_IN_VAIN, Action.NOTHING)
                .on(Event.RESTART, Phase.LAUNCHING, Action.NOTHING)
                .on(Event.LAUNCHED, Phase.UP, Action.ATTEND)
                .on(Event.PORT_TAKEN, Phase.DOWN, Action.WAIT_FOR_PORT)
                .on(Event.LAUNCH_FAILED, Phase.DOWN, Action.RECOVER);
        in(Phase.LAUNCHING_IN_VAIN)
                .on(Event.START, Phase.LAUNCHING, Action.NOTHING)
                .on(Event.STOP, Phase.LAUNCHING_IN_VAIN, Action.NOTHING)
                .on(Event.RESTART, Phase.LAUNCHING, Action.NOTHING)
                .on(Event.LAUNCHED, Phase.ENDING, Action.ATTEND_AND_END)
                .on(Event.PORT_TAKEN, Phase.DOWN, Action.REST)
                .on(Event.LAUNCH_FAILED, Phase.DOWN, Action.REST);
        in(Phase.UP)
                .on(Event.START, Phase.UP, Action.NOTHING)
                .on(Event.STOP, Phase.ENDING, Action.END)
                .on(Event.RESTART, Phase.ENDING_TO_START, Action.END)
                .on(Event.UNFIT, Phase.ENDING_AS_CRASH, Action.END)
                .on(Event.DIED, Phase.DOWN, Action.RECOVER)
                .on(Event.DIED_LEAVING_OTHERS, Phase.ENDING_AS_CRASH, Action.END_THE_OTHERS);
        in(Phase.ENDING)
                .on(Event.START, Phase.ENDING_TO_START, Action.NOTHING)
                .on(Event.STOP, Phase.ENDING, Action.NOTHING)
                .on(Event.RESTART, Phase.ENDING_TO_START, Action.NOTHING)
                .on(Event.ENDED, Phase.DOWN, Action.TELL_STOPPED);
        in(Phase.ENDING_TO_START)
                .on(Event.START, Phase.ENDING_TO_START, Action.NOTHING)
                .on(Event.STOP, Phase.ENDING, Action.NOTHING)
                .on(Event.RESTART, Phase.ENDING_TO_START, Action.NOTHING)
                .on(Event.ENDED, Phase.DOWN, Action.TELL_STOPPED_AND_LOOK);
        in(Phase.ENDING_AS_CRASH)
                .on(Event.START, Phase.ENDING_AS_CRASH, Action.NOTHING)
                .on(Event.STOP, Phase.ENDING, Action.NOTHING)
                .on(Event.RESTART, Phase.ENDING_TO_START, Action.NOTHING)
                .on(Event.ENDED, Phase.DOWN, Action.RECOVER);
    }

    private Phase phase = Phase.DOWN;

    private record Row(Map<Event, Step> steps) {
        Row on(Event event, Phase to, Action action) {
            steps.put(event, new Step(to, action));
            return this;
        }
    }

    private static Row in(Phase phase) {
        return new Row(TABLE.computeIfAbsent(phase, none -> new EnumMap<>(Event.class)));
    }

    /** Where {@code event} leads from {@code phase}; empty where it changes nothing. */
    static Optional<Step> step(Phase phase, Event event) {
        return Optional.ofNullable(TABLE.get(phase).get(event));
    }

    /** Goes on by one step, and answers what is to be done about it. */
    Action on(Event event) {
        Optional<Step> step = step(phase, event);
        step.ifPresent(taken -> phase = taken.to());
        return step.map(Step::action).orElse(Action.NOTHING);
    }

    Phase phase() {
        return phase;
    }

    boolean is(Phase asked) {
        return phase == asked;
    }

    boolean isLaunching() {
        return phase == Phase.LAUNCHING || phase == Phase.LAUNCHING_IN_VAIN;
    }

    boolean isEnding() {
        return phase == Phase.ENDING || phase == Phase.ENDING_TO_START || phase == Phase.ENDING_AS_CRASH;
    }
}
