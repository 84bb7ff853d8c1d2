package mind.supervisor.cli;

import java.util.List;
import mind.supervisor.control.Screen;
import mind.supervisor.fleet.Command;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "restart", description = "Stop services and citizens, start them, and wait until ready.")
final class RestartCommand extends Everyday {
    @Parameters(paramLabel = "NAME", arity = "1..*", description = "Services or citizens, such as gateway or iris.")
    private List<String> names;

    @Mixin
    private Patience patience;

    RestartCommand(Desk desk) {
        super(desk);
    }

    @Override
    int answer(House house, Screen screen) throws InterruptedException {
        return house.carryOut(new Command.Restart(names, patience.duration()), names, screen);
    }
}
