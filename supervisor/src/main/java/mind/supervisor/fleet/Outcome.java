package mind.supervisor.fleet;

import java.util.List;
import mind.protocol.ExitCodes;

/**
 * How a command ended.
 *
 * @param exitCode one of {@link ExitCodes}
 * @param lines    what to tell the person who asked; empty where there is nothing
 */
public record Outcome(int exitCode, List<String> lines) {
    static Outcome done(String... lines) {
        return new Outcome(ExitCodes.OK, List.of(lines));
    }

    static Outcome of(int exitCode, String... lines) {
        return new Outcome(exitCode, List.of(lines));
    }

    public boolean ok() {
        return exitCode == ExitCodes.OK;
    }
}
