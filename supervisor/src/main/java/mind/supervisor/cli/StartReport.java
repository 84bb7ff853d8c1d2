package mind.supervisor.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import mind.protocol.ExitCodes;
import mind.protocol.State;
import mind.supervisor.config.Kind;
import mind.supervisor.control.Screen;
import mind.supervisor.fleet.Event;
import mind.supervisor.fleet.Outcome;
import mind.supervisor.fleet.ServiceView;

/**
 * Tells how a start comes along: a line a service as it becomes ready, progress lines for the citizens, and at last the
 * dashboard's address. It only looks: closing it changes nothing.
 */
final class StartReport {
    private static final long LOOK_MILLIS = 100;
    private static final int MOST_LOOKS_WITHOUT_LINES = 20;

    /** A citizen's progress is told again when it has grown by this much. */
    private static final int STEP_PERCENT = 20;

    /** Events worth a line while things start; the rest is in {@code mind events}. */
    private static final Set<String> TOLD =
            Set.of("ready", "adopted", "exited", "quarantined", "warning", "info", "reloaded");

    private final House house;
    private final Screen screen;
    private final Colours colours;
    private final FootLine above;
    private final Map<String, Integer> toldPercent = new HashMap<>();
    private final Map<String, State> toldState = new HashMap<>();
    private long lastEvent;
    private int looksWithoutLines;

    StartReport(House house, Screen screen) {
        this.house = house;
        this.screen = screen;
        this.colours = Colours.of(screen);
        this.above = new FootLine(screen);
    }

    /** Reports until the launch has come to rest, the reader has left or {@code patience} is over. */
    int run(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!house.launch().isDone() && System.nanoTime() < deadline) {
            look();
            if (withoutDatabase()) {
                above.foot("");
                return end(new Outcome(ExitCodes.NOT_READY, List.of("without FalkorDB no citizen can start:")));
            }
            if (!screen.open(LOOK_MILLIS)) {
                return ExitCodes.OK;
            }
        }
        look();
        above.foot("");
        return house.launch().isDone() ? end(Waiting.on(house.launch())) : late(patience);
    }

    private void look() {
        for (Event event : house.keeper().events()) {
            if (event.number() > lastEvent) {
                lastEvent = event.number();
                if (TOLD.contains(event.type())) {
                    above.line(paint(event));
                }
            }
        }
        List<ServiceView> engines = house.keeper().services().stream()
                .filter(service -> service.kind() == Kind.ENGINE)
                .toList();
        if (screen.look().live()) {
            above.foot(summary(engines));
        } else {
            engines.forEach(this::progress);
        }
    }

    /** How far the citizens are, for the foot of a terminal. */
    private static String summary(List<ServiceView> engines) {
        var starting = new StringJoiner(", ");
        int ready = 0;
        for (ServiceView engine : engines) {
            if (engine.ready()) {
                ready++;
            } else if (engine.wanted()) {
                starting.add(engine.name() + " " + StatusTable.state(engine));
            }
        }
        return starting.length() == 0 ? "" : ready + " of " + engines.size() + " live; " + starting;
    }

    private String paint(Event event) {
        return switch (event.type()) {
            case "exited", "quarantined" -> colours.error(event.text());
            case "warning" -> colours.warning(event.text());
            default -> event.text();
        };
    }

    private void progress(ServiceView service) {
        State before = toldState.put(service.name(), service.state());
        int percent = service.percent().orElse(0);
        boolean further = service.state() == State.LOADING
                && percent >= toldPercent.getOrDefault(service.name(), -STEP_PERCENT) + STEP_PERCENT;
        boolean worse = before != service.state()
                && Set.of(State.BLOCKED, State.BACKOFF, State.EMPTY, State.DEGRADED)
                        .contains(service.state());
        if (further) {
            toldPercent.put(service.name(), percent);
        }
        if (further || worse) {
            screen.line(colours.name(service.name(), service.name()) + " " + StatusTable.state(service)
                    + (service.reason().isEmpty() ? "" : ": " + service.reason()));
        }
    }

    /**
     * Nothing else can come to rest while FalkorDB waits for somebody to mend what it needs. What it said last is read from
     * its log a moment later.
     */
    private boolean withoutDatabase() {
        for (ServiceView service : house.keeper().services()) {
            if (service.kind() == Kind.FALKORDB && service.state() == State.QUARANTINED) {
                return !service.lastLines().isEmpty() || ++looksWithoutLines > MOST_LOOKS_WITHOUT_LINES;
            }
        }
        return false;
    }

    private int end(Outcome outcome) {
        if (!outcome.ok()) {
            House.show(outcome, Set.of(), screen);
            notReady().forEach(line -> screen.problem(line));
        }
        dashboard();
        return outcome.exitCode();
    }

    /** A services file of somebody's own may have none. */
    private void dashboard() {
        if (house.hasGateway()) {
            screen.line(colours.bold("Dashboard: " + house.address()));
        }
    }

    private int late(Duration patience) {
        if (patience.isZero()) {
            dashboard();
            return ExitCodes.OK;
        }
        screen.problem("after " + Spans.of(patience) + " some are not ready:");
        notReady().forEach(line -> screen.problem(line));
        return ExitCodes.TIMEOUT;
    }

    private List<String> notReady() {
        List<String> lines = new ArrayList<>();
        for (ServiceView service : house.keeper().services()) {
            if (!House.asWished(service)) {
                lines.add("  " + service.name() + " is " + StatusTable.state(service)
                        + (service.reason().isEmpty() ? "" : ": " + service.reason()));
                service.lastLines().forEach(line -> lines.add("    " + LogView.clean(line)));
                if (service.state() == State.QUARANTINED) {
                    lines.add("    mend the cause, then \"mind reset " + service.name() + "\" lets it start again");
                }
            }
        }
        return lines;
    }
}
