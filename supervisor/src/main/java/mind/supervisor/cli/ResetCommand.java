package mind.supervisor.cli;

import java.util.List;
import mind.supervisor.control.Screen;
import mind.supervisor.fleet.Command;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "reset",
        description = "Forget the crashes of services and start those that were quarantined.")
final class ResetCommand extends Everyday {
    @Parameters(paramLabel = "NAME", arity = "1..*", description = "Services or citizens, such as gateway or iris.")
    private List<String> names;

    ResetCommand(Desk desk) {
        super(desk);
    }

    @Override
    int answer(House house, Screen screen) throws InterruptedException {
        return house.carryOut(new Command.Reset(names), names, screen);
    }
}
