package mind.supervisor.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The signals people may name, without {@code SIG}. */
public final class SignalNames {
    /** Those that may ask a service to end. */
    public static final List<String> ENDING =
            List.of("TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "KILL", "ABRT", "WINCH", "ALRM");

    /** Those that may be sent to it at any time. */
    public static final List<String> ALL =
            List.of("TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "KILL", "ABRT", "WINCH", "ALRM", "STOP", "CONT");

    private SignalNames() {}

    /** The one of {@code names} that was typed: {@code TERM}, {@code SIGTERM} or {@code term}. */
    public static Optional<String> of(String typed, List<String> names) {
        String upper = typed.toUpperCase(Locale.ROOT);
        String name = upper.startsWith("SIG") ? upper.substring(3) : upper;
        return Optional.of(name).filter(names::contains);
    }
}
