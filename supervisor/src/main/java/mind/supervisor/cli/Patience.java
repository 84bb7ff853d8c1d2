package mind.supervisor.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How long a command waits for services to become ready. */
final class Patience {
    @Option(names = "--no-wait", description = "Don't wait until they are ready.")
    private boolean noWait;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "600",
            converter = Count.class,
            description = "Longest wait, default ${DEFAULT-VALUE} s.")
    private int seconds;

    Duration duration() {
        // zero means not to wait at all; a wait without length still tells whether they are ready
        return noWait ? Duration.ZERO : Duration.ofSeconds(seconds).plusMillis(1);
    }
}
