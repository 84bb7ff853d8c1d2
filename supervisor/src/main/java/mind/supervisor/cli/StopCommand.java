package mind.supervisor.cli;

import java.util.List;
import mind.supervisor.control.Screen;
import mind.supervisor.fleet.Command;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "stop", description = "Stop services and citizens; they stay stopped until started.")
final class StopCommand extends Everyday {
    @Parameters(paramLabel = "NAME", arity = "1..*", description = "Services or citizens, such as gateway or iris.")
    private List<String> names;

    StopCommand(Desk desk) {
        super(desk);
    }

    @Override
    int answer(House house, Screen screen) throws InterruptedException {
        return house.carryOut(new Command.Stop(names), names, screen);
    }
}
