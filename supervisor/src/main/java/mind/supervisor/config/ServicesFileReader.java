package mind.supervisor.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mind.protocol.ConfigException;
import mind.protocol.FileTrouble;
import mind.protocol.Nearest;
import mind.supervisor.config.Yaml.Mapping;
import mind.supervisor.config.Yaml.Node;
import mind.supervisor.config.Yaml.Sequence;

/**
 * Reads {@code mind.yaml}, strictly: what is not understood is a problem with its line. With {@code builtin: true} the
 * services of the built-in default are kept, too; entries of their names change them, and {@code engine} changes every
 * engine.
 */
final class ServicesFileReader {
    private static final List<String> RESERVED = List.of("supervisor", "events", "engine");

    private final Path file;
    private final Instance instance;
    private final Problems problems;
    private final Map<String, String> process;
    private final Map<String, ServiceSpec> services = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<String, ServiceSpec> engines = new LinkedHashMap<>();
    private Map<String, String> shared = Map.of();
    private Map<String, String> sharedValues = Map.of();
    private Optional<ServiceSpec> engine = Optional.empty();

    private ServicesFileReader(Path file, Instance instance) {
        this.file = file.toAbsolutePath().normalize();
        this.instance = instance;
        this.problems = new Problems(file.toString());
        this.process = new HashMap<>(instance.environment());
        process.put("MIND_STATE", instance.state().toString());
        process.put("MIND_PORT", Integer.toString(instance.port()));
    }

    static ServicesFile read(Path file, Instance instance) {
        if (Files.isDirectory(file)) {
            throw new ConfigException(
                    List.of(file + " is a directory: name a services file, such as " + file + "/mind.yaml"));
        }
        try (var text = new StringReader(Files.readString(file, StandardCharsets.UTF_8))) {
            var reader = new ServicesFileReader(file, instance);
            Node root;
            try {
                root = Yaml.read(text);
            } catch (Yaml.SyntaxException e) {
                throw new ConfigException(List.of(file + ":" + e.line() + ": " + e.getMessage()));
            }
            return reader.read(root);
        } catch (IOException e) {
            throw new ConfigException(List.of("the services file " + file + " cannot be read: "
                    + (Files.exists(file) ? FileTrouble.of(e) : "there is none; correct --config or MIND_CONFIG")));
        }
    }

    private ServicesFile read(Node root) {
        if (!(root instanceof Mapping map)) {
            throw new ConfigException(
                    List.of(file + ":" + root.line() + ": a services file is a map with \"services\""));
        }
        shared = Section.raw(map, "env", "the file", problems);
        var expansion = new Expansion(List.of(shared), process);
        sharedValues = Section.expanded(shared, map, "env", expansion, "the file", problems);
        Section top = new Section(map, "the file", expansion, problems);
        top.has("env");
        boolean builtin = top.flag("builtin").orElse(false);
        ServicesFile base = builtin ? Builtin.of(instance) : ServicesFile.none();
        base.services().forEach(spec -> services.put(spec.name(), spec));
        engine = base.engine();
        top.node("engine").ifPresent(node -> engine(node, top));
        top.node("services").ifPresent(node -> list(node, top));
        List<String> groups = new ArrayList<>();
        map.entries().forEach((key, node) -> {
            if (Template.is(node)) {
                groups.add(key);
                top.has(key);
                Template.services(key, (Mapping) node, problems).forEach(this::service);
            }
        });
        int loading = top.whole("loading_at_once", 1, 10_000).orElse(base.loadingAtOnce());
        boolean adopt = top.choice("on_orphan", List.of("adopt", "stop"))
                .map("adopt"::equals)
                .orElse(base.adopt());
        Duration shutdown = top.seconds("shutdown_timeout_s").orElse(base.shutdownTimeout());
        top.noMore();
        checkRequirements(base);
        problems.check();
        return new ServicesFile(
                List.copyOf(services.values()), engine, Map.copyOf(engines), base.falkorDb(), loading, adopt, shutdown);
    }

    private void engine(Node node, Section top) {
        if (engine.isEmpty()) {
            top.problem("engine", "it changes the built-in engines: set builtin: true");
        } else if (node instanceof Mapping map) {
            lines.put(engine.get().name(), map.line());
            engine = Optional.of(reader(map, engine.get()).read());
        } else {
            top.wrong("engine", node, "a map");
        }
    }

    private void list(Node node, Section top) {
        if (!(node instanceof Sequence sequence)) {
            top.wrong("services", node, "a list");
            return;
        }
        for (Node item : sequence.items()) {
            if (item instanceof Mapping map) {
                service(map);
            } else {
                problems.add(item.line(), "a service is " + item.kind() + ": set a map with id and cmd");
            }
        }
    }

    private void service(Mapping map) {
        Optional<String> named = ServiceReader.nameOf(map, problems);
        if (named.isEmpty()) {
            return;
        }
        String name = named.get();
        if (RESERVED.contains(name)) {
            problems.add(map.keyLines().get("id"), "\"" + name + "\" is a name of the supervisor's own: take another");
            return;
        }
        Integer earlier = lines.put(name, map.keyLines().get("id"));
        if (earlier != null) {
            problems.add(
                    map.keyLines().get("id"),
                    "service " + name + " is there already, in line " + earlier + ": ids are unique");
            return;
        }
        if (!services.containsKey(name) && engine.isPresent() && !map.entries().containsKey("cmd")) {
            engines.put(name, reader(map, named(engine.get(), name)).read());
            return;
        }
        ServiceSpec base = services.getOrDefault(name, new Draft(name).done());
        services.put(name, reader(map, base).read());
    }

    private static ServiceSpec named(ServiceSpec spec, String name) {
        Draft draft = Draft.of(spec);
        draft.name = name;
        return draft.done();
    }

    private ServiceReader reader(Mapping map, ServiceSpec base) {
        return new ServiceReader(map, base, file.getParent(), shared, sharedValues, process, problems);
    }

    /** Every name that is required is there, and nobody waits for himself. */
    private void checkRequirements(ServicesFile base) {
        boolean outside = base.falkorDb().isPresent() && !services.containsKey(Builtin.FALKORDB);
        services.replaceAll((name, spec) -> outside ? withoutFalkorDb(spec) : spec);
        engine = engine.map(spec -> outside ? withoutFalkorDb(spec) : spec);
        engines.replaceAll((name, spec) -> outside ? withoutFalkorDb(spec) : spec);
        services.values().forEach(spec -> checkRequirements(spec, "service " + spec.name()));
        engine.ifPresent(spec -> checkRequirements(spec, "the engine"));
        engines.forEach((name, spec) -> checkRequirements(spec, "engine " + name));
        for (ServiceSpec spec : services.values()) {
            List<String> path = cycle(spec.name(), new ArrayList<>());
            if (!path.isEmpty()) {
                problems.add(
                        lines.getOrDefault(spec.name(), 1),
                        "services wait for each other: " + String.join(" requires ", path));
                return;
            }
        }
    }

    private void checkRequirements(ServiceSpec spec, String whose) {
        for (ServiceSpec.Requirement requirement : spec.requires()) {
            if (!services.containsKey(requirement.name())) {
                problems.add(
                        lines.getOrDefault(spec.name(), 1),
                        whose + " requires \"" + requirement.name() + "\", which is not there"
                                + Nearest.hint(requirement.name(), services.keySet()));
            }
        }
    }

    private static ServiceSpec withoutFalkorDb(ServiceSpec spec) {
        Draft draft = Draft.of(spec);
        draft.requires = spec.requires().stream()
                .filter(requirement -> !requirement.name().equals(Builtin.FALKORDB))
                .toList();
        return draft.done();
    }

    private List<String> cycle(String name, List<String> path) {
        if (path.contains(name)) {
            List<String> circle = new ArrayList<>(path.subList(path.indexOf(name), path.size()));
            circle.add(name);
            return circle;
        }
        ServiceSpec spec = services.get(name);
        if (spec == null) {
            return List.of();
        }
        path.add(name);
        for (ServiceSpec.Requirement requirement : spec.requires()) {
            List<String> circle = cycle(requirement.name(), path);
            if (!circle.isEmpty()) {
                return circle;
            }
        }
        path.remove(path.size() - 1);
        return List.of();
    }
}
