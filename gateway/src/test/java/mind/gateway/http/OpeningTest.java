package mind.gateway.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OpeningTest {
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void the_process_says_that_it_lives_before_its_routes_are_there_and_who_asks_for_more_waits_for_them()
            throws Exception {
        var channel = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        try (var server = new Server(List.of(channel), new EarlyAnswers(List.of(channel)))) {
            server.open();
            int port = channel.socket().getLocalPort();
            HttpResponse<String> early = get(port, "/healthz").join();
            assertEquals(200, early.statusCode());
            assertTrue(early.body().contains("\"starting\""), early.body());
            CompletableFuture<HttpResponse<String>> page = get(port, "/");
            assertEquals(200, get(port, "/healthz").join().statusCode());
            assertFalse(page.isDone());

            server.serve(new EchoDoor(), EchoMain.nobodysRoutes(), 100);

            await().atMost(Duration.ofSeconds(20)).until(page::isDone);
            assertEquals(200, page.join().statusCode());
            assertTrue(page.join().body().contains("<html"), page.join().body());
            assertFalse(get(port, "/healthz").join().body().contains("\"starting\""));
        }
    }

    @Test
    void a_crowd_that_comes_while_it_starts_and_stays_does_not_shut_others_out() throws Exception {
        var channel =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 1_024);
        List<SocketChannel> crowd = new ArrayList<>();
        try (var server = new Server(List.of(channel), new EarlyAnswers(List.of(channel)), 600_000)) {
            server.open();
            for (int i = 0; i < 600; i++) {
                crowd.add(SocketChannel.open(channel.getLocalAddress()));
            }
            assertEquals(
                    200,
                    get(channel.socket().getLocalPort(), "/healthz")
                            .get(30, SECONDS)
                            .statusCode());

            server.serve(new EchoDoor(), EchoMain.nobodysRoutes(), 2_000);

            assertEquals(
                    200,
                    get(channel.socket().getLocalPort(), "/").get(30, SECONDS).statusCode());
        } finally {
            for (SocketChannel one : crowd) {
                one.close();
            }
        }
    }

    private CompletableFuture<HttpResponse<String>> get(int port, String path) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }
}
