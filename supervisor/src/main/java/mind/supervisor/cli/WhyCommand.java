package mind.supervisor.cli;

import java.util.Optional;
import mind.protocol.ExitCodes;
import mind.supervisor.control.Screen;
import mind.supervisor.fleet.ServiceView;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "why",
        description = "Explain why a service or citizen is in its state, and what will happen next.",
        footer = {"%nExample:", "  mind why iris"})
final class WhyCommand extends Everyday {
    @Parameters(paramLabel = "NAME", description = "One service or citizen.")
    private String name;

    WhyCommand(Desk desk) {
        super(desk);
    }

    @Override
    int answer(House house, Screen screen) {
        Optional<ServiceView> service = house.find(name);
        if (service.isEmpty()) {
            return house.unknown(name, screen);
        }
        screen.line(Explanation.of(service.get(), house.keeper().services()));
        service.get().lastLines().forEach(line -> screen.line("  " + LogView.clean(line)));
        return ExitCodes.OK;
    }
}
