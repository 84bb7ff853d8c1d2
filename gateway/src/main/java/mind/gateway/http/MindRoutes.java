package mind.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mind.gateway.http.Minds.Mind;
import mind.protocol.Reply;

/** Routes that put something before a mind or ask what it knows: stimuli, conversations, search, members. */
final class MindRoutes {
    private static final int MOST_TEXT = 20_000;
    private static final int MOST_MESSAGES = 200;

    private final Minds minds;
    private final Asking asking;

    MindRoutes(Minds minds, Asking asking) {
        this.minds = minds;
        this.asking = asking;
    }

    /** {@code POST /api/citizen/{id}/inject} and {@code /api/engines/{id}/inject}: {@code {text, severity?, metadata?}} → 202. */
    void inject(Context ctx) {
        Mind mind = asking.findToAct(ctx, ctx.pathParam("id"));
        inject(ctx, mind, Answer.body(ctx));
    }

    /** {@code POST /api/consciousness/stimulus}: the same with {@code citizen_id} in the body. */
    void stimulus(Context ctx) {
        ObjectNode body = Answer.body(ctx);
        inject(ctx, asking.findToAct(ctx, requiredText(body, "citizen_id")), body);
    }

    private void inject(Context ctx, Mind mind, ObjectNode body) {
        String text = firstText(body, "text", "content")
                .orElseThrow(() -> new Problem(422, "text is missing: give what the citizen is to perceive"));
        JsonNode severity = body.path("severity");
        if (!severity.isMissingNode()
                && !severity.isNull()
                && !(severity.isNumber() && severity.asDouble() >= 0 && severity.asDouble() <= 1)) {
            throw new Problem(422, "severity must be a number from 0 to 1");
        }
        ObjectNode args = Answer.object()
                .put("text", bounded(text))
                .put("stimulus_id", firstText(body, "stimulus_id", "id").orElseGet(MindRoutes::newId))
                .put("source", firstText(body, "source", "channel").orElse("rest"));
        for (String optional : List.of("severity", "metadata", "embedding")) {
            if (body.hasNonNull(optional)) {
                args.set(optional, body.get(optional));
            }
        }
        asking.then(ctx, minds.ask(mind.name().graph(), "inject", args), reply -> {
            if (reply.ok()) {
                Answer.json(ctx, 202, reply.result());
            } else {
                Asking.write(ctx, reply);
            }
        });
    }

    /**
     * {@code POST /api/conversation/create}: the conversation so far, put before the citizen as one stimulus of the source
     * {@code conversation}.
     */
    void createConversation(Context ctx) {
        ObjectNode body = Answer.body(ctx);
        Mind mind = asking.findToAct(ctx, requiredText(body, "citizen_id"));
        JsonNode messages = body.path("messages");
        if (!messages.isArray() || messages.isEmpty() || messages.size() > MOST_MESSAGES) {
            throw new Problem(422, "messages must be a list of 1 to " + MOST_MESSAGES + " {role, content}");
        }
        var text = new StringBuilder();
        for (JsonNode message : messages) {
            String role = message.path("role").asText();
            if (!message.path("content").isTextual() || !role.equals("human") && !role.equals("assistant")) {
                throw new Problem(422, "each message needs role \"human\" or \"assistant\" and a content");
            }
            text.append(role)
                    .append(": ")
                    .append(message.path("content").asText())
                    .append('\n');
        }
        long now = System.currentTimeMillis();
        String id = "conv_" + now + "_" + mind.name().citizen();
        ObjectNode args = Answer.object()
                .put("text", bounded(text.toString()))
                .put("stimulus_id", id)
                .put("source", "conversation");
        ObjectNode metadata = args.putObject("metadata").put("messages", messages.size());
        firstText(body, "session_id").ifPresent(session -> metadata.put("session_id", session));
        asking.then(
                ctx,
                minds.ask(mind.name().graph(), "inject", args),
                reply -> Asking.write(ctx, reply.ok() ? created(id, now) : reply));
    }

    private static Reply created(String id, long now) {
        return Reply.done(Answer.object()
                .put("conversation_id", id)
                .put("status", "created")
                .put("timestamp", now));
    }

    /** {@code GET /api/search/semantic?query=&graph_id=&limit=&threshold=&node_type=} */
    void search(Context ctx) {
        String query = Query.required(ctx, "query");
        Mind mind = asking.find(ctx, Query.required(ctx, "graph_id"));
        double threshold = Query.decimal(ctx, "threshold", 0, 0, 1);
        String type = Query.text(ctx, "node_type", "");
        ObjectNode args =
                Answer.object().put("query", bounded(query)).put("limit", Query.integer(ctx, "limit", 10, 1, 100));
        if (!type.isEmpty()) {
            args.put("node_type", type);
        }
        asking.then(ctx, minds.ask(mind.name().graph(), "search", args), reply -> {
            if (!reply.ok()) {
                Asking.write(ctx, reply);
                return;
            }
            ObjectNode answer = Answer.object()
                    .put("query", query)
                    .put("graph_id", mind.name().graph());
            answer.put("node_type", type.isEmpty() ? null : type);
            answer.put("kind", reply.result().path("kind").asText());
            var results = answer.putArray("results");
            for (JsonNode found : reply.result().path("results")) {
                if (found.path("similarity").asDouble() >= threshold) {
                    results.add(asHit(found));
                }
            }
            Answer.json(ctx, answer);
        });
    }

    /** The search box looks for a node whose id equals the hit's name, so the id is what stands there. */
    private static ObjectNode asHit(JsonNode found) {
        ObjectNode hit = found.deepCopy();
        hit.put("title", found.path("name").asText());
        hit.put("name", found.path("id").asText());
        return hit;
    }

    /** {@code GET /api/subentity/{id}/members?graph_id=&limit=&offset=&sort=&order=}; without {@code graph_id} all are asked. */
    void members(Context ctx) {
        ObjectNode args = Answer.object()
                .put("id", ctx.pathParam("id"))
                .put("limit", Query.integer(ctx, "limit", 100, 1, 1_000))
                .put("offset", Query.integer(ctx, "offset", 0, 0, Integer.MAX_VALUE))
                .put("sort", Query.choice(ctx, "sort", List.of("weight", "activation", "recent")))
                .put("order", Query.choice(ctx, "order", List.of("desc", "asc")));
        String graph = Query.text(ctx, "graph_id", "");
        if (!graph.isEmpty()) {
            asking.pass(ctx, asking.find(ctx, graph), "members", args);
            return;
        }
        List<String> graphs = asking.visible(ctx).stream()
                .filter(Mind::running)
                .map(mind -> mind.name().graph())
                .toList();
        asking.then(ctx, new FirstToKnow(minds).ask(graphs, "members", args), reply -> Asking.write(ctx, reply));
    }

    /** {@code GET /api/citizen/{id}/node?id=}: all that is stored of one node. */
    void node(Context ctx) {
        Mind mind = asking.find(ctx, ctx.pathParam("id"));
        asking.pass(ctx, mind, "node", Answer.object().put("id", Query.required(ctx, "id")));
    }

    /** {@code GET /api/citizen/{id}/neighbours?id=&hops=&limit=} */
    void neighbours(Context ctx) {
        Mind mind = asking.find(ctx, ctx.pathParam("id"));
        ObjectNode args = Answer.object()
                .put("id", Query.required(ctx, "id"))
                .put("hops", Query.integer(ctx, "hops", 1, 1, 3))
                .put("limit", Query.integer(ctx, "limit", 100, 1, 1_000));
        asking.pass(ctx, mind, "neighbours", args);
    }

    private static String newId() {
        return "stim-" + UUID.randomUUID();
    }

    private static String bounded(String text) {
        if (text.length() > MOST_TEXT) {
            throw new Problem(
                    422, "the text has " + text.length() + " characters: at most " + MOST_TEXT + " are taken");
        }
        return text;
    }

    private static String requiredText(ObjectNode body, String name) {
        return firstText(body, name).orElseThrow(() -> new Problem(422, name + " is missing"));
    }

    private static Optional<String> firstText(ObjectNode body, String... names) {
        for (String name : names) {
            if (body.path(name).isTextual() && !body.path(name).asText().isBlank()) {
                return Optional.of(body.path(name).asText());
            }
        }
        return Optional.empty();
    }
}
