package mind.supervisor.fleet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mind.supervisor.config.ServiceSpec;

/** Who needs whom. */
final class Order {
    private Order() {}

    /** {@code names} and everything they require, directly or by others; what nobody knows is left out. */
    static Set<String> withRequirements(Collection<String> names, Map<String, ServiceSpec> specs) {
        Set<String> all = new LinkedHashSet<>();
        List<String> open = new ArrayList<>(names);
        while (!open.isEmpty()) {
            String name = open.remove(open.size() - 1);
            ServiceSpec spec = specs.get(name);
            if (spec != null && all.add(name)) {
                spec.requires().forEach(requirement -> open.add(requirement.name()));
            }
        }
        return all;
    }

    /** Those of {@code present} that require {@code name} directly. */
    static Set<String> dependants(String name, Collection<ServiceSpec> present) {
        Set<String> dependants = new LinkedHashSet<>();
        for (ServiceSpec spec : present) {
            if (spec.requires().stream()
                    .anyMatch(requirement -> requirement.name().equals(name))) {
                dependants.add(spec.name());
            }
        }
        return dependants;
    }
}
