package mind.supervisor.cli;

import mind.supervisor.control.Screen;

/** Lines on a terminal above one that stays at the foot and changes in place. */
final class FootLine {
    /** Up to the foot and wipe it. */
    private static final String OVER = "\u001b[1A\u001b[2K";
    /** A foot that wrapped could not be wiped; who tells no width has at least this one. */
    private static final int LEAST_WIDTH = 79;

    private final Screen screen;
    private String foot = "";

    FootLine(Screen screen) {
        this.screen = screen;
    }

    /** A line above the foot. */
    void line(String text) {
        screen.line(foot.isEmpty() ? text : OVER + text);
        if (!foot.isEmpty()) {
            screen.line(foot);
        }
    }

    /** What the foot says from now on; nothing, where {@code text} is empty. */
    void foot(String text) {
        int width = Math.max(screen.look().width() - 1, LEAST_WIDTH);
        String next = text.length() > width ? text.substring(0, width - 1) + "\u2026" : text;
        if (next.equals(foot)) {
            return;
        }
        if (foot.isEmpty()) {
            screen.line(next);
        } else if (next.isEmpty()) {
            screen.line(OVER + "\u001b[1A"); // this line's own end moves down again
        } else {
            screen.line(OVER + next);
        }
        foot = next;
    }
}
