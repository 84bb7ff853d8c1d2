package mind.supervisor.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mind.supervisor.config.ServiceSpec;

/**
 * What a new services file means for the services that are kept.
 *
 * @param added    to be started
 * @param removed  to be stopped and forgotten
 * @param changed  run something else now: to be restarted
 * @param adjusted same process, other rules
 */
record Diff(List<ServiceSpec> added, List<String> removed, List<ServiceSpec> changed, List<ServiceSpec> adjusted) {
    static Diff of(Map<String, ServiceSpec> before, Map<String, ServiceSpec> now) {
        var diff = new Diff(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        now.forEach((name, spec) -> {
            ServiceSpec old = before.get(name);
            if (old == null) {
                diff.added.add(spec);
            } else if (!old.fingerprint().equals(spec.fingerprint())) {
                diff.changed.add(spec);
            } else if (!old.equals(spec)) {
                diff.adjusted.add(spec);
            }
        });
        before.keySet().stream().filter(name -> !now.containsKey(name)).forEach(diff.removed::add);
        return diff;
    }

    boolean nothing() {
        return added.isEmpty() && removed.isEmpty() && changed.isEmpty() && adjusted.isEmpty();
    }
}
