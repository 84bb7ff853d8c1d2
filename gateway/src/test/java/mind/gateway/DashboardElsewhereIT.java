package mind.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mind.protocol.FalkorDb;
import mind.protocol.WireJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page hosted by somebody else, after the rules of its {@code vercel.json}, pointed at a gateway by its address. */
class DashboardElsewhereIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static final Path PAGE = Path.of("target/classes/dashboard");
    private static final Map<String, String> TYPES = Map.of(
            "html",
            "text/html",
            "js",
            "text/javascript",
            "css",
            "text/css",
            "svg",
            "image/svg+xml",
            "json",
            "application/json");

    @Test
    void it_shows_the_citizens_of_the_gateway_it_is_pointed_at_and_gives_it_no_token() throws IOException {
        int port = FalkorDb.freePort();
        HttpServer host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        JsonNode rules = WireJson.MAPPER.readTree(PAGE.resolve("vercel.json").toFile());
        host.createContext("/", exchange -> answer(exchange, rules, port));
        host.start();
        String origin = "http://127.0.0.1:" + host.getAddress().getPort();
        try (var fleet = new StagedFleet("iris");
                var gateway = GatewayProcess.start(Map.of(
                                "PORT", Integer.toString(port),
                                "REDIS_URL", redis.url(),
                                "MIND_FLEET", fleet.file().toString(),
                                "ALLOWED_ORIGINS", origin))
                        .awaitAnswering();
                var iris = new StagedCitizen(redis, "iris", 600, 20, 900, 1)
                        .start()
                        .running();
                var browser = Browser.start()) {
            browser.open(URI.create(
                            origin + "/?gateway=ws://127.0.0.1:" + gateway.port() + "/ws#token=secret&citizen=iris"))
                    .awaitPicture();
            iris.flip(7);
            browser.await(
                    "a line of the stream", "document.getElementById('log').innerText.includes('iris thought 7')");
            assertEquals("", browser.eval("mind.connection.token"), "another host gets no token");
            assertTrue(browser.is("!location.href.includes('secret')"));
            assertEquals(List.of(), browser.complaints());

            browser.open(URI.create("http://127.0.0.1:" + port + "/?gateway=ws://127.0.0.1:1/ws"));
            browser.await("its own gateway", "document.documentElement.dataset.link === 'live'");
        } finally {
            host.stop(0);
        }
    }

    /** A file, as the rules rewrite and adorn it; the policy names the gateway's port in the place of the usual one. */
    private static void answer(HttpExchange exchange, JsonNode rules, int port) throws IOException {
        String path = exchange.getRequestURI().getPath();
        for (JsonNode header : rules.path("headers")) {
            if (fits(header, path).matches()) {
                header.path("headers").forEach(h -> exchange.getResponseHeaders()
                        .set(
                                h.path("key").asText(),
                                h.path("value").asText().replace("127.0.0.1:8000", "127.0.0.1:" + port)));
            }
        }
        Path file = PAGE.resolve(path.equals("/") ? "index.html" : path.substring(1));
        for (JsonNode rewrite : rules.path("rewrites")) {
            Matcher fits = fits(rewrite, path);
            if (!Files.isRegularFile(file) && fits.matches()) {
                String rest = rewrite.path("source").asText().contains(":file") ? fits.group("file") : "";
                file = PAGE.resolve(
                        rewrite.path("destination").asText().substring(1).replace(":file*", rest));
                break;
            }
        }
        if (!Files.isRegularFile(file)) {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
        }
        byte[] body = Files.readAllBytes(file);
        exchange.getResponseHeaders()
                .set("Content-Type", TYPES.getOrDefault(file.toString().replaceAll(".*\\.", ""), "text/plain"));
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** A rule's path pattern: {@code :name} is one segment, {@code :name*} any number of them. */
    private static Matcher fits(JsonNode rule, String path) {
        String pattern = rule.path("source")
                .asText()
                .replaceAll(":(\\w+)\\*", "(?<$1>.+)")
                .replaceAll("(?<!<):(\\w+)", "(?<$1>[^/]+)");
        return Pattern.compile(pattern).matcher(path);
    }
}
