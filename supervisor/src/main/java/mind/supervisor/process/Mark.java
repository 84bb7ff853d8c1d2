package mind.supervisor.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The mark every process of an instance carries in its environment, and its descendants inherit: it tells what we started
 * from what we did not, also where a process left its group and its session.
 *
 * @param instance identifies the state directory
 */
public record Mark(String instance) {
    static final String INSTANCE = "MIND_INSTANCE";
    static final String START = "MIND_START";
    static final String SERVICE = "MIND_SERVICE";

    /** Every living process with this instance's mark and all of {@code more} in its environment, but not our own line. */
    List<Proc> find(String... more) {
        Set<Long> own = ancestors();
        List<Proc> found = new ArrayList<>();
        for (Proc proc : Proc.all()) {
            if (proc.alive() && !own.contains(proc.pid()) && isOn(proc, more)) {
                found.add(proc);
            }
        }
        return found;
    }

    boolean isOn(Proc proc, String... more) {
        List<String> environment = Proc.environment(proc.pid());
        return environment.contains(INSTANCE + "=" + instance) && environment.containsAll(List.of(more));
    }

    /** This process and those it descends from: a supervisor started from within a service must not end itself. */
    private static Set<Long> ancestors() {
        Set<Long> line = new java.util.HashSet<>();
        for (ProcessHandle handle = ProcessHandle.current();
                handle != null && line.add(handle.pid());
                handle = handle.parent().orElse(null)) {
            // walking up
        }
        return line;
    }
}
