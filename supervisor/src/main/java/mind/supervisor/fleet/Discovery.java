package mind.supervisor.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import mind.protocol.GraphName;
import mind.protocol.ServerAddress;
import mind.supervisor.discover.Citizens;
import mind.supervisor.discover.Graphs;

/** Asks FalkorDB which citizens there are, again and again until it answers. Owned by the loop. */
final class Discovery {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final Loop loop;
    private final BooleanSupplier worthAsking;
    private final Runnable changed;
    private Optional<ServerAddress> server;
    private Citizens known = Citizens.looking("");
    private Consumer<List<GraphName>> found = graphs -> {};
    private Loop.Timer next = () -> {};
    private boolean wanted;
    private boolean asking;
    private Duration wait = FIRST_WAIT;

    /** @param worthAsking whether the server may be there: one of our own is not asked before it is ready */
    Discovery(Loop loop, Optional<ServerAddress> server, BooleanSupplier worthAsking, Runnable changed) {
        this.loop = loop;
        this.server = server;
        this.worthAsking = worthAsking;
        this.changed = changed;
    }

    Citizens known() {
        return known;
    }

    void server(Optional<ServerAddress> newServer) {
        server = newServer;
    }

    boolean looking() {
        return server.isPresent() && known.looking();
    }

    /** Says why nobody is found yet, until the next answer. */
    void announce(String reason) {
        known = Citizens.looking(reason);
        changed.run();
    }

    /** Asks until there is an answer, and gives it to {@code then}. */
    void look(Consumer<List<GraphName>> then) {
        if (server.isEmpty()) {
            return;
        }
        found = then;
        wanted = true;
        wait = FIRST_WAIT;
        nudge();
    }

    /** Asks now, if somebody wants to know and nobody asks already. */
    void nudge() {
        if (!wanted || asking || !worthAsking.getAsBoolean()) {
            return;
        }
        next.cancel();
        asking = true;
        ServerAddress address = server.orElseThrow();
        loop.beside(
                () -> Graphs.citizens(address, TIMEOUT_MILLIS),
                graphs -> {
                    asking = false;
                    wanted = false;
                    known = Citizens.found(graphs);
                    found.accept(graphs);
                    changed.run();
                },
                fault -> {
                    asking = false;
                    known = new Citizens(true, "No FalkorDB at " + address + ": " + fault.getMessage(), known.graphs());
                    changed.run();
                    next = loop.after(wait, this::nudge);
                    wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
                });
    }

    /** Asks once: an answer, or in its place what stood in the way. */
    void ask(Consumer<List<GraphName>> then, Consumer<String> otherwise) {
        if (server.isEmpty()) {
            then.accept(List.of());
            return;
        }
        ServerAddress address = server.get();
        loop.beside(
                () -> Graphs.citizens(address, TIMEOUT_MILLIS),
                then,
                fault -> otherwise.accept("FalkorDB at " + address + " does not answer: " + fault.getMessage()));
    }

    void end() {
        wanted = false;
        next.cancel();
    }
}
