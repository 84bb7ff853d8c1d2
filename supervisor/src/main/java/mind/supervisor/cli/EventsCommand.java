package mind.supervisor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mind.protocol.ExitCodes;
import mind.protocol.WireJson;
import mind.supervisor.control.Screen;
import mind.supervisor.fleet.ServiceView;
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

    @Option(
            names = "-n",
            paramLabel = "N",
            defaultValue = "50",
            converter = Count.class,
            description = "Last N, default ${DEFAULT-VALUE}.")
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
        var meant = names.stream()
                .map(name -> house.find(name).map(ServiceView::name).orElse(name))
                .toList();
        return show(house.instance().state(), meant, screen);
    }

    /** What happened outlives the supervisor. */
    @Override
    int withoutSupervisor(Path state, Screen screen) throws IOException, InterruptedException {
        return Files.exists(file(state)) ? show(state, names, screen) : super.withoutSupervisor(state, screen);
    }

    private static Path file(Path state) {
        return state.resolve("logs/events.jsonl");
    }

    private int show(Path state, List<String> services, Screen screen) {
        try (var file = new LogFile("events", file(state))) {
            List<JsonNode> events = events(file.last(Integer.MAX_VALUE), services);
            tell(events.subList(Math.max(0, events.size() - last), events.size()), screen);
            while (follow && screen.open(LOOK_MILLIS)) {
                tell(events(file.more(), services), screen);
            }
            return ExitCodes.OK;
        } catch (IOException e) {
            throw new UncheckedIOException("the events cannot be read", e);
        }
    }

    private static List<JsonNode> events(List<LogFile.Line> lines, List<String> services) {
        List<JsonNode> events = new ArrayList<>();
        for (LogFile.Line line : lines) {
            try {
                JsonNode event = WireJson.MAPPER.readTree(line.text());
                if (services.isEmpty()
                        || services.contains(event.path("service").asText())) {
                    events.add(event);
                }
            } catch (IOException e) {
                // torn by a full disk: the rest can be read
            }
        }
        return events;
    }

    private void tell(List<JsonNode> events, Screen screen) {
        var colours = Colours.of(screen);
        for (JsonNode event : events) {
            screen.line(
                    json
                            ? event.toString()
                            : colours.dim(event.path("time").asText()) + " "
                                    + LogView.clean(event.path("text").asText()));
        }
    }
}
