package mind.supervisor.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import mind.protocol.EngineStatus;
import mind.supervisor.fleet.ServiceView;

/** One paragraph on why a service is as it is and what comes next. */
final class Explanation {
    private Explanation() {}

    static String of(ServiceView service, List<ServiceView> all) {
        String name = service.name();
        String because = service.reason().isEmpty()
                ? ""
                : ": " + service.reason().replaceFirst("\\.+$", ""); // the sentence has its own end
        return switch (service.state()) {
            case STOPPED ->
                name + " is stopped" + because + ". " + (service.wanted() ? waits(service, all) : askedToStop(name));
            case BLOCKED ->
                name + " is blocked" + because + ". "
                        + (service.reason().contains("by itself") ? "" : waits(service, all));
            case STARTING, LOADING ->
                name + " is starting" + progress(service) + because + ". "
                        + (service.attempt() > 0
                                ? "Probe " + service.attempt() + " found: " + service.probe() + ". "
                                : "")
                        + "It is given time as long as it makes progress; if it falls silent it is started again.";
            case RUNNING ->
                name + " has been running for " + Spans.of(service.uptime()) + figures(service) + because + ". "
                        + restarts(service)
                        + "Nothing will happen by itself; if it ends, policy " + service.policy() + " decides.";
            case DEGRADED ->
                name + " runs but is not well" + because + ". It will be running again when its probe passes"
                        + last(service) + ".";
            case STOPPING ->
                name + " is stopping" + because + ". If its processes don't end in time they are killed; then "
                        + (service.wanted() ? "it is started again." : "it stays stopped.");
            case BACKOFF ->
                name + " " + ended(service) + unless(service.lastExit(), service.reason())
                        + " and will be started again "
                        + service.nextTry()
                                .map(wait -> "in " + Spans.wait(wait))
                                .orElse("soon") + ". That was failure "
                        + service.failures() + " of " + service.maxRetries()
                        + "; at the last it is quarantined. \"mind logs " + name
                        + "\" shows what it said, \"mind reset "
                        + name + "\" forgets the failures.";
            case QUARANTINED ->
                name + " is in quarantine" + because
                        + (service.reason().contains(service.lastExit())
                                ? ". It"
                                : ". At last it " + ended(service) + " and")
                        + " is not started again until you mend the cause and say \"mind start " + name
                        + "\" or \"mind reset " + name + "\"."
                        + (service.lastLines().isEmpty() ? "" : " Its last lines:");
            case EXITED ->
                name + " " + ended(service) + ", and policy " + service.policy() + " leaves it so. \"mind start " + name
                        + "\" starts it.";
            case EMPTY ->
                name + " has nothing to think with" + because + ". Its process runs and waits; fill its graph with "
                        + "\"mind import FILE --as "
                        + service.graph().map(graph -> graph.graph()).orElse(name)
                        + "\" or \"mind seed\", then \"mind restart " + name + "\".";
            case UNKNOWN -> name + " has not been heard of" + because + ".";
        };
    }

    private static String unless(String said, String reason) {
        return reason.isEmpty() || reason.equals(said) ? "" : ": " + reason;
    }

    /** How its last process ended, or why there was none. */
    private static String ended(ServiceView service) {
        String how = service.lastExit();
        if (how.startsWith("could not")) {
            return how;
        }
        return how.startsWith("exit") || how.startsWith("SIG") ? "ended with " + how : "was ended (" + how + ")";
    }

    private static String askedToStop(String name) {
        return "Somebody asked for that; it stays so until \"mind start " + name + "\".";
    }

    private static String waits(ServiceView service, List<ServiceView> all) {
        String missing = all.stream()
                .filter(other -> service.requires().contains(other.name()) && !other.ready())
                .map(other -> other.name() + " (" + other.state() + ")")
                .collect(Collectors.joining(", "));
        return missing.isEmpty()
                ? "It starts by itself as soon as that is mended."
                : "It needs " + missing + " and starts by itself when that is ready.";
    }

    private static String progress(ServiceView service) {
        EngineStatus.Progress progress =
                service.engine().map(EngineStatus::progress).orElse(null);
        if (progress == null) {
            return service.percent().isPresent() ? ", " + service.percent().getAsInt() + " % done" : "";
        }
        return String.format(
                Locale.ROOT,
                ", %d %% done (%s %,d of %,d)",
                progress.percent(),
                progress.phase(),
                progress.done(),
                progress.total());
    }

    private static String figures(ServiceView service) {
        return service.engine()
                .filter(engine -> engine.nodes() > 0)
                .map(engine -> String.format(
                        Locale.ROOT,
                        " with %,d nodes and %,d subentities at %.1f Hz",
                        engine.nodes(),
                        engine.subentities(),
                        engine.measuredHz()))
                .orElse(service.probe().isEmpty() ? "" : " (" + service.probe() + ")");
    }

    private static String restarts(ServiceView service) {
        return service.restarts() == 0
                ? ""
                : "It was started again " + service.restarts() + (service.restarts() == 1 ? " time" : " times")
                        + ", last after " + service.lastExit() + ". ";
    }

    private static String last(ServiceView service) {
        return service.probe().isEmpty() ? "" : " (last: " + service.probe() + ")";
    }
}
