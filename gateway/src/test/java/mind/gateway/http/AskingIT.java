package mind.gateway.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Requests that wait for somebody's answer and are over before it has been written. */
class AskingIT {
    @Test
    void a_request_that_ends_while_it_is_being_answered_keeps_no_thread() throws Exception {
        for (boolean fails : List.of(false, true)) {
            var answering = Executors.newSingleThreadExecutor();
            var coming = new CompletableFuture<String>();
            var asked = new CountDownLatch(1);
            var over = new AtomicBoolean();
            var server = new AtomicReference<Javalin>();
            var asking = new Asking(null, answering);
            server.set(Javalin.create(config -> {
                        config.routes.exception(Exception.class, Faults::answer);
                        config.routes.get("/slow", ctx -> {
                            asking.then(ctx, coming, answer -> {
                                await().until(() -> ctx.req().isAsyncStarted()); // once the route has returned
                                ctx.req().getAsyncContext().complete(); // as the server does when it ends
                                await().until(() -> Faults.isOver(ctx));
                                over.set(true);
                                if (fails) {
                                    throw new IllegalArgumentException("this answer fails");
                                }
                            });
                            asked.countDown();
                        });
                    })
                    .start("127.0.0.1", 0));
            try {
                var request = HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + server.get().port() + "/slow"))
                        .build();
                HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.discarding());
                assertTrue(asked.await(10, SECONDS));
                coming.complete("here");
                answering.submit(() -> {}).get(20, SECONDS); // its only thread has come back
                assertTrue(over.get());
            } finally {
                answering.shutdownNow();
                server.get().stop();
            }
        }
    }
}
