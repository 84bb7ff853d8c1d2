package mind.supervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import mind.protocol.State;
import mind.supervisor.Folders;
import mind.supervisor.config.Instance;
import mind.supervisor.config.ServicesFile;
import mind.supervisor.process.Lease;
import mind.supervisor.process.Mark;
import mind.supervisor.process.Proc;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A keeper of a test's own, in a state directory of its own; at the end nothing of it may be left. */
final class Kept implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final Path state;
    private final Map<String, String> environment = new HashMap<>(System.getenv());
    private Keeper keeper;
    private Lease lease;

    private Kept(Path state) {
        this.state = state;
    }

    static Path newState() {
        try {
            return Files.createTempDirectory("mind-kept").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A keeper of the services in {@code yaml}, which has not been told to start anything. */
    static Kept of(String yaml) {
        var kept = new Kept(newState());
        kept.write(yaml);
        kept.begin();
        return kept;
    }

    /** The same, with {@code more} in the supervisor's environment. */
    static Kept of(String yaml, Map<String, String> more) {
        var kept = new Kept(newState());
        kept.environment.putAll(more);
        kept.write(yaml);
        kept.begin();
        return kept;
    }

    static Kept in(Path state) {
        var kept = new Kept(state);
        kept.begin();
        return kept;
    }

    static Instance instance(Path state) {
        return new Instance(state, state, 8_000, false, new HashMap<>(System.getenv()));
    }

    void write(String yaml) {
        try {
            Files.writeString(state.resolve("mind.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void begin() {
        try {
            lease = Lease.take(state, "mind.yaml", "test").orElseThrow();
            var config = Optional.of(state.resolve("mind.yaml"));
            var instance = new Instance(state, state, 8_000, false, environment);
            keeper = new Keeper(new KeeperSettings(instance, config, ServicesFile.load(instance, config)), lease);
            keeper.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the keeper as if it had died: its services stay. */
    void abandon() {
        keeper.close();
        lease.close();
    }

    Keeper keeper() {
        return keeper;
    }

    /** Waits on the calling thread, such as the keeper's own where what is submitted is to be queued meanwhile. */
    static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    CompletableFuture<Outcome> submit(Command command) {
        return keeper.submit(command, line -> {});
    }

    Outcome ask(Command command) {
        try {
            return submit(command).get(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("no answer to " + command, e);
        }
    }

    Outcome up() {
        return ask(new Command.Up(List.of(), PATIENCE));
    }

    Outcome stop(String name) {
        return ask(new Command.Stop(List.of(name)));
    }

    Outcome restart(String name) {
        return ask(new Command.Restart(List.of(name), PATIENCE));
    }

    ServiceView view(String name) {
        return keeper.services().stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no service " + name));
    }

    State stateOf(String name) {
        return view(name).state();
    }

    long pid(String name) {
        return view(name).pid().orElse(0);
    }

    Map<String, Long> pids() {
        Map<String, Long> pids = new HashMap<>();
        keeper.services()
                .forEach(service -> pids.put(service.name(), service.pid().orElse(0)));
        return pids;
    }

    String log(String name) {
        try {
            return Files.readString(
                    state.resolve("logs/" + name + ".log"), java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    boolean told(String part) {
        return keeper.events().stream().anyMatch(event -> event.text().contains(part));
    }

    /** Living members of a process group. */
    static List<Proc> alive(long group) {
        return Proc.all().stream()
                .filter(proc -> proc.group() == group && proc.alive())
                .toList();
    }

    /** Processes of this instance that lead a session and belong to {@code service}. */
    List<Proc> leaders(String service) {
        return leaders(state, service);
    }

    static List<Proc> leaders(Path state, String service) {
        return marked(state, "MIND_SERVICE=" + service).stream()
                .filter(proc -> proc.pid() == proc.session())
                .toList();
    }

    List<Proc> marked() {
        return marked(state);
    }

    private static List<Proc> marked(Path state, String... more) {
        try {
            return new Mark(Files.readString(state.resolve("instance")).trim()).find(more);
        } catch (IOException e) {
            return List.of(); // there has been no supervisor yet
        }
    }

    /**
     * Waits until {@code look} finds {@code count}, and fails as soon as it finds more. Fewer are no failure yet: a fresh
     * process has no children.
     */
    static void settles(String what, int count, Supplier<List<Proc>> look) {
        soon(count + " " + what).until(() -> {
            List<Proc> found = look.get();
            assertTrue(found.size() <= count, what + ": " + found);
            return found.size() == count;
        });
    }

    static ConditionFactory soon(String what) {
        return Awaitility.await(what).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }

    void awaitState(String name, State wanted) {
        soon(name + " to be " + wanted).until(() -> stateOf(name) == wanted);
    }

    static void signal(String signal, long pid) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        Outcome outcome = ask(new Command.Shutdown(false));
        List<Proc> left = marked();
        abandon();
        Folders.delete(state);
        if (!outcome.ok() || !left.isEmpty()) {
            throw new AssertionError("left after the end: " + left + ", " + outcome);
        }
    }
}
