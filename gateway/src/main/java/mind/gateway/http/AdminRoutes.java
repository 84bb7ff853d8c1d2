package mind.gateway.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import mind.gateway.access.AdminKey;
import mind.gateway.access.Door;
import mind.gateway.access.Refusal;
import mind.gateway.http.Minds.Mind;
import mind.protocol.EngineStatus;
import mind.protocol.GraphName;
import mind.protocol.Nearest;
import mind.protocol.Reply;

/**
 * Routes for whoever has the admin key, in the header {@code X-API-Key}; without a key set they do not exist. What is asked
 * about a graph is asked of its worker: the gateway queries nothing.
 */
final class AdminRoutes {
    private final Minds minds;
    private final Asking asking;
    private final Sockets sockets;
    private final Door door;
    private final AdminKey key;

    AdminRoutes(Minds minds, Asking asking, Sockets sockets, Door door, AdminKey key) {
        this.minds = minds;
        this.asking = asking;
        this.sockets = sockets;
        this.door = door;
        this.key = key;
    }

    /** Before every route under {@code /admin}. */
    void check(Context ctx) {
        if (!key.isSet()) {
            throw new Problem(404, "no such route");
        }
        if (!door.isAdmin(Optional.ofNullable(ctx.header("X-API-Key")), AccessRules.visit(ctx))) {
            throw new Problem(Refusal.ADMIN_KEY.status(), Refusal.ADMIN_KEY.detail());
        }
    }

    /** {@code GET /admin/graphs} */
    void graphs(Context ctx) {
        ObjectNode answer = Answer.object();
        ArrayNode graphs = answer.putArray("graphs");
        for (Mind mind : minds.all()) {
            graphs.addObject()
                    .put("name", mind.name().graph())
                    .put("nodes", mind.status().map(EngineStatus::nodes).orElse(0))
                    .put("edges", mind.status().map(EngineStatus::links).orElse(0))
                    .put("state", mind.state().word());
        }
        Answer.json(ctx, answer.put("total_graphs", graphs.size()));
    }

    /** {@code POST /admin/query} with {@code {graph_name, query}}; the worker runs it read-only. */
    void query(Context ctx) {
        ObjectNode body = Answer.body(ctx);
        String query = body.path("query").asText("");
        if (query.isBlank()) {
            throw new Problem(422, "query is missing");
        }
        Mind mind = find(body.path("graph_name").asText(""));
        long began = System.nanoTime();
        var coming = minds.ask(mind.name().graph(), "query", Answer.object().put("query", query));
        asking.then(ctx, coming, reply -> {
            if (reply.ok()) {
                ObjectNode answer = Answer.object();
                answer.set("result", reply.result());
                Answer.json(ctx, answer.put("execution_time_ms", (System.nanoTime() - began) / 1e6));
            } else {
                Asking.write(ctx, reply);
            }
        });
    }

    /** {@code POST /admin/reload}, of one citizen with {@code {graph_name}} or of all that run. */
    void reload(Context ctx) {
        String name = ctx.bodyAsBytes().length == 0
                ? ""
                : Answer.body(ctx).path("graph_name").asText("");
        List<Mind> chosen =
                name.isEmpty() ? minds.all().stream().filter(Mind::running).toList() : List.of(find(name));
        List<CompletableFuture<Reply>> asked = chosen.stream()
                .map(mind -> minds.ask(mind.name().graph(), "reload", Answer.object()))
                .toList();
        asking.then(ctx, CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)), nothing -> {
            List<Reply> refused = asked.stream()
                    .map(CompletableFuture::join)
                    .filter(reply -> !reply.ok())
                    .toList();
            if (!refused.isEmpty()) {
                Asking.write(ctx, refused.get(0));
                return;
            }
            Answer.json(
                    ctx,
                    202,
                    Answer.object()
                            .put("status", "reloading")
                            .put(
                                    "message",
                                    asked.size() + " of " + minds.all().size() + " citizens load their graphs anew"));
        });
    }

    /** {@code GET /admin/clients}: every open socket with its subscriptions, queue and lag. */
    void clients(Context ctx) {
        asking.then(ctx, sockets.list(), list -> {
            ObjectNode answer = Answer.object();
            answer.putArray("clients").addAll(list);
            Answer.json(ctx, answer.put("total", list.size()));
        });
    }

    /** {@code POST /admin/clients/{id}/kick} and {@code DELETE /admin/clients/{id}} */
    void kick(Context ctx) {
        String id = ctx.pathParam("id");
        asking.then(ctx, sockets.kick(id), gone -> {
            if (!gone) {
                throw new Problem(404, "no client \"" + id + "\"; see /admin/clients");
            }
            Answer.json(ctx, Answer.object().put("status", "kicked").put("client", id));
        });
    }

    private Mind find(String name) {
        String graph = GraphName.of(name).graph();
        return minds.all().stream()
                .filter(mind -> mind.name().graph().equals(graph))
                .findFirst()
                .orElseThrow(() -> new Problem(
                        404,
                        "no graph \"" + name + "\""
                                + Nearest.hint(
                                        name,
                                        minds.all().stream()
                                                .map(mind -> mind.name().graph())
                                                .toList())));
    }
}
