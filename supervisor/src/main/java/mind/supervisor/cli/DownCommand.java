package mind.supervisor.cli;

import java.util.List;
import mind.supervisor.control.Screen;
import mind.supervisor.fleet.Command;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "down",
        description = "Stop everything in reverse order and end the supervisor; with names, stop only these.")
final class DownCommand extends Everyday {
    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Services or citizens; none means everything.")
    private List<String> names = List.of();

    @Option(names = "--now", description = "Kill at once instead of asking to end.")
    private boolean now;

    DownCommand(Desk desk) {
        super(desk);
    }

    @Override
    int answer(House house, Screen screen) throws InterruptedException {
        return house.carryOut(names.isEmpty() ? new Command.Shutdown(now) : new Command.Stop(names), screen);
    }
}
