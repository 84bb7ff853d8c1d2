package mind.supervisor.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import mind.supervisor.config.Kind;

/** Looks whether the state directory still has what must not go, has it made again, and tells so once. Owned by the loop. */
final class StateWatch {
    private static final Duration ONE_STORY = Duration.ofSeconds(5); // a folder is not deleted in one moment

    private final Path state;
    private final StateFolder folder;
    private final Loop loop;
    private final Roster roster;
    private final EventLog events;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private Runnable atOnce = () -> {};
    private boolean looking;
    private boolean lost;
    private long lostNanos;

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

    /** Who puts something back beside the loop; any thread may add one. */
    void add(Runnable listener) {
        listeners.add(listener);
    }

    /** Looks beside the loop; what is gone is written again. */
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
                () -> folder.isGone(running),
                gone -> {
                    looking = false;
                    if (gone) {
                        makeAgain();
                    }
                },
                fault -> looking = false); // a disk that cannot be read tells nothing
    }

    /** What is gone is written again and told; a deletion goes on for a moment, and is one story. */
    private void makeAgain() {
        List<Path> again = folder.keep(roster.all());
        if (again.isEmpty()) {
            return;
        }
        boolean all = again.contains(state.resolve("supervisor.json")) && again.contains(state.resolve("instance"));
        if (all) {
            atOnce.run();
            listeners.forEach(this::putBack);
        }
        long now = loop.now();
        if (lost && now - lostNanos < ONE_STORY.toNanos()) {
            return;
        }
        lost = all;
        lostNanos = now;
        events.tell("", "warning", all ? wasDeleted() : wereDeleted(again));
    }

    private void putBack(Runnable listener) {
        loop.beside(
                () -> {
                    listener.run();
                    return listener;
                },
                done -> {},
                fault -> events.tell("", "warning", "the state directory is not whole: " + fault.getMessage()));
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
