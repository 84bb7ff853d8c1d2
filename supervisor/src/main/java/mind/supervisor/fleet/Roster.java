package mind.supervisor.fleet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mind.protocol.GraphName;
import mind.supervisor.config.Kind;
import mind.supervisor.config.ServiceSpec;

/** The services by name. Changed by the loop only; the list of them may be read by anybody. */
final class Roster {
    private final Map<String, Service> services = new LinkedHashMap<>();
    private volatile List<Service> inOrder = List.of();

    void add(Service service) {
        services.put(service.name(), service);
        sort();
    }

    void remove(Service service) {
        services.remove(service.name());
        sort();
    }

    /** Others in the order they were written, then engines: citizens by name, organisation, ecosystem. */
    private void sort() {
        List<Service> sorted = new ArrayList<>(services.values());
        sorted.sort(Comparator.comparing((Service service) -> service.spec().kind() == Kind.ENGINE)
                .thenComparing(
                        service -> service.spec().graph().map(GraphName::level).orElse(GraphName.Level.N1))
                .thenComparing(service -> service.spec().kind() == Kind.ENGINE ? service.name() : ""));
        inOrder = List.copyOf(sorted);
    }

    List<Service> all() {
        return inOrder;
    }

    List<Service> engines() {
        return inOrder.stream()
                .filter(service -> service.spec().kind() == Kind.ENGINE)
                .toList();
    }

    Optional<Service> get(String name) {
        return Optional.ofNullable(services.get(name));
    }

    /** The same, but for one that is only here until its process is gone. */
    Optional<Service> known(String name) {
        return get(name).filter(service -> !service.forgotten());
    }

    /** The service people mean: by its name, however spelt, or by its graph. */
    Optional<Service> meant(String typed) {
        return Spellings.of(typed).stream()
                .flatMap(name -> get(name).stream())
                .findFirst()
                .or(() -> inOrder.stream()
                        .filter(service -> service.spec()
                                .graph()
                                .filter(graph -> graph.graph().equals(typed))
                                .isPresent())
                        .findFirst());
    }

    Collection<String> names() {
        return services.keySet();
    }

    Map<String, ServiceSpec> specs() {
        Map<String, ServiceSpec> specs = new LinkedHashMap<>();
        services.forEach((name, service) -> specs.put(name, service.spec()));
        return specs;
    }
}
