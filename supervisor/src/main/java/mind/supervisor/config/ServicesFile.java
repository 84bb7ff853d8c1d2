package mind.supervisor.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mind.protocol.ConfigException;
import mind.protocol.GraphName;
import mind.protocol.ServerAddress;

/**
 * Everything to keep.
 *
 * @param services        those that are known by name, in the order they were written
 * @param engine          how a citizen's engine is started; empty where engines are no business of this file
 * @param engines         engines that differ, by short name
 * @param falkorDb        where graphs are found; empty where engines are no business of this file
 * @param loadingAtOnce   engines that may load at the same time
 * @param adopt           whether services of an earlier supervisor are kept; else they are stopped and started anew
 * @param shutdownTimeout how long all services together may take to end
 */
public record ServicesFile(
        List<ServiceSpec> services,
        Optional<ServiceSpec> engine,
        Map<String, ServiceSpec> engines,
        Optional<ServerAddress> falkorDb,
        int loadingAtOnce,
        boolean adopt,
        Duration shutdownTimeout) {

    /**
     * Reads {@code file}, or makes the built-in default.
     *
     * @throws ConfigException with every problem, each with file and line
     */
    public static ServicesFile load(Instance instance, Optional<Path> file) {
        return file.map(path -> ServicesFileReader.read(path, instance)).orElseGet(() -> Builtin.of(instance));
    }

    /** Of nothing. */
    public static ServicesFile none() {
        return new ServicesFile(
                List.of(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Math.max(1, Runtime.getRuntime().availableProcessors()),
                true,
                Duration.ofSeconds(30));
    }

    /**
     * The same for one who only ends services: those of an earlier supervisor are kept until they are told to end, also
     * {@code running} ones and engines of which nothing is known any more.
     */
    public ServicesFile toEnd(List<String> running) {
        List<ServiceSpec> all = new ArrayList<>(services);
        running.stream()
                .filter(name -> !names().contains(name))
                .map(ServiceSpec::unknown)
                .forEach(all::add);
        return new ServicesFile(
                List.copyOf(all),
                engine.or(() -> Optional.of(ServiceSpec.unknown("engine"))),
                engines,
                falkorDb,
                loadingAtOnce,
                true,
                shutdownTimeout);
    }

    /** The engine of one citizen. */
    public Optional<ServiceSpec> engineOf(GraphName graph) {
        return engine.map(spec -> Builtin.engineOf(engines.getOrDefault(graph.citizen(), spec), graph));
    }

    /** Names people may mean. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        services.forEach(service -> names.add(service.name()));
        return names;
    }
}
