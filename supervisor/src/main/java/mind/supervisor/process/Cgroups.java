package mind.supervisor.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Logger;
import mind.supervisor.config.ServiceSpec;

/**
 * Memory and processor bounds by cgroup v2, a group a service, below the supervisor's own where the system lets it. Where
 * it does not, that is said once and services run unbounded.
 */
public final class Cgroups {
    private static final Logger LOG = Logger.getLogger("mind.supervisor.process");
    private static final int PERIOD_MICROS = 100_000;

    private static final List<String> CONTROLLERS = List.of("memory", "cpu");

    private final Optional<Path> parent;
    private boolean told;

    private Cgroups(Optional<Path> parent) {
        this.parent = parent;
    }

    static Cgroups find(String instance) {
        try {
            List<String> mounts = Files.readAllLines(Path.of("/proc/self/mountinfo"));
            Optional<Path> mount = mounts.stream()
                    .filter(line -> line.contains(" - cgroup2 "))
                    .map(line -> Path.of(line.split(" ")[4]))
                    .findFirst();
            Optional<String> own = Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
                    .filter(line -> line.startsWith("0::"))
                    .map(line -> line.substring("0::/".length()))
                    .findFirst();
            if (mount.isEmpty() || own.isEmpty()) {
                return new Cgroups(Optional.empty());
            }
            // beside the supervisor's own group: a group with processes in it may not bound groups below it
            Path home = mount.get().resolve(own.get()).normalize();
            Path above = home.equals(mount.get()) ? home : home.getParent();
            return new Cgroups(Optional.of(above.resolve("mind-" + instance.substring(0, 8))));
        } catch (IOException e) {
            return new Cgroups(Optional.empty());
        }
    }

    /** What keeps bounds from being enforced on this machine, in the operator's words; empty where nothing does. */
    public static Optional<String> obstacle() {
        return find("whatever").why();
    }

    private Optional<String> why() {
        if (parent.isEmpty()) {
            return Optional.of("this system has no cgroup v2");
        }
        Path above = parent.get().getParent();
        try {
            List<String> given = List.of(
                    Files.readString(above.resolve("cgroup.controllers")).trim().split(" "));
            if (!given.containsAll(CONTROLLERS)) {
                return Optional.of("the cgroup v2 in " + above
                        + " lacks the memory or the cpu controller, as where version 1 has them");
            }
        } catch (IOException e) {
            return Optional.of("the cgroup v2 in " + above + " cannot be read");
        }
        return Files.isWritable(above) ? Optional.empty() : Optional.of(above + " belongs to another user");
    }

    synchronized void limit(String service, long pid, ServiceSpec.Limits limits) {
        if (limits.none()) {
            return;
        }
        Optional<String> obstacle = why();
        if (obstacle.isPresent()) {
            tell(service, obstacle.get());
            return;
        }
        Path group = parent.get().resolve(service);
        try {
            Files.createDirectories(parent.get());
            Files.writeString(parent.get().getParent().resolve("cgroup.subtree_control"), "+memory +cpu");
            Files.writeString(parent.get().resolve("cgroup.subtree_control"), "+memory +cpu");
            Files.createDirectories(group);
            if (limits.memoryMiB().isPresent()) {
                Files.writeString(
                        group.resolve("memory.max"), (limits.memoryMiB().getAsInt() * 1_048_576L) + "");
            }
            if (limits.cpus().isPresent()) {
                Files.writeString(
                        group.resolve("cpu.max"),
                        String.format(
                                Locale.ROOT, "%.0f %d", limits.cpus().getAsDouble() * PERIOD_MICROS, PERIOD_MICROS));
            }
            Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
        } catch (IOException e) {
            tell(service, e.getMessage());
        }
    }

    private void tell(String service, String why) {
        if (!told) {
            told = true;
            LOG.warning("[" + service + "] memory_mib and cpus are not enforced: " + why);
        }
    }

    synchronized void release(String service) {
        if (parent.isEmpty()) {
            return;
        }
        try {
            Files.deleteIfExists(parent.get().resolve(service));
        } catch (IOException e) {
            LOG.fine("the cgroup of " + service + " stays: " + e.getMessage());
        }
    }
}
