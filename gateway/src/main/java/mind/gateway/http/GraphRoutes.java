package mind.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import mind.gateway.feed.Snapshot;
import mind.gateway.http.Minds.Mind;
import mind.protocol.EngineStatus;
import mind.protocol.GraphName;
import mind.protocol.GraphName.Level;

/** Routes that read citizens' graphs as they are in their engines. */
final class GraphRoutes {
    private static final int MOST_NODES = 1_000;
    private static final int MOST_LINKS = 5_000;
    private static final int MOST_SUBENTITIES = 100;

    private static final long DEBT_MILLIS = 60_000;

    private final Minds minds;
    private final Asking asking;
    private final Executor reading;
    private volatile Debt debt = new Debt(0, 0, 0);

    /** How many links still have the weight they were made with; {@code readMs} is when that was counted, 0 for never. */
    private record Debt(long links, long untouched, long readMs) {}

    /** @param reading turns whole graphs into answers, a few at a time: it costs more than anything else here */
    GraphRoutes(Minds minds, Asking asking, Executor reading) {
        this.minds = minds;
        this.asking = asking;
        this.reading = reading;
    }

    /** {@code GET /api/consciousness/citizen/{id}}: the whole graph; empty lists where no engine runs. */
    void citizen(Context ctx) {
        String id = ctx.pathParam("id");
        String graph = GraphName.of(id).graph();
        Optional<Mind> mind = asking.visible(ctx).stream()
                .filter(one -> one.name().graph().equals(graph))
                .findFirst();
        if (mind.filter(Mind::running).isEmpty()) {
            Answer.json(ctx, notRunning(GraphName.of(id)));
            return;
        }
        read(
                ctx,
                mind.get(),
                picture -> whole(mind.get(), picture),
                () -> notRunning(mind.get().name()));
    }

    private static ObjectNode notRunning(GraphName name) {
        ObjectNode answer = Answer.object()
                .put("id", "citizen_" + name.citizen())
                .put("name", name.citizen())
                .put("type", "personal");
        answer.putArray("nodes");
        answer.putArray("links");
        answer.putObject("metadata").put("status", "engine_not_running");
        return answer;
    }

    private static ObjectNode whole(Mind mind, Picture picture) {
        ObjectNode answer = Answer.object()
                .put("id", "citizen_" + mind.name().citizen())
                .put("name", mind.name().citizen())
                .put("type", mind.name().level() == Level.N1 ? "personal" : "organizational");
        answer.set("nodes", Picture.rows(picture.nodes(), Integer.MAX_VALUE, node -> row(node)
                .put("energy", node.energy())));
        answer.set("links", Picture.rows(picture.links(), Integer.MAX_VALUE, link -> row(link)
                .put("energy", 0)));
        answer.putObject("metadata")
                .put("node_count", picture.nodes().size())
                .put("link_count", picture.links().size())
                .put("tick_count", picture.frame());
        return answer;
    }

    private static boolean active(Picture.Node node) {
        return node.energy() >= node.theta();
    }

    private static ObjectNode row(Picture.Node node) {
        return Answer.object()
                .put("id", node.id())
                .put("name", node.name())
                .put("node_type", node.type())
                .put("theta", node.theta())
                .put("active", active(node))
                .put("log_weight", node.logWeight());
    }

    private static ObjectNode row(Picture.Link link) {
        return Answer.object()
                .put("id", link.id())
                .put("src", link.source())
                .put("dst", link.target())
                .put("type", link.type())
                .put("log_weight", link.logWeight());
    }

    /** {@code GET /api/graph/{type}/{id}}: at most 1,000 nodes, 5,000 links and 100 subentities. */
    void graph(Context ctx) {
        String type = ctx.pathParam("type");
        Level level =
                switch (type) {
                    case "citizen" -> Level.N1;
                    case "organization" -> Level.N2;
                    case "ecosystem" -> Level.N3;
                    default ->
                        throw new Problem(
                                404, "no graphs of type \"" + type + "\": there are citizen, organization, ecosystem");
                };
        Mind mind = asking.find(ctx, ctx.pathParam("id"));
        if (mind.name().level() != level) {
            throw new Problem(404, mind.name().graph() + " is no " + type);
        }
        read(ctx, mind, picture -> bounded(mind, type, picture), GraphRoutes::unreadable);
    }

    private static ObjectNode bounded(Mind mind, String type, Picture picture) {
        long now = System.currentTimeMillis();
        ObjectNode answer = Answer.object().put("graph_id", mind.name().graph()).put("graph_type", type);
        answer.set("nodes", Picture.rows(picture.nodes(), MOST_NODES, node -> {
            ObjectNode json = Answer.object()
                    .put("id", node.id())
                    .put("node_id", node.id())
                    .put("node_type", node.type())
                    .put("text", node.name())
                    .put("energy", node.energy())
                    .put("weight", Math.exp(node.logWeight()))
                    .put("base_weight", node.logWeight());
            json.putArray("labels").add(node.type());
            return json;
        }));
        answer.set("links", Picture.rows(picture.links(), MOST_LINKS, link -> Answer.object()
                .put("id", link.id())
                .put("source", link.source())
                .put("target", link.target())
                .put("type", link.type())
                .put("strength", Math.exp(link.logWeight()))
                .put("weight", Math.exp(link.logWeight()))));
        answer.set("subentities", Picture.rows(picture.subentities(), MOST_SUBENTITIES, sub -> {
            ObjectNode json = Answer.object()
                    .put("entity_id", sub.id())
                    .put("name", sub.name())
                    .put("energy", sub.energy())
                    .put("theta", sub.theta())
                    .put("activation_level", sub.active() ? "active" : "inactive")
                    .put("members_count", sub.members())
                    .put("coherence", sub.quality());
            json.putArray("labels").add("SubEntity");
            return json;
        }));
        answer.putObject("metadata")
                .put("node_count", picture.nodes().size())
                .put("link_count", picture.links().size())
                .put("last_updated", now);
        return answer;
    }

    /** {@code GET /api/viz/snapshot?graph_id=} */
    void viz(Context ctx) {
        Mind mind = asking.find(ctx, Query.required(ctx, "graph_id"));
        read(ctx, mind, picture -> snapshotV2(mind, picture), GraphRoutes::unreadable);
    }

    private static ObjectNode snapshotV2(Mind mind, Picture picture) {
        ObjectNode answer = Answer.object()
                .put("kind", "snapshot.v2")
                .put("frame_id", picture.frame())
                .put("ts", Instant.now().toString());
        answer.set("nodes", Picture.rows(picture.nodes(), Integer.MAX_VALUE, node -> row(node)
                .put("total_energy", node.energy())
                .put("soft_activation", 1 / (1 + Math.exp(-10 * (node.energy() - node.theta()))))));
        answer.set("links", Picture.rows(picture.links(), Integer.MAX_VALUE, GraphRoutes::row));
        Optional<EngineStatus> status = mind.status();
        answer.putObject("metrics")
                .put("global_energy", status.map(EngineStatus::globalEnergy).orElse(0.0))
                .put(
                        "active_nodes",
                        picture.nodes().stream().filter(GraphRoutes::active).count())
                .put("active_links", picture.links().size())
                .put(
                        "active_entities",
                        picture.subentities().stream()
                                .filter(Picture.Subentity::active)
                                .count())
                .put("rho", status.map(EngineStatus::branchingRatio).orElse(0.0));
        return answer;
    }

    private static ObjectNode unreadable() {
        throw new Problem(503, "the engine has no picture of its graph yet: try again in a moment");
    }

    private void read(Context ctx, Mind mind, Function<Picture, JsonNode> answer, Supplier<JsonNode> without) {
        if (!mind.running()) {
            throw new Problem(503, mind.name().citizen() + " is " + mind.state() + ", not running");
        }
        var coming = minds.picture(mind.name().graph())
                .thenApplyAsync(
                        found -> found.map(GraphRoutes::parse).map(answer).orElseGet(without), reading);
        asking.then(ctx, coming, json -> Answer.json(ctx, json));
    }

    private static Picture parse(Snapshot snapshot) {
        try {
            return Picture.of(snapshot);
        } catch (IOException e) {
            throw new Problem(
                    500, "the engine's picture of " + snapshot.graph() + " cannot be read: " + e.getMessage());
        }
    }

    /**
     * {@code GET /api/consciousness/constant-debt}: of the links of all running citizens, how many still have log weight 0,
     * the weight they were made with, and so nothing learned. Counted anew at most once a minute.
     */
    void constantDebt(Context ctx) {
        if (debt.readMs > System.currentTimeMillis() - DEBT_MILLIS) {
            Answer.json(ctx, asJson(debt));
            return;
        }
        var counted = CompletableFuture.completedFuture(new Debt(0, 0, System.currentTimeMillis()));
        for (Mind mind : minds.all()) {
            if (mind.running()) {
                counted = counted.thenCombineAsync(minds.picture(mind.name().graph()), GraphRoutes::add, reading);
            }
        }
        asking.then(ctx, counted, found -> {
            debt = found;
            Answer.json(ctx, asJson(found));
        });
    }

    private static Debt add(Debt sum, Optional<Snapshot> found) {
        if (found.isEmpty()) {
            return sum;
        }
        List<Picture.Link> links = parse(found.get()).links();
        long untouched = links.stream().filter(link -> link.logWeight() == 0).count();
        return new Debt(sum.links + links.size(), sum.untouched + untouched, sum.readMs);
    }

    private static ObjectNode asJson(Debt debt) {
        ObjectNode answer = Answer.object();
        answer.putObject("wm_alpha")
                .put("total_edges", debt.links)
                .put("constant_count", debt.untouched)
                .put("learned_count", debt.links - debt.untouched)
                .put("debt_ratio", debt.links == 0 ? 0 : (double) debt.untouched / debt.links);
        answer.putArray("mode_contours");
        return answer;
    }
}
