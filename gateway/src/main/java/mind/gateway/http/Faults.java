package mind.gateway.http;

import io.javalin.http.Context;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What a route did not foresee: logged whole, answered with a line that gives nothing away. Never throws for a request that
 * is over: Javalin would hand it that failure, too, and so on for ever.
 */
final class Faults {
    private static final Logger LOG = Logger.getLogger("mind.gateway.http");

    private Faults() {}

    static void answer(Exception fault, Context ctx) {
        try {
            tell(fault, ctx);
        } catch (IllegalStateException | NullPointerException e) {
            if (!isOver(ctx)) {
                throw e;
            }
        }
    }

    /** Whether the server has taken a request's parts away, as it does when it ends; then they stay away. */
    static boolean isOver(Context ctx) {
        try {
            ctx.path();
            ctx.statusCode();
            return false;
        } catch (IllegalStateException | NullPointerException e) { // what Jetty's empty shells throw
            return true;
        }
    }

    private static void tell(Exception fault, Context ctx) {
        Throwable cause = fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        if (cause instanceof Problem problem) { // thrown while a future completed
            problem.answer(ctx);
            return;
        }
        if (cause instanceof RejectedExecutionException) {
            Problem.retry(1, "too many graphs are being read at once: try again in a moment")
                    .answer(ctx);
            return;
        }
        LOG.log(Level.WARNING, "Route " + ctx.method() + " " + ctx.path() + " failed", cause);
        Answer.problem(ctx, 500, "the gateway failed at this request; its log says how");
    }
}
