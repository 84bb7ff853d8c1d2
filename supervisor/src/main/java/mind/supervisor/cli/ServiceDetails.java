package mind.supervisor.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import mind.protocol.EngineStatus;
import mind.supervisor.fleet.ServiceView;

/** Everything known of one service, a fact a line. */
final class ServiceDetails {
    private final List<String> lines = new ArrayList<>();
    private final Colours colours;

    private ServiceDetails(Colours colours) {
        this.colours = colours;
    }

    static List<String> lines(ServiceView service, Colours colours) {
        var details = new ServiceDetails(colours);
        details.process(service);
        service.engine().ifPresent(details::engine);
        for (String line : service.lastLines()) {
            details.fact("last line", LogView.clean(line));
        }
        return details.lines;
    }

    private void fact(String what, String value) {
        if (!value.isEmpty()) {
            lines.add("  " + colours.dim(String.format(Locale.ROOT, "%-14s", what)) + " " + value);
        }
    }

    private void process(ServiceView service) {
        lines.add(colours.name(service.name(), service.name()) + " "
                + colours.state(service.state(), StatusTable.state(service))
                + (service.reason().isEmpty() ? "" : ": " + service.reason()));
        fact("kind", service.kind().word());
        service.graph().ifPresent(graph -> fact("graph", graph.graph() + " (" + graph.level() + ")"));
        service.pid().ifPresent(pid -> fact("pid", pid + (service.adopted() ? " (adopted)" : "")));
        if (service.pid().isPresent()) {
            fact("uptime", Spans.of(service.uptime()));
        }
        fact("since", service.since().toString());
        fact("memory", Spans.mebibytes(service.rssBytes()));
        fact("restarts", service.restarts() + ", policy " + service.policy());
        fact("failures", service.failures() + " of " + service.maxRetries() + " before quarantine");
        fact("probe", service.probe());
        fact("last exit", service.lastExit());
        service.nextTry().ifPresent(wait -> fact("next start", "in " + Spans.wait(wait)));
        service.port().ifPresent(port -> fact("port", Integer.toString(port)));
        fact("requires", String.join(", ", service.requires()));
        fact("log", service.log().toString());
    }

    private void engine(EngineStatus engine) {
        fact(
                "loaded",
                Spans.count(engine.nodes()) + " nodes, " + Spans.count(engine.links()) + " links, "
                        + Spans.count(engine.subentities()) + " subentities in " + engine.loadMs() + " ms");
        if (engine.progress() != null) {
            fact(
                    "loading",
                    engine.progress().phase() + " "
                            + Spans.count(engine.progress().done()) + " of "
                            + Spans.count(engine.progress().total()) + ", "
                            + engine.progress().percent() + " %");
        }
        if (engine.counters() != null) {
            for (Map.Entry<String, Long> counter : new TreeMap<>(engine.counters()).entrySet()) {
                fact(counter.getKey().replace('_', ' '), Spans.count(counter.getValue()));
            }
        }
        fact(
                "ticks",
                String.format(
                        Locale.ROOT,
                        "%,d, %.1f Hz, p50 %.3f ms, p99 %.3f ms, x%.3g",
                        engine.tickCount(),
                        engine.measuredHz(),
                        engine.tickP50Ms(),
                        engine.tickP99Ms(),
                        engine.tickMultiplier()));
        fact(
                "energy",
                String.format(
                        Locale.ROOT, "%.4g in all, %,d nodes active", engine.totalEnergy(), engine.activeNodes()));
        fact("mind", String.join(", ", List.of(word(engine.runningState()), word(engine.consciousnessState()))));
        EngineStatus.Persistence persistence = engine.persistence();
        if (persistence != null) {
            fact(
                    "persistence",
                    (persistence.enabled() ? "on" : "off") + ", " + Spans.count(persistence.dirty()) + " rows waiting, "
                            + Spans.count(persistence.written()) + " written, " + persistence.failures() + " failures"
                            + (word(persistence.lastError()).isEmpty() ? "" : ", last: " + persistence.lastError()));
        }
    }

    private static String word(String text) {
        return text == null ? "" : text;
    }
}
