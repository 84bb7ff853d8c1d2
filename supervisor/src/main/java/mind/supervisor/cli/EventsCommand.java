package mind.supervisor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import mind.protocol.ExitCodes;
import mind.protocol.Nearest;
import mind.protocol.WireJson;
import mind.supervisor.control.Screen;
import mind.supervisor.fleet.ServiceView;
import mind.supervisor.fleet.Spellings;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "events", description = "Show what happened to the services, oldest first.")
final class EventsCommand extends Everyday {
    private static final long LOOK_MILLIS = 200;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Only of these services; none means all.")
    private List<String> names = List.of();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with each event as it happens.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
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
        List<String> known =
                house.keeper().services().stream().map(ServiceView::name).toList();
        Map<String, Set<String>> meant = new LinkedHashMap<>();
        for (String name : names) {
            meant.put(
                    name,
                    house.find(name).map(service -> Set.of(service.name())).orElseGet(() -> spellings(name)));
        }
        return show(house.instance().state(), meant, known, screen);
    }

    /** What happened outlives the supervisor. */
    @Override
    int withoutSupervisor(Path state, Screen screen) throws IOException, InterruptedException {
        Map<String, Set<String>> meant = new LinkedHashMap<>();
        names.forEach(name -> meant.put(name, spellings(name)));
        return Files.exists(file(state))
                ? show(state, meant, List.of(), screen)
                : super.withoutSupervisor(state, screen);
    }

    /** What a name may stand for where nobody of that name is known any more. */
    private static Set<String> spellings(String name) {
        return new LinkedHashSet<>(Spellings.of(name));
    }

    private static Path file(Path state) {
        return state.resolve("logs/events.jsonl");
    }

    /**
     * @param meant whom each name that was typed stands for
     * @param known whom there is, whether something happened to them or not
     */
    private int show(Path state, Map<String, Set<String>> meant, List<String> known, Screen screen) {
        Set<String> services = meant.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        Path newest = file(state);
        try (var older = new LogFile("events", newest.resolveSibling(newest.getFileName() + ".1"));
                var file = new LogFile("events", newest)) {
            Deque<String> kept = new ArrayDeque<>(); // lines, as they need less room than what they say
            Set<String> recorded = new LinkedHashSet<>(known);
            for (LogFile each : List.of(older, file)) {
                each.toLast(services.isEmpty() ? last : Integer.MAX_VALUE);
                each(each, line -> {
                    if (services.isEmpty() || concerns(line, services, recorded)) {
                        kept.addLast(line);
                    }
                    if (kept.size() > last) {
                        kept.removeFirst();
                    }
                });
            }
            for (String name : meant.keySet()) {
                if (meant.get(name).stream().noneMatch(recorded::contains)) {
                    screen.problem("no service or citizen \"" + name + "\"" + Nearest.hint(name, recorded));
                    return ExitCodes.UNKNOWN_NAME;
                }
            }
            kept.forEach(line -> tell(line, screen));
            while (follow && screen.open(LOOK_MILLIS)) {
                file.look();
                each(file, line -> {
                    if (services.isEmpty() || concerns(line, services, recorded)) {
                        tell(line, screen);
                    }
                });
            }
            return ExitCodes.OK;
        } catch (IOException e) {
            throw new UncheckedIOException("the events cannot be read", e);
        }
    }

    private static void each(LogFile file, Consumer<String> taker) throws IOException {
        for (Optional<LogFile.Line> line = file.next(); line.isPresent(); line = file.next()) {
            taker.accept(line.get().text());
        }
    }

    /** Whether {@code line} is about one of {@code services}; notes whom it is about. */
    private static boolean concerns(String line, Set<String> services, Set<String> recorded) {
        String service = event(line).path("service").asText();
        recorded.add(service);
        return services.contains(service);
    }

    /** One that was torn by a full disk says nothing; the rest can be read. */
    private static JsonNode event(String line) {
        try {
            return WireJson.MAPPER.readTree(line);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    private void tell(String line, Screen screen) {
        JsonNode event = event(line);
        if (event.isMissingNode()) {
            return;
        }
        var colours = Colours.of(screen);
        screen.line(
                json
                        ? event.toString()
                        : colours.dim(event.path("time").asText()) + " "
                                + LogView.clean(event.path("text").asText()));
    }
}
