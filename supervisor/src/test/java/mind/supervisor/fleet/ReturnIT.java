package mind.supervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import mind.protocol.State;
import org.junit.jupiter.api.Test;

/** A service that is taken out of the services file, and comes back or is asked for while it still stops: R15. */
class ReturnIT {
    private static final String OTHER = "services:\n  - {id: other, cmd: [sleep, 600]}\n";

    /** It ends only once the file {@code go} is there. */
    private static String slow(String more) {
        return OTHER
                + "  - {id: a, stop_timeout_s: 60, env: {MORE: '" + more + "'}, cmd: [bash, -c, 'trap \"while [ ! -e"
                + " $MIND_OUT.go ]; do read -t 0.05 <> <(:); done; exit 0\" TERM; echo up; while true; do read -t 0.05 <>"
                + " <(:); done']}\n";
    }

    private static Kept stopping() {
        Kept kept = Kept.of(slow(""));
        kept.up();
        Kept.soon("its trap to be set").until(() -> kept.log("a").contains("up"));
        kept.write(OTHER);
        assertEquals(List.of("a: removed"), kept.ask(new Command.Reload()).lines());
        kept.awaitState("a", State.STOPPING);
        return kept;
    }

    private static void letGo(Kept kept) throws IOException {
        Files.createFile(kept.state.resolve("logs/a.log.go"));
    }

    @Test
    void what_the_file_has_again_while_it_stops_runs_again_as_it_now_stands_there() throws IOException {
        try (var kept = stopping()) {
            long before = kept.pid("a");
            kept.write(slow("new").replace("id: a,", "id: a, max_retries: 9,"));
            assertEquals(List.of("a: added"), kept.ask(new Command.Reload()).lines());
            letGo(kept);
            Kept.soon("a new process")
                    .until(() -> kept.keeper().services().size() == 2
                            && kept.stateOf("a") == State.RUNNING
                            && kept.pid("a") != before);
            assertEquals(9, kept.view("a").maxRetries());
            assertEquals(
                    List.of("nothing differs"), kept.ask(new Command.Reload()).lines());
        }
    }

    @Test
    void what_the_file_has_no_more_is_not_started_while_it_stops() throws IOException {
        try (var kept = stopping()) {
            assertEquals(
                    List.of("nothing differs"), kept.ask(new Command.Reload()).lines());
            kept.ask(new Command.StartAll(Duration.ZERO));
            for (Command command : List.of(
                    new Command.Start(List.of("a"), Duration.ZERO), new Command.Restart(List.of("a"), Duration.ZERO))) {
                Outcome refused = kept.ask(command);
                assertEquals(4, refused.exitCode(), command.toString());
                assertTrue(refused.lines().get(0).contains("\"a\""), refused.toString());
            }
            letGo(kept);
            Kept.soon("it to be kept no more").until(() -> !kept.pids().containsKey("a"));
            Kept.settles("processes of a", 0, () -> kept.leaders("a"));
        }
    }
}
