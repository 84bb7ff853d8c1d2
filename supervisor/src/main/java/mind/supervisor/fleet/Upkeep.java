package mind.supervisor.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mind.supervisor.config.ServiceSpec;
import mind.supervisor.process.LogRotation;

/**
 * What is done for all services again and again, whatever their states: logs rotated, files watched, resources measured.
 * Owned by the loop; the work itself is done beside it, each kind at most once at a time.
 */
final class Upkeep implements AutoCloseable {
    private static final Duration MEASURE = Duration.ofSeconds(2);

    private final Loop loop;
    private final Roster roster;
    private final EventLog events;
    private final Launcher launcher;
    private final Path state;
    private final LogRotation rotation = new LogRotation();
    private final FileWatch files;
    private Map<String, List<String>> watched = Map.of();
    private Map<String, Usage> usage = Map.of();
    private boolean measuring;
    private boolean rotating;
    private Map<String, String> rotationFaults = Map.of(); // by service; each said once, until it is another or over

    Upkeep(Loop loop, Roster roster, EventLog events, Launcher launcher, Path state) {
        this.loop = loop;
        this.roster = roster;
        this.events = events;
        this.launcher = launcher;
        this.state = state;
        this.files = new FileWatch(
                (name, path) -> loop.run(() -> roster.get(name).ifPresent(service -> service.fileChanged(path))));
    }

    void start() {
        loop.every(MEASURE, this::measure);
    }

    /** Looks at the logs that are not rolled by who writes them. */
    void rotate() {
        if (rotating) {
            return;
        }
        List<ServiceSpec> written = roster.all().stream()
                .filter(service -> service.child().isPresent())
                .map(Service::spec)
                .filter(spec -> !spec.logs().selfRolling())
                .toList();
        rotating = true;
        loop.beside(
                () -> rotate(written),
                faults -> {
                    rotating = false;
                    tellNew(faults);
                },
                fault -> {
                    rotating = false;
                    tellNew(Map.of("", String.valueOf(fault.getMessage())));
                });
    }

    /** Each log by itself; answers what stands in the way, by service. */
    private Map<String, String> rotate(List<ServiceSpec> written) {
        Map<String, String> faults = new HashMap<>();
        for (ServiceSpec spec : written) {
            try {
                rotation.look(
                        launcher.logFile(spec.name()),
                        spec.logs().maxBytes(),
                        spec.logs().keep());
            } catch (IOException e) {
                faults.put(spec.name(), String.valueOf(e.getMessage()));
            }
        }
        return faults;
    }

    private void tellNew(Map<String, String> faults) {
        faults.forEach((name, fault) -> {
            if (!fault.equals(rotationFaults.get(name))) {
                events.tell(name, "warning", "Its log cannot be rotated: " + fault);
            }
        });
        rotationFaults = faults;
    }

    /** Tells the watcher of files what to look at, where that has changed. */
    void watchFiles() {
        Map<String, List<String>> paths = new HashMap<>();
        for (Service service : roster.all()) {
            service.spec().watch().ifPresent(watch -> paths.put(service.name(), watch.paths()));
        }
        if (!paths.equals(watched)) {
            watched = paths;
            Map<String, WatchRule> rules = new HashMap<>();
            paths.forEach((name, patterns) -> rules.put(name, new WatchRule(patterns, state)));
            loop.beside(
                    () -> {
                        files.watch(rules);
                        return rules;
                    },
                    done -> {},
                    fault -> events.tell("", "warning", "files cannot be watched: " + fault.getMessage()));
        }
    }

    private void measure() {
        if (measuring) {
            return;
        }
        Map<String, Long> groups = new HashMap<>();
        for (Service service : roster.all()) {
            service.child().ifPresent(child -> groups.put(service.name(), child.pid()));
        }
        measuring = true;
        loop.beside(
                () -> Meter.look(groups, usage, System.nanoTime()),
                found -> {
                    measuring = false;
                    usage = found;
                    found.forEach((name, used) -> roster.get(name)
                            .filter(service -> service.child().isPresent())
                            .ifPresent(service -> service.used(used)));
                },
                fault -> measuring = false);
    }

    @Override
    public void close() {
        files.close();
    }
}
