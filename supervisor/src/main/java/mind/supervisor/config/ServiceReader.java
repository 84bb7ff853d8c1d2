package mind.supervisor.config;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.PatternSyntaxException;
import mind.supervisor.config.Yaml.Mapping;
import mind.supervisor.config.Yaml.Node;
import mind.supervisor.config.Yaml.Scalar;
import mind.supervisor.config.Yaml.Sequence;

/** Reads one service: what it does not say it takes from the service it begins with. */
final class ServiceReader {
    private static final int MOST = 1_000_000;
    private static final double LEAST_SECONDS = 0.01;
    private static final double MOST_SECONDS = 1e6; // its milliseconds fit into an int, as sockets want them

    private final Path folder;
    private final Problems problems;
    private final Draft draft;
    private final Section section;
    private final Mapping map;
    private final Expansion expansion;

    /**
     * @param folder where the services file lies: relative paths begin there
     * @param shared the file's own environment, as written
     * @param sharedValues the same with its variables replaced
     * @param process the process's environment
     */
    ServiceReader(
            Mapping map,
            ServiceSpec base,
            Path folder,
            Map<String, String> shared,
            Map<String, String> sharedValues,
            Map<String, String> process,
            Problems problems) {
        String whose = "service " + base.name();
        this.map = map;
        this.folder = folder;
        this.problems = problems;
        this.draft = Draft.of(base);
        Map<String, String> own = Section.raw(map, "env", whose, problems);
        this.expansion = new Expansion(List.of(own, shared), process);
        this.section = new Section(map, whose, expansion, problems);
        draft.with(sharedValues);
        draft.with(Section.expanded(own, map, "env", expansion, whose, problems));
    }

    ServiceSpec read() {
        section.has("id");
        section.has("env");
        section.texts("cmd", false).ifPresent(command -> {
            draft.command = command;
            draft.java = Optional.empty();
            if (command.isEmpty() || command.get(0).isEmpty()) {
                section.problem("cmd", "name a program: [program, argument, …]");
            }
        });
        if (draft.command.isEmpty() && draft.java.isEmpty()) {
            problems.add(map.line(), "service " + draft.name + " has no cmd: set a list, [program, argument, …]");
        }
        section.flag("env_inherit").ifPresent(inherit -> draft.inherit = inherit);
        section.text("cwd")
                .filter(text -> !text.isEmpty())
                .ifPresent(
                        text -> draft.folder = Optional.of(folder.resolve(text).normalize()));
        requirements("requires");
        requirements("depends_on");
        readiness();
        liveness();
        section.section("startup").ifPresent(startup -> {
            startup.seconds("timeout_s").ifPresent(timeout -> draft.startup = timeout);
            startup.noMore();
        });
        restart();
        watch();
        section.text("stop_signal").ifPresent(this::stopSignal);
        section.seconds("stop_timeout_s").ifPresent(timeout -> draft.stopTimeout = timeout);
        ports();
        section.section("logs").ifPresent(this::logs);
        limits();
        section.choice("criticality", List.of("CRITICAL", "CORE", "OPTIONAL"))
                .ifPresent(word -> draft.optional = word.equals("OPTIONAL"));
        section.flag("singleton")
                .filter(single -> !single)
                .ifPresent(
                        no -> section.problem("singleton", "a service has one process; for several, write a template"));
        section.noMore();
        return draft.done();
    }

    private void requirements(String key) {
        Optional<Node> node = section.node(key);
        if (node.isEmpty()) {
            return;
        }
        List<ServiceSpec.Requirement> requires = new ArrayList<>(draft.requires);
        if (node.get() instanceof Mapping) {
            Section conditions = section.section(key).orElseThrow();
            ((Mapping) node.get()).entries().keySet().forEach(name -> conditions
                    .choice(name, List.of("started", "ready", "completed"))
                    .ifPresent(word -> requires.add(new ServiceSpec.Requirement(
                            name, ServiceSpec.Condition.valueOf(word.toUpperCase(java.util.Locale.ROOT))))));
        } else {
            section.texts(key, true).orElse(List.of()).stream()
                    .filter(name -> !name.isEmpty())
                    .forEach(name -> requires.add(new ServiceSpec.Requirement(name, ServiceSpec.Condition.READY)));
        }
        draft.requires = List.copyOf(requires);
    }

    private void readiness() {
        section.section("readiness").ifPresent(readiness -> {
            Optional<Probe> probe = probe(readiness);
            Duration interval = pause(readiness, "interval_s").orElse(Duration.ofSeconds(1));
            int attempts = readiness.whole("attempts", 1, MOST).orElse(30);
            readiness.noMore();
            if (probe.isEmpty()) {
                section.problem("readiness", "set tcp, http_get, script or report");
            }
            draft.readiness = probe.map(question -> new ServiceSpec.Readiness(question, interval, attempts));
        });
    }

    private void liveness() {
        section.section("liveness").ifPresent(liveness -> {
            Optional<Probe> probe = probe(liveness);
            Duration interval = pause(liveness, "interval_s").orElse(Duration.ofSeconds(10));
            int failures = liveness.whole("failures", 1, MOST).orElse(3);
            liveness.seconds("beat_s").ifPresent(beat -> draft.beat = beat);
            liveness.noMore();
            draft.liveness = probe.map(question -> new ServiceSpec.Liveness(question, interval, failures));
        });
    }

    /** One of the kinds, in the original's order where several are given. */
    private Optional<Probe> probe(Section probes) {
        Optional<Probe> tcp = probes.section("tcp").flatMap(connect -> {
            String host = connect.text("host").orElse("127.0.0.1");
            Optional<Integer> port = connect.whole("port", 1, 65_535);
            Duration timeout = timeout(connect);
            connect.noMore();
            if (!connect.has("port")) {
                probes.problem("tcp", "set a port");
            }
            return port.map(number -> new Probe.Tcp(host, number, timeout));
        });
        Optional<Probe> http = probes.section("http_get").flatMap(get -> {
            Optional<java.net.URI> url = get.url("url");
            Duration timeout = timeout(get);
            get.noMore();
            if (!get.has("url")) {
                probes.problem("http_get", "set a url");
            }
            return url.map(address -> new Probe.Http(address, timeout));
        });
        Optional<Probe> script = probes.section("script").flatMap(run -> {
            List<String> command = run.node("cmd")
                            .filter(Sequence.class::isInstance)
                            .isPresent()
                    ? run.texts("cmd", false).orElse(List.of())
                    : run.text("cmd").map(line -> List.of("sh", "-c", line)).orElse(List.of());
            Duration timeout = timeout(run);
            run.noMore();
            if (command.isEmpty()) {
                probes.problem("script", "set cmd");
            }
            return Optional.of(new Probe.Script(command, timeout));
        });
        Optional<Probe> report =
                probes.flag("report").filter(wanted -> wanted).map(yes -> new Probe.Report(Duration.ofSeconds(1)));
        return tcp.or(() -> http).or(() -> script).or(() -> report);
    }

    private static Duration timeout(Section probe) {
        return pause(probe, "timeout_s").orElse(Duration.ofSeconds(3));
    }

    /** Seconds that cannot be none: without a pause questions never end, and zero as a timeout means to wait for ever. */
    private static Optional<Duration> pause(Section section, String key) {
        return section.number(key, LEAST_SECONDS, MOST_SECONDS)
                .map(seconds -> Duration.ofMillis(Math.round(seconds * 1_000)));
    }

    private void restart() {
        ServiceSpec.RestartRule old = draft.restart;
        Optional<Section> restart = section.section("restart");
        Optional<Section> backoff = restart.flatMap(rule -> rule.section("backoff"));
        ServiceSpec.Policy policy = restart.flatMap(
                        rule -> rule.choice("policy", List.of("always", "on-failure", "never")))
                .map(word -> ServiceSpec.Policy.valueOf(
                        word.toUpperCase(java.util.Locale.ROOT).replace('-', '_')))
                .orElse(old.policy());
        Duration stable = restart.flatMap(rule -> rule.seconds("stable_s")).orElse(old.stable());
        Duration window = restart.flatMap(rule -> rule.seconds("window_s")).orElse(old.window());
        Duration base = backoff.flatMap(wait -> wait.whole("base_ms", 0, MOST * 100))
                .map(Duration::ofMillis)
                .orElse(old.base());
        Duration max = backoff.flatMap(wait -> wait.whole("max_ms", 0, MOST * 100))
                .map(Duration::ofMillis)
                .orElse(old.max());
        double jitter = backoff.flatMap(wait -> wait.number("jitter", 0, 1)).orElse(old.jitter());
        int retries = restart.flatMap(rule -> rule.whole("max_retries", 0, MOST))
                .or(() -> section.whole("max_retries", 0, MOST))
                .orElse(old.maxRetries());
        section.has("max_retries");
        backoff.ifPresent(Section::noMore);
        restart.ifPresent(Section::noMore);
        draft.restart = new ServiceSpec.RestartRule(policy, base, max, jitter, stable, retries, window);
    }

    private void watch() {
        Optional<Section> watch = section.section("watch");
        List<String> paths = new ArrayList<>();
        watch.ifPresent(rule -> paths(rule, "paths", paths));
        paths(section, "watched_files", paths);
        watch.ifPresent(rule -> rule.choice("on_change", List.of("graceful-restart")));
        Duration quiet = watch.flatMap(rule -> rule.seconds("debounce_s")).orElse(Duration.ofSeconds(2));
        Duration longest = watch.flatMap(rule -> rule.seconds("max_wait_s")).orElse(Duration.ofSeconds(10));
        Duration minUptime = section.seconds("min_uptime_before_reload").orElse(Duration.ofSeconds(25));
        watch.ifPresent(Section::noMore);
        if (!paths.isEmpty()) {
            draft.watch = Optional.of(new ServiceSpec.Watch(List.copyOf(paths), quiet, longest, minUptime));
        }
    }

    private void paths(Section from, String key, List<String> paths) {
        for (String path : from.texts(key, true).orElse(List.of())) {
            String absolute = absolute(path);
            try {
                FileSystems.getDefault().getPathMatcher("glob:" + absolute);
                paths.add(absolute);
            } catch (PatternSyntaxException e) {
                from.problem(
                        key,
                        "\"" + path + "\" is no pattern (" + e.getDescription() + "): close what it opens, or write a"
                                + " plain path");
            }
        }
    }

    private String absolute(String path) {
        boolean not = path.startsWith("!");
        return (not ? "!" : "") + folder.resolve(not ? path.substring(1) : path).normalize();
    }

    private void stopSignal(String text) {
        Optional<String> signal = SignalNames.of(text, SignalNames.ENDING);
        if (signal.isPresent()) {
            draft.stopSignal = signal.get();
        } else {
            section.problem(
                    "stop_signal",
                    "\"" + text + "\" is no signal: set one of " + String.join(", ", SignalNames.ENDING));
        }
    }

    /** Where no ports are named, the one whose opening makes it ready. */
    private void ports() {
        if (section.has("ports")) {
            List<Integer> ports = new ArrayList<>();
            for (String text : section.texts("ports", true).orElse(List.of())) {
                try {
                    int port = Integer.parseInt(text.trim());
                    if (port < 1 || port > 65_535) {
                        throw new NumberFormatException(text);
                    }
                    ports.add(port);
                } catch (NumberFormatException e) {
                    section.problem("ports", "\"" + text + "\" is no TCP port from 1 to 65535");
                }
            }
            draft.ports = List.copyOf(ports);
        } else if (section.has("readiness")) {
            draft.readiness
                    .map(ServiceSpec.Readiness::probe)
                    .filter(Probe.Tcp.class::isInstance)
                    .map(Probe.Tcp.class::cast)
                    .filter(tcp ->
                            List.of("127.0.0.1", "localhost", "0.0.0.0", "::1").contains(tcp.host()))
                    .ifPresent(tcp -> draft.ports = List.of(tcp.port()));
        }
    }

    private void logs(Section logs) {
        long bytes = logs.whole("max_mib", 1, 100_000)
                .map(mib -> mib * 1_048_576L)
                .or(() -> logs.number("max_bytes", 4_096, 1e12).map(Double::longValue))
                .orElse(draft.logs.maxBytes());
        int keep = logs.whole("keep", 1, 10_000).orElse(draft.logs.keep());
        boolean self = logs.flag("self_rolling").orElse(draft.logs.selfRolling());
        logs.has("max_bytes");
        logs.noMore();
        draft.logs = new ServiceSpec.Logs(bytes, keep, self);
    }

    private void limits() {
        OptionalInt memory =
                section.whole("memory_mib", 1, MOST).map(OptionalInt::of).orElse(draft.limits.memoryMiB());
        OptionalDouble cpus =
                section.number("cpus", 0.01, 10_000).map(OptionalDouble::of).orElse(draft.limits.cpus());
        draft.limits = new ServiceSpec.Limits(memory, cpus);
        int least = draft.kind == Kind.GATEWAY ? Builtin.LEAST_GATEWAY_HEAP_MIB : Builtin.LEAST_HEAP_MIB;
        section.whole("heap_mib", least, MOST).ifPresent(heap -> {
            if (draft.java.isEmpty()) {
                section.problem("heap_mib", "only our own JVMs have a heap to set; use memory_mib");
            }
            draft.java = draft.java.map(java -> new JavaCommand(
                    java.java(), OptionalInt.of(heap), java.flags(), java.archive(), java.jar(), java.mainClass()));
        });
    }

    /** The name a service has, before anything else of it is read. */
    static Optional<String> nameOf(Mapping map, Problems problems) {
        if (map.entries().get("id") instanceof Scalar id && id.text().matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            return Optional.of(id.text());
        }
        Node id = map.entries().get("id");
        problems.add(
                id == null ? map.line() : id.line(),
                id == null
                        ? "a service has no id: name it"
                        : "id is " + id.kind()
                                + ": use letters, digits, dot, dash and underscore, a letter or digit first");
        return Optional.empty();
    }
}
