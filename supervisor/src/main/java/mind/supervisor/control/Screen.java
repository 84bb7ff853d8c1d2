package mind.supervisor.control;

/** Where a command's lines go: the terminal it was typed at, or the connection to it. */
public interface Screen {
    /** What the person who reads it can show. */
    record Look(boolean colour, boolean live, int width) {
        public static final Look PLAIN = new Look(false, false, 0);
    }

    /** One line of what was asked for. */
    void line(String text);

    /** One line about what went wrong, for standard error. */
    void problem(String text);

    Look look();

    /** Whether somebody still reads; waits up to {@code millis} for that to change, so a loop may pace itself by it. */
    boolean open(long millis);
}
