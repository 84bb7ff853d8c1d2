package mind.gateway.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.net.InetAddress;
import java.util.concurrent.Executor;
import mind.gateway.access.AdminKey;
import mind.gateway.access.Door;
import mind.gateway.metrics.EventCounts;
import mind.gateway.metrics.Metrics;
import org.eclipse.jetty.server.Request;

/** The table of all routes, and how each kind is made. */
public final class Routes {
    private final Minds minds;
    private final Health health;
    private final Sockets sockets;
    private final Metrics metrics;
    private final EventCounts events;
    private final Door door;
    private final AdminKey key;
    private final PictureRoom room;

    /**
     * @param sockets what an administrator may see and close
     * @param metrics what {@code /metrics} shows
     * @param events  what {@code /api/telemetry/counters} shows
     * @param door    who may come in
     * @param room    what memory whole graphs may take
     */
    public Routes(
            Minds minds,
            Health health,
            Sockets sockets,
            Metrics metrics,
            EventCounts events,
            Door door,
            AdminKey key,
            PictureRoom room) {
        this.minds = minds;
        this.health = health;
        this.sockets = sockets;
        this.metrics = metrics;
        this.events = events;
        this.door = door;
        this.key = key;
        this.room = room;
    }

    /**
     * @param answering    runs what may wait for a slow visitor
     * @param reading      reads whole graphs
     * @param takingMillis how long a visitor may take over one
     */
    void addTo(RoutesConfig app, Executor answering, Executor reading, long takingMillis) {
        var asking = new Asking(minds, answering);
        var access = new AccessRules(door);
        var page = new DashboardFiles();
        var own = new HealthRoutes(minds, health, metrics, events);
        var control = new ControlRoutes(minds, asking);
        var mind = new MindRoutes(minds, asking);
        var graph = new GraphRoutes(minds, asking, room, reading, takingMillis);
        var directory = new DirectoryRoutes(asking);
        var admin = new AdminRoutes(minds, asking, sockets, door, key);

        app.before(access::check);
        app.before("/admin/*", admin::check);
        app.options("/*", AccessRules::preflight);

        app.get("/", page::index);
        app.get("/app/{build}/<file>", page::file);

        app.get("/healthz", own::healthz);
        app.get("/readyz", own::readyz);
        app.get("/metrics", own::metrics);
        app.get("/api/ping", own::ping);
        app.get("/api/telemetry/counters", own::counters);
        app.get("/api/affective-telemetry/metrics", own::affective);
        app.get("/api/affective-telemetry/validate-schemas", own::validateSchemas);

        app.get("/api/consciousness/status", control::systemStatus);
        app.post("/api/consciousness/pause-all", control::pauseAll);
        app.post("/api/consciousness/resume-all", control::resumeAll);
        app.get("/api/citizen/{id}/status", control::status);
        app.post("/api/citizen/{id}/pause", control::pause);
        app.post("/api/citizen/{id}/resume", control::resume);
        app.post("/api/citizen/{id}/speed", control::speed);
        app.post("/api/citizen/{id}/persist", control::persist);
        app.get("/api/citizen/{id}/history", control::history);

        app.post("/api/citizen/{id}/inject", mind::inject);
        app.post("/api/engines/{id}/inject", mind::inject);
        app.post("/api/consciousness/stimulus", mind::stimulus);
        app.post("/api/conversation/create", mind::createConversation);
        app.get("/api/search/semantic", mind::search);
        app.get("/api/subentity/{id}/members", mind::members);
        app.get("/api/citizen/{id}/node", mind::node);
        app.get("/api/citizen/{id}/neighbours", mind::neighbours);

        app.get("/api/consciousness/citizen/{id}", graph::citizen);
        app.get("/api/consciousness/constant-debt", graph::constantDebt);
        app.get("/api/graph/{type}/{id}", graph::graph);
        app.get("/api/viz/snapshot", graph::viz);
        app.get("/api/graphs", directory::graphs);
        app.get("/api/ecosystems", directory::ecosystems);
        app.get("/api/ecosystem/{e}/graphs", directory::ecosystemGraphs);
        app.get("/api/ecosystem/{e}/organization/{o}/graphs", directory::organizationGraphs);

        app.get("/admin/graphs", admin::graphs);
        app.post("/admin/query", admin::query);
        app.post("/admin/reload", admin::reload);
        app.get("/admin/clients", admin::clients);
        app.post("/admin/clients/{id}/kick", admin::kick);
        app.delete("/admin/clients/{id}", admin::kick);

        app.exception(Problem.class, Problem::answer);
        app.exception(
                HttpResponseException.class,
                (problem, ctx) -> Answer.problem(ctx, problem.getStatus(), words(problem, ctx)));
        app.exception(Exception.class, (fault, ctx) -> Faults.answer(fault, ctx));
    }

    /** Who sends {@code request}, behind whatever proxies are trusted. */
    InetAddress client(Request request) {
        return door.client(SocketGate.visit(request));
    }

    private static String words(HttpResponseException problem, Context ctx) {
        return problem.getStatus() == 404 ? "no such route: " + ctx.method() + " " + ctx.path() : problem.getMessage();
    }
}
