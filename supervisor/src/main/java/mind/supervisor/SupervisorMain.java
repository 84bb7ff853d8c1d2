package mind.supervisor;

import java.util.List;
import mind.supervisor.cli.Commands;

/** The {@code mind} command; {@code mind up} is the supervisor itself. */
public final class SupervisorMain {
    private SupervisorMain() {}

    public static void main(String[] args) {
        System.exit(Commands.run(List.of(args), System.getenv()));
    }
}
