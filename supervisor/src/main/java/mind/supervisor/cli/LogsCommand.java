package mind.supervisor.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import mind.protocol.ExitCodes;
import mind.protocol.Nearest;
import mind.supervisor.control.Screen;
import mind.supervisor.fleet.ServiceView;
import mind.supervisor.fleet.Spellings;
import mind.supervisor.process.ChildRecord;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "logs",
        description = "Show the logs of services, merged by time; also of those that no longer run.",
        footer = {"%nExamples:", "  mind logs -f iris felix", "  mind logs -n 100 gateway", "  mind logs supervisor"})
final class LogsCommand extends Everyday {
    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Services or citizens; none means all.")
    private List<String> names = List.of();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is added, until interrupted.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "30",
            converter = Count.class,
            description = "Last N of each, default ${DEFAULT-VALUE}.")
    private int count;

    LogsCommand(Desk desk) {
        super(desk);
    }

    @Override
    int answer(House house, Screen screen) {
        try {
            Path state = house.instance().state();
            Map<String, LogView.Source> logs = LogView.in(state);
            logs.put(
                    SupervisorLog.NAME,
                    new LogView.Source(
                            SupervisorLog.file(state),
                            OptionalLong.of(ProcessHandle.current().pid())));
            for (ServiceView service : house.keeper().services()) {
                logs.put(service.name(), new LogView.Source(service.log(), service.pid()));
            }
            return show(logs, name -> house.find(name).map(ServiceView::name).orElse(name), screen);
        } catch (IOException e) {
            throw new UncheckedIOException("the logs cannot be listed", e);
        }
    }

    /** Logs outlive the supervisor. */
    @Override
    int withoutSupervisor(Path state, Screen screen) throws IOException {
        Map<String, LogView.Source> logs = LogView.in(state);
        for (ChildRecord left : LeftBehind.in(state)) {
            Path file = state.resolve("logs").resolve(left.service() + ".log");
            logs.put(left.service(), new LogView.Source(file, OptionalLong.of(left.pid())));
        }
        if (logs.isEmpty()) {
            screen.problem("no logs in " + state + ": nothing ran there yet; start it with \"scripts/mind up\"");
            return ExitCodes.NOT_RUNNING;
        }
        return show(logs, name -> name, screen);
    }

    private int show(Map<String, LogView.Source> logs, UnaryOperator<String> meant, Screen screen) {
        Map<String, LogView.Source> chosen = new LinkedHashMap<>();
        for (String name : names) {
            String asked = meant.apply(name);
            Optional<String> service =
                    Spellings.of(asked).stream().filter(logs::containsKey).findFirst();
            if (service.isEmpty()) {
                screen.problem("no service or citizen \"" + name + "\"" + Nearest.hint(name, logs.keySet()));
                return ExitCodes.UNKNOWN_NAME;
            }
            chosen.put(service.get(), logs.get(service.get()));
        }
        new LogView(names.isEmpty() ? logs : chosen, screen).show(count, follow);
        return ExitCodes.OK;
    }
}
