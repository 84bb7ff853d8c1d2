package mind.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import mind.gateway.feed.Snapshot;
import mind.gateway.http.Minds.Mind;
import mind.protocol.EngineStatus;
import mind.protocol.GraphName;
import mind.protocol.GraphName.Level;

/** Routes that read citizens' graphs as they are in their engines. */
final class GraphRoutes {
    private final Minds minds;
    private final Asking asking;
    private final PictureRoom room;
    private final Executor reading;
    private final long takingMillis;
    private final ConstantDebt debt;

    /**
     * @param room         what memory graphs may take
     * @param reading      reads whole graphs, one at a time: it costs more than anything else here
     * @param takingMillis how long a visitor may take over one
     */
    GraphRoutes(Minds minds, Asking asking, PictureRoom room, Executor reading, long takingMillis) {
        this.minds = minds;
        this.asking = asking;
        this.room = room;
        this.reading = reading;
        this.takingMillis = takingMillis;
        this.debt = new ConstantDebt(minds, reading);
    }

    /** One of the forms a picture is written in. */
    private interface Form {
        void write(GraphJson json) throws IOException;
    }

    /** The answer where the engine has no picture. */
    private interface Without {
        void answer(Context ctx);
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
        GraphName name = mind.get().name();
        read(ctx, mind.get(), GraphJson::whole, late -> Answer.json(late, notRunning(name)));
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

    /** {@code GET /api/graph/{type}/{id}}: the graph's beginning. */
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
        read(ctx, mind, json -> json.bounded(type), GraphRoutes::noPicture);
    }

    /** {@code GET /api/viz/snapshot?graph_id=} */
    void viz(Context ctx) {
        Mind mind = asking.find(ctx, Query.required(ctx, "graph_id"));
        read(ctx, mind, GraphJson::snapshotV2, GraphRoutes::noPicture);
    }

    private static void noPicture(Context ctx) {
        throw new Problem(503, "the engine has no picture of its graph yet: try again in a moment");
    }

    private void read(Context ctx, Mind mind, Form form, Without without) {
        if (!mind.running()) {
            throw new Problem(503, mind.name().citizen() + " is " + mind.state() + ", not running");
        }
        String graph = mind.name().graph();
        PictureRoom.Place place = room.take(
                graph,
                mind.status().map(EngineStatus::nodes).orElse(0),
                mind.status().map(EngineStatus::links).orElse(0));
        var coming =
                minds.picture(graph).thenApplyAsync(found -> found.map(snapshot -> parse(snapshot, place)), reading);
        var over = asking.then(ctx, coming, found -> {
            if (found.isPresent()) {
                write(ctx, mind, found.get(), form);
            } else {
                without.answer(ctx);
            }
        });
        over.whenComplete((nothing, failure) -> place.leave());
    }

    private static Picture parse(Snapshot snapshot, PictureRoom.Place place) {
        try {
            place.fit(0, snapshot.bytes());
            Picture picture = Picture.of(snapshot);
            place.fit(picture.nodeCount(), snapshot.bytes());
            return picture;
        } catch (IOException e) {
            throw Problem.unreadable(snapshot.graph(), e);
        }
    }

    private void write(Context ctx, Mind mind, Picture picture, Form form) {
        LongAnswer.json(ctx, takingMillis, room::cutOff, json -> form.write(new GraphJson(mind, picture, json)));
    }

    /** {@code GET /api/consciousness/constant-debt} */
    void constantDebt(Context ctx) {
        asking.then(ctx, debt.of(asking.visible(ctx)), found -> {
            ObjectNode answer = Answer.object();
            answer.putObject("wm_alpha")
                    .put("total_edges", found.links())
                    .put("constant_count", found.untouched())
                    .put("learned_count", found.links() - found.untouched())
                    .put("debt_ratio", found.links() == 0 ? 0 : (double) found.untouched() / found.links());
            answer.putArray("mode_contours");
            Answer.json(ctx, answer);
        });
    }
}
