package mind.supervisor.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;
import mind.protocol.ConfigException;
import mind.protocol.Env;
import mind.protocol.ExitCodes;
import mind.supervisor.config.Kind;
import mind.supervisor.config.ServicesFile;
import mind.supervisor.control.ControlServer;
import mind.supervisor.control.Request;
import mind.supervisor.control.Screen;
import mind.supervisor.fleet.Command;
import mind.supervisor.fleet.Keeper;
import mind.supervisor.fleet.KeeperSettings;
import mind.supervisor.fleet.Outcome;
import mind.supervisor.fleet.ServiceView;
import mind.supervisor.fleet.Spellings;
import mind.supervisor.process.Lease;
import mind.supervisor.process.PortOwner;

/** One life of a supervisor: holds the lease, keeps the services, answers the command, and ends in order. */
final class Supervision implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("mind.supervisor");

    private final InstanceOptions.Chosen chosen;
    private final Desk desk;
    private final Path state;
    private final Keeper keeper;
    private final ControlServer control;
    private final Launch launch;
    private final House house;
    private final DemoSeeds seeds;

    /**
     * @param lease the right to it, which the caller gives back after {@link #close}
     * @throws ConfigException if the services file or a setting is wrong
     */
    Supervision(Lease lease, InstanceOptions.Chosen chosen, Desk desk) {
        this.chosen = chosen;
        this.desk = desk;
        this.state = chosen.instance().state();
        var services = ServicesFile.load(chosen.instance(), chosen.config());
        new SettingsCheck(desk.environment()).check(services);
        this.keeper = new Keeper(new KeeperSettings(chosen.instance(), chosen.config(), services), lease);
        this.launch = new Launch(keeper);
        this.house = new House(
                keeper,
                chosen.instance(),
                chosen.config(),
                Instant.now(),
                Path.of("").toAbsolutePath(),
                launch.done(),
                this::ending);
        boolean outside = new Env(desk.environment()).falkorDb().isPresent();
        this.seeds = services.falkorDb()
                .map(address -> new DemoSeeds(address, outside, state))
                .orElse(null);
        this.control = new ControlServer(state, desk.environment(), this::answer);
    }

    private void reopenControl() {
        try {
            control.reopenIfGone();
        } catch (IOException e) {
            throw new UncheckedIOException("the control socket cannot be opened again", e);
        }
    }

    private void ending() {
        control.ending();
    }

    private int answer(Request request, Screen screen) {
        var inside = new Desk(screen, request.arguments(), desk.environment(), Optional.of(house));
        return Commands.answer(inside);
    }

    int run(List<String> names, Duration patience, boolean detached) throws IOException, InterruptedException {
        Signals.onEnd(
                () -> keeper.submit(new Command.Shutdown(false), line -> {}),
                () -> keeper.submit(new Command.Shutdown(true), line -> {}));
        SupervisorLog.start(state, desk.environment());
        keeper.start();
        Optional<String> taken = takenPort(names);
        if (taken.isPresent()) {
            desk.screen().problem(taken.get());
            return ExitCodes.CONFIG;
        }
        if (!names.isEmpty()) {
            launch.start(names);
            Optional<Outcome> unknown = launch.unknown(names, house);
            if (unknown.isPresent()) { // nothing was started, and what was adopted goes on as it is
                House.show(unknown.get(), Set.of(), desk.screen());
                return unknown.get().exitCode();
            }
        }
        chosen.lastUp().write(state);
        control.start();
        keeper.alsoKeptInState(this::reopenControl);
        if (detached) {
            desk.screen().line("ready to answer"); // scripts/mind waits for this line
        }
        if (chosen.demo() && names.isEmpty() && seeds != null) {
            launch.startDemo(seeds, firstServices(), line -> LOG.info("[demo] " + line));
        } else if (names.isEmpty()) {
            launch.start(names);
        }
        if (!detached) {
            reportOnScreen(patience);
        }
        Outcome outcome = Waiting.on(keeper.ended());
        House.show(outcome, Set.of(), desk.screen());
        return outcome.exitCode();
    }

    /** Said at once where somebody else has the port of a gateway that is to be started. */
    private Optional<String> takenPort(List<String> names) {
        int port = chosen.instance().port();
        List<String> asked = names.stream().map(Spellings::bare).toList();
        boolean wanted = keeper.services().stream()
                .anyMatch(service -> service.kind() == Kind.GATEWAY
                        && service.pid().isEmpty()
                        && (asked.isEmpty() || asked.contains(service.name())));
        return !wanted
                ? Optional.empty()
                : PortOwner.of(port)
                        .map(owner -> "port " + port + " is taken by " + owner
                                + ": end it, or choose another port with --port or PORT; nothing was started");
    }

    private List<String> firstServices() {
        return keeper.services().stream()
                .filter(service -> service.kind() != Kind.ENGINE)
                .map(ServiceView::name)
                .toList();
    }

    private void reportOnScreen(Duration patience) {
        var thread = new Thread(
                () -> {
                    try {
                        new StartReport(house, desk.screen()).run(patience);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "report");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        if (seeds != null) {
            seeds.stop();
        }
        control.close();
        keeper.close();
    }
}
