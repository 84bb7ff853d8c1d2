package mind.supervisor.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import mind.protocol.ExitCodes;
import mind.protocol.State;
import mind.supervisor.config.ServiceSpec;
import mind.supervisor.config.ServiceSpec.RestartRule;

/**
 * What follows once a service has ended without being asked to: at once again, after a wait, quarantine, or nothing. It
 * remembers what has failed before. Owned by the loop.
 */
final class Recovery {
    private static final int JVM_OUT_OF_MEMORY = 3; // what -XX:+ExitOnOutOfMemoryError exits with

    private final Surroundings around;
    private final Standing standing;
    private final Due due;
    private final String name;
    private final Runnable startAgain;
    private final Failures failures = new Failures();
    private int restarts;
    private int heapDoublings;

    /** @param startAgain called when the time for it has come */
    Recovery(Surroundings around, Standing standing, Due due, String name, Runnable startAgain) {
        this.around = around;
        this.standing = standing;
        this.due = due;
        this.name = name;
        this.startAgain = startAgain;
    }

    /**
     * @param exit   how it ended; unknown where it was ended because it was unfit
     * @param uptime how long it ran
     * @param stable whether it had been ready for the rule's stable time
     */
    void after(Exit exit, ServiceSpec spec, Duration uptime, boolean stable) {
        if (exit.is(JVM_OUT_OF_MEMORY) && spec.java().isPresent()) {
            heapDoublings++;
        }
        nameTheProgram(exit);
        RestartRule rule = spec.restart();
        NextStep step = NextStep.after(
                exit,
                rule,
                failures,
                uptime,
                stable,
                around.loop().now(),
                ThreadLocalRandom.current().nextDouble());
        String how = standing.lastExit();
        if (step instanceof NextStep.Restart restart) {
            restarts++;
            if (restart.after().isZero()) {
                standing.to(State.STARTING, how);
                startAgain.run();
                return;
            }
            due.in(restart.after(), startAgain);
            standing.to(State.BACKOFF, how);
            around.tell(
                    name,
                    "backoff",
                    "Crash detected (" + how + "), restarting in " + Words.of(restart.after()) + " (attempt "
                            + failures.count() + "/" + rule.maxRetries() + ")");
        } else if (step instanceof NextStep.Quarantine quarantine) {
            quarantine(exit.is(ExitCodes.CONFIG) ? quarantine.reason() : quarantine.reason() + ", last: " + how);
        } else {
            around.processes().unprepare(name);
            standing.to(State.EXITED, how + "; its policy is " + rule.policy());
            around.tell(name, "stopped", "Not restarted: " + how + ", policy " + rule.policy());
        }
    }

    /** A shell that could not run a program has said which, as the last thing it said. */
    private void nameTheProgram(Exit how) {
        if (!how.ofAShell()) {
            return;
        }
        String what = how.is(Exit.NOT_FOUND) ? "was not found" : "may not be run";
        String cure = how.is(Exit.NOT_FOUND) ? "install it" : "chmod +x it";
        Path log = around.logFile(name);
        around.loop()
                .beside(
                        () -> LogTail.of(log, 1),
                        lines -> around.tell(
                                name,
                                "warning",
                                "A program it runs " + what + ": " + String.join("", lines) + "; " + cure
                                        + ", or correct what names it"),
                        fault -> around.tell(name, "warning", "Its log cannot be read: " + fault.getMessage()));
    }

    private void quarantine(String why) {
        Path log = around.logFile(name);
        String last = standing.lastExit();
        around.processes().unprepare(name);
        standing.to(State.QUARANTINED, why);
        around.tell(name, "quarantined", "QUARANTINE - " + why);
        around.loop()
                .beside(
                        () -> around.quarantine().enter(name, why, last, log),
                        entry -> {
                            if (!standing.is(State.QUARANTINED)) {
                                around.quarantine().lift(name); // somebody was faster than the disk
                                return;
                            }
                            standing.lines(entry.lines());
                            standing.changed();
                        },
                        fault -> around.tell(
                                name, "warning", "The quarantine cannot be recorded: " + fault.getMessage()));
    }

    /** It was in quarantine when the supervisor before this one ended. */
    void stayQuarantined(Quarantine.Entry entry) {
        standing.exited(entry.lastExit());
        standing.lines(entry.lines());
        standing.to(State.QUARANTINED, entry.reason());
    }

    /** What has failed so far no longer counts. */
    void forgive() {
        failures.forget();
        standing.lines(List.of());
        around.quarantine().lift(name);
        if (standing.is(State.QUARANTINED)) {
            standing.to(State.STOPPED, "");
        }
    }

    int restarts() {
        return restarts;
    }

    int failures() {
        return failures.count();
    }

    int heapDoublings() {
        return heapDoublings;
    }
}
