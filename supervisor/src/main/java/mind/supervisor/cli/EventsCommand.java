package mind.supervisor.cli;

import java.util.List;
import mind.protocol.ExitCodes;
import mind.protocol.WireJson;
import mind.supervisor.control.Screen;
import mind.supervisor.fleet.Event;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "events", description = "Show what happened to the services, oldest first.")
final class EventsCommand extends Everyday {
    private static final long LOOK_MILLIS = 200;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Only of these services; none means all.")
    private List<String> names = List.of();

    @Option(names = "-f", description = "Go on with each event as it happens.")
    private boolean follow;

    @Option(names = "-n", paramLabel = "N", defaultValue = "50", description = "Last N, default ${DEFAULT-VALUE}.")
    private int last;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    EventsCommand(Desk desk) {
        super(desk);
    }

    @Override
    int answer(House house, Screen screen) {
        for (String name : names) {
            if (house.find(name).isEmpty()) {
                return house.unknown(name, screen);
            }
        }
        var services = names.stream()
                .map(name -> house.find(name).orElseThrow().name())
                .toList();
        long shown = 0;
        int most = Math.max(0, last);
        do {
            long after = shown;
            List<Event> fresh = house.keeper().events().stream()
                    .filter(event -> event.number() > after)
                    .filter(event -> services.isEmpty() || services.contains(event.service()))
                    .toList();
            for (Event event : fresh.subList(Math.max(0, fresh.size() - most), fresh.size())) {
                screen.line(text(event, Colours.of(screen)));
            }
            if (!fresh.isEmpty()) {
                shown = fresh.get(fresh.size() - 1).number();
            }
            most = Integer.MAX_VALUE;
        } while (follow && screen.open(LOOK_MILLIS));
        return ExitCodes.OK;
    }

    private String text(Event event, Colours colours) {
        if (json) {
            return WireJson.MAPPER
                    .createObjectNode()
                    .put("number", event.number())
                    .put("time", event.time().toString())
                    .put("service", event.service())
                    .put("type", event.type())
                    .put("text", event.text())
                    .toString();
        }
        return colours.dim(event.time().toString()) + " " + event.text();
    }
}
