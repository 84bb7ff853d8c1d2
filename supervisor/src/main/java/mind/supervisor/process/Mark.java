package mind.supervisor.process;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

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
    static final List<String> NAMES = List.of(INSTANCE, START, SERVICE);

    private static final long BECOMING_NANOS = 1_000_000_000; // longest look at one that becomes another program
    private static final long SETTLED_NANOS =
            20_000_000; // without an environment for so long with a command line: it has none
    private static final long LOOK_NANOS = 200_000;

    /** Every living process with this instance's mark and all of {@code more} in its environment, but not our own line. */
    public List<Proc> find(String... more) {
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
        List<String> environment = environment(proc);
        return environment.contains(INSTANCE + "=" + instance) && environment.containsAll(List.of(more));
    }

    /**
     * Whether a start that was made ahead has become its program; looked at until it has or has ended. Its supervisor is
     * dead, so one that still waited ends at once.
     */
    static boolean hasGone(ChildRecord record) {
        long deadline = System.nanoTime() + BECOMING_NANOS;
        Optional<Proc> proc = record.id().find();
        while (proc.filter(Proc::alive).isPresent()) {
            if (environment(proc.get()).contains(START + "=" + record.token())) {
                return true;
            }
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
            proc = record.id().find();
        }
        return false;
    }

    /**
     * While a process becomes another program it shows neither environment nor command line, then for an instant the command
     * line alone; a busy machine may hold it there. Whether it is marked cannot be told before that is over.
     */
    private static List<String> environment(Proc proc) {
        List<String> environment = Proc.environment(proc.pid());
        long now = System.nanoTime();
        long deadline = now + BECOMING_NANOS;
        long becoming = now;
        while (environment.isEmpty() && proc.mayHaveEnvironment() && now < deadline && now < becoming + SETTLED_NANOS) {
            LockSupport.parkNanos(LOOK_NANOS);
            now = System.nanoTime();
            if (proc.isBecoming()) {
                becoming = now;
            }
            environment = Proc.environment(proc.pid());
        }
        return environment;
    }

    /** This process and those it descends from: a supervisor started from within a service must not end itself. */
    private static Set<Long> ancestors() {
        Set<Long> line = new HashSet<>();
        for (ProcessHandle handle = ProcessHandle.current();
                handle != null && line.add(handle.pid());
                handle = handle.parent().orElse(null)) {
            // walking up
        }
        return line;
    }
}
