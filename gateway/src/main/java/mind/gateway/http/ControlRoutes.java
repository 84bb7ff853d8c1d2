package mind.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import mind.gateway.http.Minds.Mind;
import mind.protocol.Reply;

/** Routes that tell how citizens are, stop them, start them, and change their pace. */
final class ControlRoutes {
    private final Minds minds;
    private final Asking asking;

    ControlRoutes(Minds minds, Asking asking) {
        this.minds = minds;
        this.asking = asking;
    }

    /** {@code GET /api/consciousness/status}: the engines that were heard of, counted by pace. */
    void systemStatus(Context ctx) {
        int frozen = 0;
        int slow = 0;
        int running = 0;
        ObjectNode engines = Answer.object();
        for (Mind mind : asking.visible(ctx)) {
            if (mind.status().isEmpty() || !mind.running()) {
                continue;
            }
            double multiplier = mind.status().get().tickMultiplier();
            if (multiplier >= CitizenStatus.FROZEN) {
                frozen++;
            } else if (multiplier > 1) {
                slow++;
            } else {
                running++;
            }
            engines.set(mind.name().graph(), CitizenStatus.of(mind));
        }
        ObjectNode answer = Answer.object()
                .put("total_engines", engines.size())
                .put("frozen", frozen)
                .put("running", running)
                .put("slow_motion", slow);
        answer.set("engines", engines);
        Answer.json(ctx, answer);
    }

    /** {@code POST /api/consciousness/pause-all} */
    void pauseAll(Context ctx) {
        all(ctx, "pause", "paused");
    }

    /** {@code POST /api/consciousness/resume-all} */
    void resumeAll(Context ctx) {
        all(ctx, "resume", "resumed");
    }

    private void all(Context ctx, String command, String done) {
        Map<String, CompletableFuture<Reply>> asked = new LinkedHashMap<>();
        for (Mind mind : asking.visible(ctx)) {
            if (mind.running()) {
                asking.findToAct(ctx, mind.name().graph());
                asked.put(mind.name().graph(), minds.ask(mind.name().graph(), command, Answer.object()));
            }
        }
        if (asked.isEmpty()) {
            AccessRules.requireActing(ctx);
        }
        var allThere = CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new));
        asking.then(ctx, allThere, nothing -> writeAll(ctx, asked, done));
    }

    private static void writeAll(Context ctx, Map<String, CompletableFuture<Reply>> asked, String done) {
        ObjectNode answer = Answer.object().put("status", "all_" + done);
        ArrayNode citizens = Answer.array();
        ArrayNode failed = Answer.array();
        asked.forEach((graph, future) -> {
            Reply reply = future.join(); // complete: allOf came first
            if (reply.ok()) {
                citizens.add(graph);
            } else {
                failed.addObject().put("citizen_id", graph).put("detail", reply.error());
            }
        });
        answer.put("count", citizens.size()).set(done + "_citizens", citizens);
        if (!failed.isEmpty()) {
            answer.put("status", "some_" + done).set("failed", failed);
        }
        Answer.json(ctx, answer);
    }

    /** {@code GET /api/citizen/{id}/status} */
    void status(Context ctx) {
        Answer.json(ctx, CitizenStatus.of(asking.find(ctx, ctx.pathParam("id"))));
    }

    /** {@code POST /api/citizen/{id}/pause} */
    void pause(Context ctx) {
        act(ctx, "pause");
    }

    /** {@code POST /api/citizen/{id}/resume} */
    void resume(Context ctx) {
        act(ctx, "resume");
    }

    /** {@code POST /api/citizen/{id}/persist} */
    void persist(Context ctx) {
        act(ctx, "persist");
    }

    private void act(Context ctx, String command) {
        asking.pass(ctx, asking.findToAct(ctx, ctx.pathParam("id")), command, Answer.object());
    }

    /** {@code POST /api/citizen/{id}/speed} with {@code {"multiplier": number}} */
    void speed(Context ctx) {
        Mind mind = asking.findToAct(ctx, ctx.pathParam("id"));
        JsonNode multiplier = Answer.body(ctx).path("multiplier");
        if (!multiplier.isNumber() || !(multiplier.asDouble() > 0) || Double.isInfinite(multiplier.asDouble())) {
            throw new Problem(422, "multiplier must be a number above 0: 1 is normal, above 1 slower, 1e9 frozen");
        }
        asking.pass(ctx, mind, "speed", Answer.object().put("multiplier", multiplier.asDouble()));
    }

    /** {@code GET /api/citizen/{id}/history?metric=&seconds=} */
    void history(Context ctx) {
        Mind mind = asking.find(ctx, ctx.pathParam("id"));
        ObjectNode args = Answer.object().put("metric", Query.text(ctx, "metric", "energy"));
        asking.pass(ctx, mind, "history", args.put("seconds", Query.integer(ctx, "seconds", 300, 1, 86_400)));
    }
}
