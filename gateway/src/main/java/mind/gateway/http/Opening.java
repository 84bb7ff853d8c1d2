package mind.gateway.http;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** Answers {@code GET /healthz} until the rooms behind it are ready; who asks for anything else waits for them. */
final class Opening extends Handler.Wrapper {
    /** The rooms take a second at most; on a machine where they take this long, who waits is told to come back. */
    private static final long PATIENCE_SECONDS = 20;

    private static final int RETRY_SECONDS = 2;

    private final CountDownLatch ready = new CountDownLatch(1);

    Opening() {
        super(true, null);
    }

    /** From now on {@code rooms} answer. */
    void pass(Handler rooms) throws Exception {
        setHandler(rooms);
        rooms.start();
        manage(rooms);
        ready.countDown();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (ready.getCount() > 0) {
            if ("/healthz".equals(Request.getPathInContext(request))) {
                return starting(response, callback);
            }
            if (!ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                response.setStatus(503);
                response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
                callback.succeeded();
                return true;
            }
        }
        return super.handle(request, response, callback);
    }

    private static boolean starting(Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.write(true, BufferUtil.toBuffer(EarlyAnswers.STARTING, StandardCharsets.UTF_8), callback);
        return true;
    }
}
