package mind.supervisor;

import java.util.List;
import mind.supervisor.cli.Commands;

/** The {@code mind} command; {@code mind up} is the supervisor itself. */
public final class SupervisorMain {
    /** What the JDK writes of a record to standard error: its text, and a fault that is a bug. */
    private static final String LINE_FORMAT = "java.util.logging.SimpleFormatter.format";

    private SupervisorMain() {}

    public static void main(String[] args) {
        System.setProperty(LINE_FORMAT, "%5$s%6$s%n"); // what is logged before there is a log is told to a person
        System.exit(Commands.run(List.of(args), System.getenv()));
    }
}
