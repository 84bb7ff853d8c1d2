package mind.supervisor.fleet;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import mind.protocol.FileTrouble;
import mind.supervisor.config.Kind;

/** Looks whether the state directory still has what must not go, has it made again, and tells so once. Owned by the loop. */
final class StateWatch {
    private static final Duration UNDER_WAY = Duration.ofMillis(300); // a folder is not deleted in one moment
    private static final Duration ONE_STORY = Duration.ofSeconds(5); // nor always in so few

    private final Path state;
    private final StateFolder folder;
    private final Loop loop;
    private final Roster roster;
    private final EventLog events;
    private final List<Runnable> others = new CopyOnWriteArrayList<>();
    private Runnable atOnce = () -> {};
    private boolean looking;
    private boolean lost;
    private long lostNanos;
    private String notWhole = ""; // what has been told of what others cannot put back

    StateWatch(Path state, StateFolder folder, Loop loop, Roster roster, EventLog events) {
        this.state = state;
        this.folder = folder;
        this.loop = loop;
        this.roster = roster;
        this.events = events;
    }

    /** What is put back on the loop itself where all was deleted. */
    void first(Runnable what) {
        atOnce = what;
    }

    /** One who at each look, beside the loop, puts back what he keeps there; any thread may add one. */
    void add(Runnable other) {
        others.add(other);
    }

    /** Looks beside the loop; what is gone is written again, once whoever deletes it may be done. */
    void look() {
        if (looking) {
            return;
        }
        looking = true;
        List<String> running = roster.all().stream()
                .filter(service -> service.child().isPresent())
                .map(Service::name)
                .toList();
        loop.beside(
                () -> folder.isGone(running) ? Optional.<String>empty() : Optional.of(othersPutBack()),
                trouble -> {
                    if (trouble.isEmpty()) {
                        loop.after(UNDER_WAY, this::makeAgain);
                    } else {
                        looking = false;
                        tell(trouble.get());
                    }
                },
                fault -> looking = false); // a disk that cannot be read tells nothing
    }

    /** Why they could not; empty where they could. */
    private String othersPutBack() {
        try {
            others.forEach(Runnable::run);
            return "";
        } catch (UncheckedIOException e) {
            return FileTrouble.of(e);
        }
    }

    /** Once, until it is another fault or over. */
    private void tell(String fault) {
        if (!fault.isEmpty() && !fault.equals(notWhole)) {
            events.tell("", "warning", "the state directory is not whole: " + fault);
        }
        notWhole = fault;
    }

    /** What is gone is written again and told as one story. */
    private void makeAgain() {
        looking = false;
        List<Path> again = folder.keep(roster.all());
        if (again.isEmpty()) {
            return;
        }
        boolean all = again.contains(state.resolve("supervisor.json")) && again.contains(state.resolve("instance"));
        if (all) {
            atOnce.run();
        }
        long now = loop.now();
        if (lost && now - lostNanos < ONE_STORY.toNanos()) {
            return;
        }
        lost = all;
        lostNanos = now;
        events.tell("", "warning", all ? wasDeleted() : wereDeleted(again));
    }

    private String wasDeleted() {
        boolean database = roster.all().stream()
                .anyMatch(service -> service.spec().kind() == Kind.FALKORDB
                        && service.child().isPresent());
        return "the state directory " + state
                + " was deleted while its supervisor runs: it has been made again, without"
                + " its logs so far"
                + (database
                        ? "; FalkorDB has its graphs in memory only: \"mind export\" those you need before it ends"
                        : "");
    }

    private static String wereDeleted(List<Path> files) {
        String names = files.stream().map(Path::toString).collect(Collectors.joining(", "));
        return names + (files.size() == 1 ? " was" : " were") + " deleted while its supervisor runs: written again";
    }
}
