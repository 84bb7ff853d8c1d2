package mind.supervisor.cli;

import mind.protocol.ConfigException;
import mind.protocol.ExitCodes;
import mind.supervisor.config.ServicesFile;
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
        try {
            new SettingsCheck(house.instance().environment())
                    .check(ServicesFile.load(house.instance(), house.config()));
        } catch (ConfigException e) {
            screen.problem(e.getMessage());
            screen.problem("nothing has changed");
            return ExitCodes.CONFIG;
        }
        return house.carryOut(new Command.Reload(), screen);
    }
}
