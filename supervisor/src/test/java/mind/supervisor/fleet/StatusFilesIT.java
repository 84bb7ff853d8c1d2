package mind.supervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mind.protocol.State;
import org.junit.jupiter.api.Test;

/** What services say of themselves in their status files, however well they write them. */
class StatusFilesIT {
    private static String says(String more) {
        return "echo \"{\\\"pid\\\":$$$$,\\\"beat\\\":1," + more.replace("\"", "\\\"")
                + "}\" > $MIND_STATUS_FILE.part; " + "mv $MIND_STATUS_FILE.part $MIND_STATUS_FILE; ";
    }

    @Test
    void a_status_that_says_nothing_keeps_nobody_from_being_heard() throws IOException {
        Path state = Kept.newState();
        Path go = state.resolve("go");
        Files.writeString(state.resolve("mind.yaml"), """
                services:
                  - id: empty
                    cmd: [bash, -c, 'echo null > $MIND_STATUS_FILE; exec sleep 600']
                  - id: terse
                    readiness: {report: true}
                    cmd:
                      - bash
                      - -c
                      - |
                        %s
                        until [ -e %s ]; do sleep 0.05; done
                        %s
                        exec sleep 600
                """.formatted(
                        says("\"state\":\"running\""), go, says("\"state\":\"degraded\",\"reason\":\"tired\"")));
        try (var kept = Kept.in(state)) {
            kept.up();
            assertEquals(State.RUNNING, kept.stateOf("terse"));
            assertEquals("", kept.view("terse").reason(), "one that gives no reason has none");
            Files.createFile(go);
            kept.awaitState("terse", State.DEGRADED);
            assertEquals("tired", kept.view("terse").reason());
        }
    }
}
