package mind.protocol;

import java.util.Optional;

/** Every Redis channel and key that the processes share, built and parsed here and nowhere else. */
public final class Channels {
    /** Lifecycle messages of all citizens: small, at each change and once a second. */
    public static final String LIFECYCLE = "mind:life";

    private static final String EVENTS = "mind:evt:";
    private static final String COMMANDS = "mind:cmd:";
    private static final String REPLIES = "mind:reply:";

    private Channels() {}

    /** What one citizen's engine tells, each message with a seq one above the last. */
    public static String events(String graph) {
        return EVENTS + graph;
    }

    /** The graph of an events channel, or empty if the channel is none. */
    public static Optional<String> graphOfEvents(String channel) {
        return channel.startsWith(EVENTS) ? Optional.of(channel.substring(EVENTS.length())) : Optional.empty();
    }

    /** Where one citizen's worker listens for commands. */
    public static String commands(String graph) {
        return COMMANDS + graph;
    }

    /** Where one process listens for the answers to its own commands. */
    public static String replies(String instance) {
        return REPLIES + instance;
    }

    /** Key: who may write this citizen; a value unique to the holder, with an expiry that the holder renews. */
    public static String lease(String graph) {
        return "mind:lease:" + graph;
    }

    /** Key: the newest epoch given out for this citizen, a decimal number that only rises. */
    public static String epoch(String graph) {
        return "mind:epoch:" + graph;
    }
}
