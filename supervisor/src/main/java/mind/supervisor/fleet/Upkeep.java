package mind.supervisor.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
    private final MissingLogs missing;
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
        this.missing = new MissingLogs(events);
        this.files = new FileWatch(
                (name, path) -> loop.run(() -> roster.get(name).ifPresent(service -> service.fileChanged(path))));
    }

    void start() {
        loop.every(MEASURE, this::measure);
    }

    /** Looks at the logs of all that runs. */
    void rotate() {
        if (rotating) {
            return;
        }
        Map<String, Long> running = running();
        List<ServiceSpec> written = roster.all().stream()
                .map(Service::spec)
                .filter(spec -> running.containsKey(spec.name()))
                .toList();
        Set<String> selfRolling = written.stream()
                .filter(spec -> spec.logs().selfRolling())
                .map(ServiceSpec::name)
                .collect(Collectors.toSet());
        rotating = true;
        loop.beside(
                () -> look(written),
                looked -> {
                    rotating = false;
                    tellNew(looked.faults);
                    missing.found(running, looked.gone, selfRolling);
                },
                fault -> {
                    rotating = false;
                    tellNew(Map.of("", String.valueOf(fault.getMessage())));
                });
    }

    /** What stands in the way of rotating, and which logs are gone, by service. */
    private record Looked(Map<String, String> faults, Map<String, Path> gone) {}

    /** Rotates the logs that are not rolled by who writes them, each by itself. */
    private Looked look(List<ServiceSpec> written) {
        Map<String, String> faults = new HashMap<>();
        Map<String, Path> gone = new HashMap<>();
        for (ServiceSpec spec : written) {
            Path log = launcher.logFile(spec.name());
            if (!Files.exists(log)) {
                gone.put(spec.name(), log);
            } else if (!spec.logs().selfRolling()) {
                try {
                    rotation.look(log, spec.logs().maxBytes(), spec.logs().keep());
                } catch (IOException e) {
                    faults.put(spec.name(), String.valueOf(e.getMessage()));
                }
            }
        }
        return new Looked(faults, gone);
    }

    private void tellNew(Map<String, String> faults) {
        faults.forEach((name, fault) -> {
            if (!fault.equals(rotationFaults.get(name))) {
                events.tell(name, "warning", "Its log cannot be rotated: " + fault);
            }
        });
        rotationFaults = faults;
    }

    /** Everybody knows already that the logs there were are gone. */
    void toldOfLogs() {
        missing.toldOf(running());
    }

    private Map<String, Long> running() {
        Map<String, Long> running = new HashMap<>();
        for (Service service : roster.all()) {
            service.child().ifPresent(child -> running.put(service.name(), child.pid()));
        }
        return running;
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
        Map<String, Long> groups = running();
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
