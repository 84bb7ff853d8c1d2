package mind.supervisor.cli;

import java.util.List;
import java.util.Optional;
import mind.protocol.ExitCodes;
import mind.protocol.Nearest;
import mind.supervisor.config.SignalNames;
import mind.supervisor.control.Screen;
import mind.supervisor.fleet.Command;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "kill",
        description = "Send a signal to a service's process group; what follows is what would follow a crash.",
        footer = {"%nExample:", "  mind kill -s HUP watcher"})
final class KillCommand extends Everyday {
    @Option(
            names = {"-s", "--signal"},
            paramLabel = "SIGNAL",
            defaultValue = "TERM",
            description = "Default ${DEFAULT-VALUE}.")
    private String signal;

    @Parameters(paramLabel = "NAME", description = "One service or citizen.")
    private String name;

    KillCommand(Desk desk) {
        super(desk);
    }

    @Override
    int answer(House house, Screen screen) throws InterruptedException {
        Optional<String> known = SignalNames.of(signal, SignalNames.ALL);
        if (known.isEmpty()) {
            screen.problem("unknown signal \"" + signal + "\"" + Nearest.hint(signal, SignalNames.ALL)
                    + "; give one of " + String.join(", ", SignalNames.ALL));
            return ExitCodes.USAGE;
        }
        return house.carryOut(new Command.Signal(name, known.get()), List.of(name), screen);
    }
}
