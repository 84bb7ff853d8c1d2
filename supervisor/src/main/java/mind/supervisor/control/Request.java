package mind.supervisor.control;

import java.util.List;

/**
 * A command line, sent by the command to the supervisor.
 *
 * @param arguments the words after {@code mind}
 * @param look      what the asker's terminal can show
 */
public record Request(List<String> arguments, Screen.Look look) {
    /** The bytes of a body, newlines after each word; no word may contain one. */
    static final int MAX_BODY_BYTES = 64 << 10;

    static final String COLOUR = "x-mind-colour";
    static final String LIVE = "x-mind-live";
    static final String WIDTH = "x-mind-width";
}
