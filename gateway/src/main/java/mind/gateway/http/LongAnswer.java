package mind.gateway.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import mind.protocol.WireJson;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Answers written as they are made, too long to be held in memory. What ends before it is whole ends with its connection,
 * so that nobody takes it for the whole.
 */
final class LongAnswer {
    private static final Logger LOG = Logger.getLogger("mind.gateway.http");

    private LongAnswer() {}

    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    /**
     * Answers with the JSON that {@code body} writes, on this thread.
     *
     * @param mostMillis how long the visitor may take over it, however busily; then the connection ends
     * @param onCut      told when that happens, or when the visitor takes nothing for too long
     */
    static void json(Context ctx, long mostMillis, Runnable onCut, Body body) {
        Request request = ServletContextRequest.getServletContextRequest(ctx.req());
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        var over = new AtomicBoolean();
        Scheduler.Task deadline = request.getComponents()
                .getScheduler()
                .schedule(
                        () -> {
                            if (over.compareAndSet(false, true)) {
                                onCut.run();
                                endPoint.close(new IOException("a long answer was taken too slowly"));
                            }
                        },
                        mostMillis,
                        TimeUnit.MILLISECONDS);
        ctx.status(200).contentType("application/json");
        try {
            JsonGenerator json = WireJson.MAPPER
                    .getFactory()
                    .createGenerator(ctx.outputStream())
                    .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET) // Javalin does
                    .disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT) // half of it must not look whole
                    .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
            body.write(json);
            json.close();
        } catch (IOException e) {
            endPoint.close(e); // the visitor has gone, or takes nothing any more, or was cut off
            if (e.getCause() instanceof TimeoutException && over.compareAndSet(false, true)) {
                onCut.run();
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "An answer ended halfway: " + ctx.path(), e);
            endPoint.close(e);
        } finally {
            over.set(true);
            deadline.cancel();
        }
    }
}
