package mind.supervisor.cli;

import java.util.List;
import mind.protocol.ExitCodes;
import mind.supervisor.control.Screen;
import mind.supervisor.fleet.Command;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "start",
        description = "Start services and citizens, and wait until they are ready. A name that is no service yet is "
                + "looked up among FalkorDB's graphs.",
        footer = {"%nExamples:", "  mind start iris", "  mind start --all   every citizen that has a graph now"})
final class StartCommand extends Everyday {
    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Services or citizens, such as gateway or iris.")
    private List<String> names = List.of();

    @Option(names = "--all", description = "Look which graphs there are, and start everything.")
    private boolean all;

    @Mixin
    private Patience patience;

    StartCommand(Desk desk) {
        super(desk);
    }

    @Override
    int answer(House house, Screen screen) throws InterruptedException {
        if (all == !names.isEmpty()) {
            screen.problem("start what? Name services or citizens, or say --all");
            return ExitCodes.USAGE;
        }
        return all
                ? house.carryOut(new Command.StartAll(patience.duration()), screen)
                : house.carryOut(new Command.Start(names, patience.duration()), names, screen);
    }
}
