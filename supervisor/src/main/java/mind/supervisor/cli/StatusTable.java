package mind.supervisor.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mind.protocol.EngineStatus;
import mind.protocol.State;
import mind.supervisor.fleet.ServiceView;

/** The services as a table for people. */
final class StatusTable {
    private static final int WIDEST = 56; // characters; the words of our own services' probes fit

    private StatusTable() {}

    static List<String> lines(List<ServiceView> services, Colours colours) {
        var table = new Table();
        table.row("NAME", "STATE", "PID", "UPTIME", "RESTARTS", "MEMORY", "CPU", "READY", "LAST-EXIT", "NEXT");
        for (ServiceView service : services) {
            table.row(
                    service.name(),
                    state(service),
                    service.pid().isPresent() ? Long.toString(service.pid().getAsLong()) : "-",
                    service.pid().isPresent() ? Spans.of(service.uptime()) : "-",
                    Integer.toString(service.restarts()),
                    dash(Spans.mebibytes(service.rssBytes())),
                    service.pid().isPresent() ? String.format(Locale.ROOT, "%.0f%%", service.cpuPercent()) : "-",
                    brief(ready(service)),
                    brief(service.lastExit()),
                    next(service));
        }
        List<String> lines = new ArrayList<>(table.lines((row, column, cell) -> {
            if (row == 0) {
                return colours.bold(cell);
            }
            ServiceView service = services.get(row - 1);
            return switch (column) {
                case 0 -> colours.name(service.name(), cell);
                case 1 -> colours.state(service.state(), cell);
                default -> cell;
            };
        }));
        for (ServiceView service : services) {
            if (!service.reason().isEmpty() && service.state() != State.RUNNING) {
                lines.add(colours.dim(service.name() + ": " + service.reason()));
            }
        }
        return lines;
    }

    /** What a probe or the system said may be long: the line of its service below the table, and "why", have all of it. */
    static String brief(String text) {
        boolean fits = text.codePointCount(0, text.length()) <= WIDEST;
        return dash(fits ? text : text.substring(0, text.offsetByCodePoints(0, WIDEST - 1)) + "…");
    }

    private static String dash(String text) {
        return text.isEmpty() ? "-" : text;
    }

    static String state(ServiceView service) {
        return service.percent().isPresent() && service.state() == State.LOADING
                ? service.state() + " " + service.percent().getAsInt() + " %"
                : service.state().toString();
    }

    /** What made it ready: an engine's own figures, else the probe's words. */
    static String ready(ServiceView service) {
        if (service.engine().isPresent() && service.engine().get().nodes() > 0) {
            EngineStatus engine = service.engine().get();
            return Spans.count(engine.nodes()) + " nodes, " + Spans.count(engine.links()) + " links, "
                    + Spans.count(engine.subentities()) + " subentities";
        }
        return service.probe();
    }

    private static String next(ServiceView service) {
        return service.nextTry().map(wait -> "in " + Spans.wait(wait)).orElse("-");
    }
}
