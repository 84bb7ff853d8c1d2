package mind.supervisor.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import mind.protocol.ExitCodes;
import mind.protocol.Nearest;
import mind.protocol.State;
import mind.supervisor.config.Instance;
import mind.supervisor.config.Kind;
import mind.supervisor.control.Screen;
import mind.supervisor.fleet.Command;
import mind.supervisor.fleet.Keeper;
import mind.supervisor.fleet.Outcome;
import mind.supervisor.fleet.ServiceView;
import mind.supervisor.fleet.Spellings;

/**
 * The running supervisor, as its commands see it.
 *
 * @param keeper   keeps the services
 * @param instance which Mind this is
 * @param config   services file, or empty for the built-in default
 * @param since    when it began
 * @param folder   where it was started
 * @param launch   done when everything {@code up} asked for has come to rest
 * @param ending   said before all is shut down: whoever asks waits for this process to be gone
 */
record House(
        Keeper keeper,
        Instance instance,
        Optional<Path> config,
        Instant since,
        Path folder,
        CompletableFuture<Outcome> launch,
        Runnable ending) {

    /** Whether it is as it should be: ready, not wanted, or a job that has done its work. */
    static boolean asWished(ServiceView service) {
        boolean done = service.state() == State.EXITED && service.lastExit().equals("exit " + ExitCodes.OK);
        return !service.wanted() || service.ready() || done;
    }

    /** Submits {@code command}, shows all that happens meanwhile and its outcome. */
    int carryOut(Command command, Screen screen) throws InterruptedException {
        return carryOut(command, line -> true, screen);
    }

    /** Submits {@code command}, shows what happens meanwhile to the services it names, and its outcome. */
    int carryOut(Command command, List<String> names, Screen screen) throws InterruptedException {
        return carryOut(
                command,
                line -> names.stream() // one that is new to the keeper is found only while it works
                        .map(name -> find(name).map(ServiceView::name).orElse(Spellings.bare(name)))
                        .anyMatch(name -> line.startsWith("[" + name + "]")),
                screen);
    }

    private int carryOut(Command command, Predicate<String> worthTelling, Screen screen) throws InterruptedException {
        Set<String> told = ConcurrentHashMap.newKeySet();
        Outcome outcome = keeper.carryOut(command, line -> {
            if (worthTelling.test(line)) {
                told.add(line);
                screen.line(line);
            }
        });
        show(outcome, told, screen);
        return outcome.exitCode();
    }

    /** Shows what an outcome has to say that was not told on the way. */
    static void show(Outcome outcome, Set<String> told, Screen screen) {
        for (String line : outcome.lines()) {
            if (told.contains(line)) {
                continue;
            }
            if (outcome.exitCode() == ExitCodes.OK) {
                screen.line(line);
            } else {
                screen.problem(line);
            }
        }
    }

    /** The service people mean by {@code name}: its own name, however spelt, or its graph's. */
    Optional<ServiceView> find(String name) {
        List<ServiceView> services = keeper.services();
        return Spellings.of(name).stream()
                .flatMap(spelling ->
                        services.stream().filter(service -> service.name().equals(spelling)))
                .findFirst()
                .or(() -> services.stream()
                        .filter(service -> service.graph()
                                .filter(graph -> graph.graph().equals(name))
                                .isPresent())
                        .findFirst());
    }

    /** Says that nothing has this name, with the nearest that something has. */
    int unknown(String name, Screen screen) {
        List<String> names = keeper.services().stream().map(ServiceView::name).toList();
        screen.problem("no service or citizen \"" + name + "\"" + Nearest.hint(name, names));
        return ExitCodes.UNKNOWN_NAME;
    }

    boolean hasGateway() {
        return keeper.services().stream().anyMatch(service -> service.kind() == Kind.GATEWAY);
    }

    String address() {
        return "http://localhost:" + instance.port();
    }

    Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - STARTED_NANOS);
    }

    private static final long STARTED_NANOS = System.nanoTime();
}
