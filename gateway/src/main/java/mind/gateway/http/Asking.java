package mind.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import mind.gateway.access.Grant;
import mind.gateway.access.Refusal;
import mind.gateway.http.Minds.Mind;
import mind.protocol.GraphName;
import mind.protocol.Nearest;
import mind.protocol.Reply;

/** Finds the citizen a route is about, checks that the visitor may, asks its worker, and passes the answer on. */
final class Asking {
    private final Minds minds;
    private final Executor answering;

    /** @param answering runs what may wait for a slow visitor, so that no thread of the relay ever does */
    Asking(Minds minds, Executor answering) {
        this.minds = minds;
        this.answering = answering;
    }

    /**
     * Answers a request once {@code coming} is there.
     *
     * @return done when nothing more is done for it, answered or not
     */
    <T> CompletableFuture<?> then(Context ctx, CompletableFuture<T> coming, Consumer<T> answer) {
        var answered =
                new CompletableFuture<Void>(); // never done for a request that is over: nobody is there to answer
        var over = coming.whenCompleteAsync(
                (value, failure) -> {
                    if (Faults.isOver(ctx)) {
                        return;
                    }
                    try {
                        if (failure != null) {
                            throw failure;
                        }
                        answer.accept(value);
                        answered.complete(null);
                    } catch (Throwable e) {
                        answered.completeExceptionally(e);
                    }
                },
                answering);
        ctx.future(() -> answered);
        return over;
    }

    /** Those the visitor may see. */
    List<Mind> visible(Context ctx) {
        Grant grant = AccessRules.grant(ctx);
        return minds.all().stream()
                .filter(mind -> grant.sees(mind.name().graph()))
                .toList();
    }

    /**
     * The citizen meant by {@code name}: short, prefixed ({@code citizen_iris}) or the graph's name.
     *
     * @throws Problem 404 if there is none, with the nearest name; 403 if the visitor may not see it, which those who may not
     *                 see all are told of names nobody has, too
     */
    Mind find(Context ctx, String name) {
        String graph = GraphName.of(name).graph();
        List<Mind> all = minds.all();
        Optional<Mind> found =
                all.stream().filter(mind -> mind.name().graph().equals(graph)).findFirst();
        if (!AccessRules.grant(ctx).sees(graph)) {
            throw new Problem(Refusal.CITIZEN.status(), Refusal.CITIZEN.detail() + nearest(ctx, name));
        }
        return found.orElseThrow(() -> new Problem(404, "no citizen \"" + name + "\"" + nearest(ctx, name)));
    }

    private String nearest(Context ctx, String name) {
        return Nearest.hint(
                name, visible(ctx).stream().map(mind -> mind.name().citizen()).toList());
    }

    /** As {@link #find}, for somebody who wants to change it. @throws Problem 401 or 403 if the visitor may not */
    Mind findToAct(Context ctx, String name) {
        Mind mind = find(ctx, name);
        AccessRules.grant(ctx).acts(mind.name().graph()).ifPresent(refusal -> {
            throw new Problem(refusal.status(), refusal.detail());
        });
        return mind;
    }

    /** Asks, and answers with the worker's result or its refusal. */
    void pass(Context ctx, Mind mind, String command, ObjectNode args) {
        then(ctx, minds.ask(mind.name().graph(), command, args), reply -> write(ctx, reply));
    }

    static void write(Context ctx, Reply reply) {
        if (reply.ok()) {
            JsonNode result = reply.result() == null ? Answer.object() : reply.result();
            Answer.json(ctx, reply.code(), result);
        } else {
            Answer.problem(ctx, reply.code(), reply.error());
        }
    }
}
