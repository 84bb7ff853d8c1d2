package mind.gateway.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import mind.gateway.http.Minds.Mind;
import mind.protocol.GraphName;
import mind.protocol.GraphName.Level;

/** Routes that list which graphs there are: flat, and as one ecosystem with its organisation and its citizens. */
final class DirectoryRoutes {
    private static final String ECOSYSTEM = "primary";

    private final Asking asking;

    DirectoryRoutes(Asking asking) {
        this.asking = asking;
    }

    /** {@code GET /api/graphs} */
    void graphs(Context ctx) {
        ObjectNode answer = Answer.object();
        answer.set("citizens", named(ctx, Level.N1, "personal"));
        answer.set("organizations", named(ctx, Level.N2, "organizational"));
        answer.set("ecosystems", named(ctx, Level.N3, "ecosystem"));
        Answer.json(ctx, answer);
    }

    private ArrayNode named(Context ctx, Level level, String type) {
        ArrayNode list = Answer.array();
        for (Mind mind : of(ctx, level)) {
            list.addObject()
                    .put("id", mind.name().graph())
                    .put("name", title(mind.name().citizen()))
                    .put("type", type);
        }
        return list;
    }

    private List<Mind> of(Context ctx, Level level) {
        return asking.visible(ctx).stream()
                .filter(mind -> mind.name().level() == level)
                .toList();
    }

    /** {@code GET /api/ecosystems}: the one ecosystem with its organisation and its citizens. */
    void ecosystems(Context ctx) {
        ObjectNode answer = Answer.object();
        answer.putArray("ecosystems").add(ecosystem(ctx));
        Answer.json(ctx, answer);
    }

    /** {@code GET /api/ecosystem/{e}/graphs} */
    void ecosystemGraphs(Context ctx) {
        requireKnown("ecosystem", ctx.pathParam("e"), List.of(ECOSYSTEM, GraphName.ECOSYSTEM));
        Answer.json(ctx, ecosystem(ctx));
    }

    /** {@code GET /api/ecosystem/{e}/organization/{o}/graphs} */
    void organizationGraphs(Context ctx) {
        requireKnown("ecosystem", ctx.pathParam("e"), List.of(ECOSYSTEM, GraphName.ECOSYSTEM));
        requireKnown("organization", ctx.pathParam("o"), List.of(GraphName.ORGANISATION));
        Answer.json(ctx, organization(ctx));
    }

    private static void requireKnown(String what, String name, List<String> known) {
        if (!known.contains(name)) {
            throw new Problem(404, "no " + what + " \"" + name + "\": there is " + known.get(0));
        }
    }

    private ObjectNode ecosystem(Context ctx) {
        ObjectNode json = slug(ECOSYSTEM, GraphName.ECOSYSTEM);
        json.putArray("organizations").add(organization(ctx));
        return json;
    }

    private ObjectNode organization(Context ctx) {
        ObjectNode json = slug(GraphName.ORGANISATION, GraphName.ORGANISATION);
        ArrayNode citizens = json.putArray("citizens");
        for (Mind mind : of(ctx, Level.N1)) {
            citizens.add(slug(mind.name().citizen(), mind.name().graph()));
        }
        return json;
    }

    private static ObjectNode slug(String slug, String graph) {
        return Answer.object().put("slug", slug).put("graph_id", graph).put("name", title(slug));
    }

    /** As people write a name: the first letter large, {@code -} and {@code _} as spaces. */
    private static String title(String slug) {
        var title = new StringBuilder();
        for (String word : slug.split("[-_]")) {
            if (!word.isEmpty()) {
                title.append(title.isEmpty() ? "" : " ")
                        .append(Character.toUpperCase(word.charAt(0)))
                        .append(word.substring(1));
            }
        }
        return title.toString();
    }
}
