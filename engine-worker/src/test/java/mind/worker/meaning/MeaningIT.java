package mind.worker.meaning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import mind.protocol.Env;
import mind.protocol.FalkorDb;
import mind.protocol.GraphName;
import mind.protocol.WireJson;
import mind.worker.link.CitizenLog;
import mind.worker.link.Link;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MeaningIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile String answer = "{\"data\":[{\"embedding\":[1.0,0.0]}]}";
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile boolean hanging;
    private volatile boolean stalling;
    private volatile AtomicLong endless; // counts the bytes of an answer that has no end; null for one that has
    private HttpServer server;
    private final List<Link> links = new ArrayList<>();

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/embeddings", exchange -> {
            asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            if (endless != null) {
                exchange.sendResponseHeaders(200, 0);
                byte[] spaces = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
                while (true) { // until the client hangs up
                    exchange.getResponseBody().write(spaces);
                    endless.addAndGet(spaces.length);
                }
            }
            if (stalling) {
                exchange.sendResponseHeaders(200, 1_000); // and then nothing
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
            }
            if (hanging || stalling) {
                try {
                    release.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void end() {
        release.countDown();
        server.stop(0);
        links.forEach(Link::close);
    }

    private MeaningSettings settings() {
        return MeaningSettings.from(new Env(Map.of(
                "MIND_EMBEDDING_URL", "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/embeddings",
                "MIND_EMBEDDING_MODEL", "small",
                "MIND_EMBEDDING_KEY", "secret")));
    }

    private static CitizenLog log() {
        return new CitizenLog(GraphName.of("iris"));
    }

    private Meaning meaning(MeaningSettings settings) {
        var link = new Link(falkor.address(), "FALKORDB_URL", "meaning", 5_000);
        links.add(link);
        return new Meaning(settings, link, log());
    }

    private static String graph() {
        String graph = falkor.graph("CREATE (:Concept {id: 'east', content_embedding: vecf32([1.0, 0.0])}),"
                + " (:Concept {id: 'northeast', content_embedding: vecf32([0.6, 0.8])}),"
                + " (:Concept {id: 'west', content_embedding: vecf32([-1.0, 0.0])}),"
                + " (:Memory {name: 'nameless', embedding: vecf32([0.8, 0.6])}), (:Concept {id: 'none'})");
        falkor.query(
                graph,
                "CREATE VECTOR INDEX FOR (n:Concept) ON (n.content_embedding) OPTIONS {dimension: 2, similarityFunction: 'cosine'}");
        falkor.query(
                graph,
                "CREATE VECTOR INDEX FOR (n:Memory) ON (n.embedding) OPTIONS {dimension: 2, similarityFunction: 'cosine'}");
        Awaitility.await("both indexes")
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        falkor.rows(graph, "CALL db.indexes() YIELD status WHERE status = 'OPERATIONAL' RETURN status")
                                        .size()
                                == 2);
        return graph;
    }

    @Test
    void the_nodes_nearest_in_meaning_come_first_from_all_indexes() throws IOException {
        List<Meaning.Near> near = meaning(settings()).near(graph(), "sunrise");

        assertEquals(
                List.of("east", "node_3", "northeast"),
                near.stream().map(Meaning.Near::id).toList());
        assertEquals(1.0, near.get(0).similarity(), 1e-6);
        assertEquals(0.8, near.get(1).similarity(), 1e-6);
        assertEquals(0.6, near.get(2).similarity(), 1e-6);
        assertEquals("{\"input\":\"sunrise\",\"model\":\"small\"}", asked.get(0));
        assertEquals("Bearer secret", keys.get(0));
        assertFalse(settings().toString().contains("secret"));
    }

    @Test
    void other_shapes_of_answer_are_understood_and_a_vector_may_come_along() throws IOException {
        String graph = graph();
        Meaning meaning = meaning(settings());
        for (String shape : List.of("{\"embeddings\":[[1.0,0.0]]}", "{\"embedding\":[1.0,0.0]}")) {
            answer = shape;
            assertEquals("east", meaning.near(graph, "x").get(0).id());
        }
        Meaning without = meaning(MeaningSettings.from(new Env(Map.of())));
        assertFalse(without.present());
        assertEquals(List.of(), without.near(graph, "sunrise"));
        assertEquals(
                "east",
                without.near(graph, WireJson.MAPPER.readTree("[1, 0]")).get(0).id());
        assertEquals(List.of(), without.near(graph, WireJson.MAPPER.readTree("[1, 0, 0]")), "no index of 3 dimensions");
        assertEquals(List.of(), without.near(graph, WireJson.MAPPER.readTree("[\"a\"]")));
    }

    @Test
    void vectors_without_a_direction_are_near_nothing_and_hide_nothing() throws IOException {
        String graph = graph();
        falkor.query(graph, "CREATE (:Concept {id: 'nowhere', content_embedding: vecf32([0.0, 0.0])})");
        Meaning meaning = meaning(settings());
        assertEquals(
                List.of("east", "node_3", "northeast"),
                meaning.near(graph, "x").stream().map(Meaning.Near::id).toList());
        assertEquals(List.of(), meaning.near(graph, WireJson.MAPPER.readTree("[0, 0]")));
        assertEquals(
                List.of(),
                meaning.near(graph, WireJson.MAPPER.readTree("[1e38, 1e38]")).stream()
                        .filter(near -> !(near.similarity() > 0 && near.similarity() <= 1))
                        .toList());
    }

    @Test
    void a_graph_without_vectors_or_no_graph_at_all_has_nothing_near() {
        Meaning meaning = meaning(settings());
        assertEquals(List.of(), meaning.near(falkor.graph("CREATE (:Concept)"), "x"));
        assertEquals(List.of(), meaning.near("mind-protocol_nobody", "x"));
        assertEquals(
                List.of(),
                falkorGraphs().stream().filter(name -> name.endsWith("nobody")).toList());
    }

    private static List<String> falkorGraphs() {
        try (var jedis = falkor.connect()) {
            return ((List<?>) jedis.sendCommand(FalkorDb.command("GRAPH.LIST")))
                    .stream()
                            .map(name -> new String((byte[]) name, StandardCharsets.UTF_8))
                            .toList();
        }
    }

    @Test
    void three_failures_in_a_row_and_nobody_asks_for_a_while() {
        var now = new AtomicLong();
        var service = new EmbeddingService(settings(), log(), new CircuitBreaker(3, Duration.ofSeconds(30), now::get));
        status = 500;
        for (int i = 0; i < 5; i++) {
            assertTrue(service.embed("x").isEmpty());
        }
        assertEquals(3, asked.size());

        now.addAndGet(Duration.ofSeconds(31).toNanos());
        service.embed("x");
        service.embed("x");
        assertEquals(4, asked.size(), "one try after the pause decides");

        now.addAndGet(Duration.ofSeconds(31).toNanos());
        status = 200;
        assertTrue(service.embed("x").isPresent());
        assertTrue(service.embed("x").isPresent());
        answer = "{\"data\":[{\"embedding\":[\"not\",\"numbers\"]}]}";
        assertTrue(service.embed("x").isEmpty());
        assertEquals(7, asked.size());
    }

    @Test
    void a_service_that_hangs_is_given_up() {
        hanging = true;
        assertTrue(new EmbeddingService(settings(), log()).embed("x").isEmpty());
        assertEquals(1, asked.size());
    }

    @Test
    void a_service_that_stops_in_the_middle_of_its_answer_is_given_up() {
        stalling = true;
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertTrue(
                        new EmbeddingService(settings(), log()).embed("x").isEmpty()));
    }

    @Test
    void an_answer_without_end_is_cut_off_and_said_in_a_line() {
        List<String> said = new CopyOnWriteArrayList<>();
        var logger = Logger.getLogger("mind.worker");
        var handler = handler(said);
        logger.addHandler(handler);
        var written = new AtomicLong();
        endless = written;
        try {
            var service = new EmbeddingService(settings(), log());
            for (int time = 0; time < 3; time++) {
                assertTrue(service.embed("x").isEmpty());
            }
        } finally {
            logger.removeHandler(handler);
        }
        assertTrue(written.get() < 64 << 20, "took " + written + " bytes");
        assertEquals(1, said.size(), said.toString());
        assertTrue(
                said.get(0).contains("longer than 1024 KiB")
                        && said.get(0).lines().count() == 1,
                said.get(0));
    }

    private static Handler handler(List<String> said) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                said.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void an_address_that_is_none_is_named() {
        var env = new Env(Map.of("MIND_EMBEDDING_URL", "localhost:80"));
        assertFalse(MeaningSettings.from(env).present());
        var problem = org.junit.jupiter.api.Assertions.assertThrows(mind.protocol.ConfigException.class, env::check);
        assertTrue(problem.getMessage().startsWith("MIND_EMBEDDING_URL is not an address"), problem.getMessage());
    }
}
