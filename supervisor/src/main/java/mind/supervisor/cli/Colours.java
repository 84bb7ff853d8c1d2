package mind.supervisor.cli;

import mind.protocol.State;
import mind.supervisor.control.Screen;

/** Marks text with terminal colours where the reader's terminal shows them. */
record Colours(boolean on) {
    private static final int[] NAMES = {36, 33, 35, 32, 34, 96, 93, 95, 92, 94};

    static Colours of(Screen screen) {
        return new Colours(screen.look().colour());
    }

    private String paint(String code, String text) {
        return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    String dim(String text) {
        return paint("2", text);
    }

    String bold(String text) {
        return paint("1", text);
    }

    String error(String text) {
        return paint("31", text);
    }

    String warning(String text) {
        return paint("33", text);
    }

    /** The same colour for the same service each time. */
    String name(String service, String text) {
        return paint(Integer.toString(NAMES[Math.floorMod(service.hashCode(), NAMES.length)]), text);
    }

    String state(State state, String text) {
        return switch (state) {
            case RUNNING -> paint("32", text);
            case STARTING, LOADING, STOPPING -> paint("36", text);
            case DEGRADED, BACKOFF, BLOCKED, EMPTY, UNKNOWN -> paint("33", text);
            case QUARANTINED -> paint("31", text);
            case STOPPED, EXITED -> paint("2", text);
        };
    }
}
