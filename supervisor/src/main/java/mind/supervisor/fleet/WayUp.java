package mind.supervisor.fleet;

import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;
import mind.supervisor.config.Kind;
import mind.supervisor.config.ServiceSpec;

/**
 * What lies between a service and its running: what it needs, its turn to load, and whether waiting for it makes sense.
 * Owned by the loop.
 */
final class WayUp {
    private static final Duration PLACE_WITHOUT_PROGRESS = Duration.ofSeconds(15);

    private final Loop loop;
    private final Roster roster;
    private final IntSupplier loadingAtOnce;

    /** @param loadingAtOnce how many engines may load at the same time */
    WayUp(Loop loop, Roster roster, IntSupplier loadingAtOnce) {
        this.loop = loop;
        this.roster = roster;
        this.loadingAtOnce = loadingAtOnce;
    }

    /** What stands in the way of a start: something it needs, or others that load. */
    Optional<String> obstacle(Service service) {
        for (ServiceSpec.Requirement requirement : service.spec().requires()) {
            Optional<Service> other = roster.get(requirement.name());
            boolean there = other.map(needed -> switch (requirement.condition()) {
                        case READY -> needed.isReady();
                        case STARTED -> needed.child().isPresent();
                        case COMPLETED -> needed.completed();
                    })
                    .orElse(false);
            if (!there) {
                return Optional.of("waits for " + requirement.name() + ", which is "
                        + other.map(needed ->
                                        needed.state() + (needed.reason().isEmpty() ? "" : ": " + needed.reason()))
                                .orElse("not kept here"));
            }
        }
        if (service.spec().kind() == Kind.ENGINE) {
            long now = loop.now();
            long loading = roster.engines().stream()
                    .filter(other -> other != service && other.loads(now, PLACE_WITHOUT_PROGRESS))
                    .count();
            if (loading >= loadingAtOnce.getAsInt()) {
                return Optional.of("waits for its turn to load, " + loadingAtOnce.getAsInt() + " at once");
            }
        }
        return Optional.empty();
    }

    /** How far a service is on the way up, for those who wait for it. */
    Waits.Verdict verdict(String name) {
        Optional<Service> found = roster.get(name);
        if (found.isEmpty()) {
            return Waits.Verdict.failed(name + ": kept no more");
        }
        Service service = found.get();
        String text = name + ": " + service.state() + (service.reason().isEmpty() ? "" : ": " + service.reason());
        return switch (service.state()) {
            case RUNNING, EMPTY, DEGRADED, LOADING ->
                service.isReady()
                        ? Waits.Verdict.done(name + ": " + service.state()
                                + service.child()
                                        .map(child -> ", pid " + child.pid())
                                        .orElse(""))
                        : Waits.Verdict.onItsWay(text);
            case STARTING, BACKOFF, UNKNOWN -> Waits.Verdict.onItsWay(text);
            case STOPPING -> service.wanted() ? Waits.Verdict.onItsWay(text) : Waits.Verdict.failed(text);
            case BLOCKED -> deadEnd(service) ? Waits.Verdict.failed(text) : Waits.Verdict.onItsWay(text);
            case STOPPED, QUARANTINED -> Waits.Verdict.failed(text);
            case EXITED -> service.completed() ? Waits.Verdict.done(text) : Waits.Verdict.failed(text);
        };
    }

    /** Whether waiting alone does not help: its port is taken, or what it needs will not come up by itself. */
    private boolean deadEnd(Service service) {
        if (!service.nothingDue()) {
            return true;
        }
        return service.spec().requires().stream().anyMatch(this::staysAway);
    }

    private boolean staysAway(ServiceSpec.Requirement requirement) {
        Optional<Service> found = roster.get(requirement.name());
        if (found.isEmpty() || !found.get().wanted()) {
            return true;
        }
        Service needed = found.get();
        return switch (needed.state()) {
            case QUARANTINED -> true;
            case EXITED -> requirement.condition() != ServiceSpec.Condition.COMPLETED || !needed.completed();
            case BLOCKED -> deadEnd(needed);
            case STOPPED, STARTING, LOADING, RUNNING, EMPTY, DEGRADED, STOPPING, BACKOFF, UNKNOWN -> false;
        };
    }
}
