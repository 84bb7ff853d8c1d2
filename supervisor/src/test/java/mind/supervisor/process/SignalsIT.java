package mind.supervisor.process;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Signals reach whole groups, whatever becomes of the shell that sends them. */
class SignalsIT {
    private static final String SENDER = "sh -c while read -r signal targets";

    @Test
    void a_signal_reaches_each_process_of_a_group_and_an_empty_group_is_told_from_one_that_is_not() throws Exception {
        Process leader = group();
        long group = leader.pid();
        assertTrue(Signals.reachesGroup(group));
        List<Proc> members = Proc.ofGroup(group);
        Signals.send("TERM", List.of(-group, 4_194_305L)); // no system gives out the second number
        await().atMost(ofSeconds(60)).until(() -> members.stream()
                .noneMatch(member -> ProcessId.of(member).alive()));
        leader.waitFor();
        await().atMost(ofSeconds(60)).until(() -> !Signals.reachesGroup(group));
    }

    @Test
    void a_group_that_outlives_its_leader_is_reached() throws Exception {
        Process leader = new ProcessBuilder("setsid", "sh", "-c", "sleep 600 & :").start();
        leader.waitFor();
        assertTrue(Signals.reachesGroup(leader.pid()));
        Signals.send("KILL", List.of(-leader.pid()));
        await().atMost(ofSeconds(60)).until(() -> !Signals.reachesGroup(leader.pid()));
    }

    @Test
    void a_sender_that_was_killed_or_frozen_is_replaced() throws Exception {
        for (String how : List.of("KILL", "STOP")) {
            Process leader = group();
            Signals.send("CONT", List.of(-leader.pid())); // now there is a sender
            ProcessHandle sender = senders().findFirst().orElseThrow();
            new ProcessBuilder("kill", "-s", how, Long.toString(sender.pid()))
                    .start()
                    .waitFor();
            Signals.send("KILL", List.of(-leader.pid()));
            leader.waitFor();
            await().atMost(ofSeconds(60)).until(() -> !sender.isAlive());
            assertFalse(senders().anyMatch(sender::equals));
        }
    }

    private static Stream<ProcessHandle> senders() {
        return ProcessHandle.current().children().filter(child -> Proc.of(child.pid())
                .filter(proc -> Proc.commandLine(proc).startsWith(SENDER))
                .isPresent());
    }

    /** A shell and two children in a group of their own. */
    private static Process group() throws IOException {
        Process leader = new ProcessBuilder("setsid", "sh", "-c", "sleep 600 & sleep 600 & wait").start();
        await().atMost(ofSeconds(60)).until(() -> Proc.ofGroup(leader.pid()).size() == 3);
        return leader;
    }
}
