package mind.supervisor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mind.protocol.ConfigException;
import mind.protocol.ExitCodes;
import mind.protocol.FileTrouble;
import mind.supervisor.config.Instance;
import mind.supervisor.config.ServicesFile;
import mind.supervisor.control.Screen;
import mind.supervisor.dist.Distribution;
import mind.supervisor.fleet.Command;
import mind.supervisor.fleet.Keeper;
import mind.supervisor.fleet.KeeperSettings;
import mind.supervisor.fleet.Outcome;
import mind.supervisor.process.ChildRecord;
import mind.supervisor.process.Lease;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "down",
        description = "Stop everything in reverse order and end the supervisor; with names, stop only these.")
final class DownCommand extends Everyday {
    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Services or citizens; none means everything.")
    private List<String> names = List.of();

    @Option(names = "--now", description = "Kill at once instead of asking to end.")
    private boolean now;

    DownCommand(Desk desk) {
        super(desk);
    }

    @Override
    int answer(House house, Screen screen) throws InterruptedException {
        if (names.isEmpty()) {
            house.ending().run();
            return house.carryOut(new Command.Shutdown(now), screen);
        }
        return house.carryOut(new Command.Stop(names), names, screen);
    }

    /** Services outlive a supervisor that was killed; they are adopted to be stopped in order. */
    @Override
    int withoutSupervisor(Path state, Screen screen) throws IOException, InterruptedException {
        Optional<Lease> lease;
        try {
            lease = Files.isDirectory(state) ? Lease.take(state, "none", Version.TEXT) : Optional.empty();
        } catch (IOException e) {
            if (LeftBehind.in(state).isEmpty()) {
                return super.withoutSupervisor(state, screen);
            }
            screen.problem(
                    "what still runs for " + state + " cannot be taken over to be stopped: " + FileTrouble.of(e));
            return ExitCodes.FAILED;
        }
        if (lease.isEmpty()) {
            return super.withoutSupervisor(state, screen);
        }
        SupervisorLog.start(state, desk().environment());
        try (Lease held = lease.get();
                var keeper = new Keeper(settings(state, screen), held)) {
            keeper.start();
            if (keeper.services().stream().noneMatch(service -> service.pid().isPresent())) {
                screen.line("nothing runs for " + state);
                return ExitCodes.OK;
            }
            Command command = names.isEmpty() ? new Command.Shutdown(now) : new Command.Stop(names);
            Outcome outcome = keeper.carryOut(command, screen::line);
            House.show(outcome, Set.copyOf(outcome.ok() ? outcome.lines() : List.of()), screen);
            return outcome.exitCode();
        }
    }

    private KeeperSettings settings(Path state, Screen screen) {
        LastUp last = LastUp.read(state);
        var instance =
                new Instance(state, Distribution.locate().folder(), last.port(), last.small(), desk().environment());
        Optional<Path> config =
                Optional.of(last.config()).filter(text -> !text.isEmpty()).map(Path::of);
        List<ChildRecord> running = LeftBehind.in(state);
        List<String> services = running.stream()
                .filter(record -> record.graph().isEmpty())
                .map(ChildRecord::service)
                .toList();
        Optional<ServicesFile> rules = rules(instance, config);
        if (rules.isEmpty() && !running.isEmpty()) {
            screen.problem(
                    "the services file says no more how services end (\"mind validate\" says why): they end in no"
                            + " order, each within the usual time");
        }
        return new KeeperSettings(
                instance, config, rules.orElseGet(ServicesFile::none).toEnd(services));
    }

    /** How services end is all that is asked of the file here: whatever else is wrong must not keep them running. */
    private static Optional<ServicesFile> rules(Instance instance, Optional<Path> config) {
        var bare = new Instance(instance.state(), instance.home(), instance.port(), instance.small(), Map.of());
        for (Instance told : List.of(instance, bare)) { // a setting may be wrong that only a start needs
            try {
                return Optional.of(ServicesFile.load(told, config));
            } catch (ConfigException e) {
                // the next, or nothing
            }
        }
        return Optional.empty();
    }
}
