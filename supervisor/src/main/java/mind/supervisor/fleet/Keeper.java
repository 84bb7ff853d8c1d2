package mind.supervisor.fleet;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Keeps services: the one thread that owns all their states. Whatever people want is submitted as a {@link Command}. */
public final class Keeper implements AutoCloseable {
    private final KeeperSettings settings;

    public Keeper(KeeperSettings settings) {
        this.settings = settings;
    }

    /** Adopts what an earlier supervisor left; starts nothing new before it is told to. */
    public void start() {}

    /** Queues {@code command}; {@code progress} gets a line at each step of the services it names. */
    public CompletableFuture<Outcome> submit(Command command, Consumer<String> progress) {
        return CompletableFuture.completedFuture(Outcome.done());
    }

    /** The services as they are now, in the order to show them. */
    public List<ServiceView> services() {
        return List.of();
    }

    /** The last events, oldest first, at most 1,000. */
    public List<Event> events() {
        return List.of();
    }

    /** Calls {@code listener} with each event from now on, on the keeper's thread, until the answer is closed. */
    public AutoCloseable listen(Consumer<Event> listener) {
        return () -> {};
    }

    /** Done when a {@link Command.Shutdown} has ended everything. */
    public CompletableFuture<Outcome> ended() {
        return new CompletableFuture<>();
    }

    public KeeperSettings settings() {
        return settings;
    }

    /** Ends the keeper and leaves the services alone. */
    @Override
    public void close() {}
}
