package mind.supervisor.cli;

import mind.supervisor.control.Screen;
import mind.supervisor.fleet.Command;
import picocli.CommandLine;

@CommandLine.Command(
        name = "reload",
        description = "Read the services file anew and look for citizens; change what differs, touch nothing else.")
final class ReloadCommand extends Everyday {
    ReloadCommand(Desk desk) {
        super(desk);
    }

    @Override
    int answer(House house, Screen screen) throws InterruptedException {
        return house.carryOut(new Command.Reload(), screen);
    }
}
