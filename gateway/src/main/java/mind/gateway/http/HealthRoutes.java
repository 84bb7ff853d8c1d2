package mind.gateway.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import mind.gateway.access.Grant;
import mind.gateway.http.Minds.Mind;
import mind.gateway.metrics.EventCounts;
import mind.gateway.metrics.Metrics;

/** Routes that say whether the gateway lives, whether it is of use, and what it has counted. */
final class HealthRoutes {
    private static final long STUCK_NANOS = 5_000_000_000L;

    private final Minds minds;
    private final Health health;
    private final Metrics metrics;
    private final EventCounts events;
    private final long startedNanos = System.nanoTime();
    private long lastBeat = -1;
    private long beatSeenNanos = System.nanoTime();

    HealthRoutes(Minds minds, Health health, Metrics metrics, EventCounts events) {
        this.minds = minds;
        this.health = health;
        this.metrics = metrics;
        this.events = events;
    }

    /** {@code GET /api/ping} */
    void ping(Context ctx) {
        Answer.json(ctx, Answer.object().put("ok", true));
    }

    /**
     * {@code GET /healthz}: 200 as long as the process does its work, whatever Redis or the workers do; {@code status} says
     * how they are. 503 only if the relay's own loop stands still. With {@code ?selftest=1} each check by name.
     */
    void healthz(Context ctx) {
        List<Mind> all = minds.all();
        boolean stuck = stuck();
        List<String> failures = new java.util.ArrayList<>(health.notReady());
        failures.addAll(health.shortages());
        if (stuck) {
            failures.add("the relay's loop stands still");
        }
        for (Mind mind : all) {
            if (isTrouble(mind)) {
                failures.add(mind.name().citizen() + " is " + mind.state()
                        + (mind.reason().isEmpty() ? "" : ": " + mind.reason()));
            }
        }
        ObjectNode answer = Answer.object()
                .put("status", stuck ? "unhealthy" : failures.isEmpty() ? "healthy" : "degraded")
                .put("timestamp", Instant.now().toString());
        ArrayNode running = answer.putObject("engines")
                .put("count", all.stream().filter(Mind::running).count())
                .putArray("running");
        all.stream()
                .filter(Mind::running)
                .forEach(mind -> running.add(mind.name().graph()));
        if (Query.text(ctx, "selftest", "0").equals("1")) {
            ArrayNode list = answer.putObject("self_tests")
                    .put("passed", failures.isEmpty())
                    .putArray("failures");
            failures.forEach(list::add);
        }
        Answer.json(ctx, stuck ? 503 : 200, answer);
    }

    /** A citizen that somebody stopped, or that comes up for the first time, is no trouble. */
    private static boolean isTrouble(Mind mind) {
        return switch (mind.state()) {
            case BLOCKED, DEGRADED, BACKOFF, QUARANTINED, UNKNOWN -> true;
            case STARTING, LOADING -> mind.restarts() > 0;
            case STOPPED, RUNNING, STOPPING, EXITED, EMPTY -> false;
        };
    }

    private synchronized boolean stuck() {
        long now = System.nanoTime();
        long beat = health.beat();
        if (beat != lastBeat) {
            lastBeat = beat;
            beatSeenNanos = now;
        }
        return now - beatSeenNanos > STUCK_NANOS;
    }

    /** {@code GET /readyz}: 503 with reasons until the bus has lately answered, and while stopping. */
    void readyz(Context ctx) {
        List<String> reasons = health.notReady();
        ObjectNode answer = Answer.object().put("ready", reasons.isEmpty());
        ArrayNode list = answer.putArray("reasons");
        reasons.forEach(list::add);
        Answer.json(ctx, reasons.isEmpty() ? 200 : 503, answer);
    }

    /** {@code GET /metrics}, for Prometheus: of citizens by name, those that the visitor may see. */
    void metrics(Context ctx) {
        Grant grant = AccessRules.grant(ctx);
        Set<String> citizens = minds.all().stream()
                .filter(mind -> grant.sees(mind.name().graph()))
                .map(mind -> mind.name().citizen())
                .collect(Collectors.toSet());
        ctx.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.scrape(citizens::contains));
    }

    /** {@code GET /api/telemetry/counters}: events seen since the start, by type. */
    void counters(Context ctx) {
        ObjectNode answer = Answer.object()
                .put("timestamp", Instant.now().toString())
                .put("uptime_seconds", (System.nanoTime() - startedNanos) / 1_000_000_000L);
        ObjectNode counts = answer.putObject("event_counts");
        events.all()
                .forEach((type, count) ->
                        counts.putObject(type).put("total", count.total()).put("last_60s", count.lastMinute()));
        boolean any = minds.all().stream().anyMatch(Mind::running);
        Answer.json(ctx, answer.put("status", any ? "ok" : "no_engines_running"));
    }

    /** {@code GET /api/affective-telemetry/metrics} */
    void affective(Context ctx) {
        Map<String, EventCounts.Count> all = events.all();
        ObjectNode answer = Answer.object();
        answer.putObject("metrics")
                .put("sampleRate", 1.0)
                .put("bufferUtilization", 0.0)
                .put(
                        "totalEventsReceived",
                        all.values().stream()
                                .mapToLong(EventCounts.Count::total)
                                .sum())
                .put("activeEventTypes", all.size());
        ObjectNode counts = answer.putObject("eventCounts");
        all.forEach((type, count) -> counts.put(type, count.total()));
        Answer.json(ctx, answer);
    }

    /** {@code GET /api/affective-telemetry/validate-schemas}: each event's header is checked as it comes in. */
    void validateSchemas(Context ctx) {
        Answer.json(
                ctx,
                Answer.object()
                        .put("isValid", true)
                        .put("message", "every event is checked as it comes in; malformed ones are counted in /metrics")
                        .set("errors", Answer.array()));
    }
}
