package mind.gateway.http;

import io.javalin.http.Context;
import java.io.IOException;

/** A request that cannot be served, with the status and the one line that say why. */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final int retrySeconds;

    /** @param detail in the asker's words; answered as {@code {"detail": …}} */
    Problem(int status, String detail) {
        this(status, detail, 0);
    }

    private Problem(int status, String detail, int retrySeconds) {
        super(detail, null, false, false); // no stack trace: it is an answer, not a fault
        this.status = status;
        this.retrySeconds = retrySeconds;
    }

    /** 503, and that it is worth trying again after {@code seconds}. */
    static Problem retry(int seconds, String detail) {
        return new Problem(503, detail, seconds);
    }

    /** A snapshot that is not what the protocol says. */
    static Problem unreadable(String graph, IOException why) {
        return new Problem(500, "the engine's picture of " + graph + " cannot be read: " + why.getMessage());
    }

    void answer(Context ctx) {
        if (retrySeconds > 0) {
            ctx.header("Retry-After", Integer.toString(retrySeconds));
        }
        Answer.problem(ctx, status, getMessage());
    }
}
