package mind.supervisor.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mind.protocol.ExitCodes;
import mind.supervisor.control.Screen;
import mind.supervisor.fleet.ServiceView;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "status",
        description = "Show the services and citizens; with names, everything known of these.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all that should run is ready", "3:no supervisor runs", "6:some are not ready"},
        footer = {"%nExamples:", "  mind status", "  mind status iris", "  mind status --json | jq .services[].state"})
final class StatusCommand extends Everyday {
    private static final long REFRESH_MILLIS = 1_000;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Services or citizens; none means all.")
    private List<String> names = List.of();

    @Option(names = "--json", description = "One JSON object instead.")
    private boolean json;

    @Option(names = "--watch", description = "Show it again each second until interrupted.")
    private boolean watch;

    StatusCommand(Desk desk) {
        super(desk);
    }

    @Override
    int answer(House house, Screen screen) {
        do {
            List<ServiceView> services = house.keeper().services();
            if (!names.isEmpty()) {
                services = new ArrayList<>();
                for (String name : names) {
                    Optional<ServiceView> service = house.find(name);
                    if (service.isEmpty()) {
                        return house.unknown(name, screen);
                    }
                    services.add(service.get());
                }
            }
            show(house, services, screen);
            if (!watch) {
                return services.stream().allMatch(House::asWished) ? ExitCodes.OK : ExitCodes.NOT_READY;
            }
        } while (screen.open(REFRESH_MILLIS));
        return ExitCodes.OK;
    }

    private void show(House house, List<ServiceView> services, Screen screen) {
        if (json) {
            screen.line(StatusJson.of(house, services, !names.isEmpty()));
            return;
        }
        var colours = Colours.of(screen);
        List<String> lines = names.isEmpty() ? overview(house, services, colours) : details(services, colours);
        if (watch && screen.look().live()) {
            lines.set(0, "\u001b[H\u001b[J" + lines.get(0)); // from the top left, on an empty screen
        }
        lines.forEach(screen::line);
        if (watch && !screen.look().live()) {
            screen.line("");
        }
    }

    private static List<String> overview(House house, List<ServiceView> services, Colours colours) {
        List<String> lines = new ArrayList<>(StatusTable.lines(services, colours));
        lines.add(colours.dim("supervisor " + ProcessHandle.current().pid() + ", up " + Spans.of(house.uptime()) + ", "
                + house.instance().state() + ", "
                + house.config().map(Object::toString).orElse("built-in services")
                + (house.hasGateway() ? ", " + house.address() : "")));
        return lines;
    }

    private static List<String> details(List<ServiceView> services, Colours colours) {
        List<String> lines = new ArrayList<>();
        for (ServiceView service : services) {
            lines.addAll(ServiceDetails.lines(service, colours));
        }
        return lines;
    }
}
