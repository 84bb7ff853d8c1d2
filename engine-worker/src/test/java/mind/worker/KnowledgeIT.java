package mind.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import mind.protocol.FalkorDb;
import mind.protocol.Message;
import mind.protocol.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KnowledgeIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    /** A star of subentities: hub shares a member with each of four others. */
    private static String star() {
        return falkor.graph("CREATE (hub:SubEntity {id: 'hub', name: 'the hub'})"
                + " WITH hub UNWIND range(0, 3) AS i"
                + " CREATE (n:Concept {id: 'n' + toString(i), name: 'bridge_number_' + toString(i), description: 'leads over water', E: 0.0})"
                + " CREATE (s:SubEntity {id: 's' + toString(i)})"
                + " CREATE (n)-[:MEMBER_OF]->(hub) CREATE (n)-[:MEMBER_OF]->(s)");
    }

    private static List<JsonNode> told(Ear ear, String type) {
        return ear.events().stream()
                .filter(event -> event.header().type().equals(type))
                .map(Ear::body)
                .toList();
    }

    @Test
    void the_topology_is_told_soon_after_the_load_without_being_asked() {
        String graph = star();
        try (var ear = Ear.on(falkor, graph);
                var worker = WorkerProcess.start(falkor, graph).until(State.RUNNING)) {
            Message population = ear.await("integration_metrics.population");
            assertEquals(5, Ear.body(population).path("population").asInt());
            JsonNode hubs = told(ear, "rich_club.snapshot").get(0).path("top_hubs");
            assertEquals("hub", hubs.get(0).path("node_id").asText());
            assertEquals(1.0, hubs.get(0).path("betweenness").asDouble());
            assertEquals(5, told(ear, "integration_metrics.node").size());
            JsonNode risk = Ear.body(ear.await("rich_club.hub_at_risk"));
            assertEquals("hub", risk.path("node_id").asText());
            assertEquals("high", risk.path("risk_level").asText());
            assertTrue(worker.alive());
        }
    }

    @Test
    void the_topology_is_told_after_the_load_though_it_was_asked_for_before() {
        String graph = star();
        try (var ear = Ear.on(falkor, graph);
                var worker = WorkerProcess.start(falkor, graph).until(State.RUNNING)) {
            JsonNode asked = ear.ask("analyze", "{'type':'rich_club'}");
            assertTrue(asked.path("ok").asBoolean(), asked.toString());
            Message population = ear.await("integration_metrics.population");
            assertEquals(5, Ear.body(population).path("population").asInt());
            assertEquals(5, told(ear, "integration_metrics.node").size());
            assertTrue(worker.alive());
        }
    }

    @Test
    void members_of_every_row_of_a_subentity_show_their_activation() {
        String graph = falkor.graph("CREATE (a:Concept {id: 'a'})-[:MEMBER_OF {activation_ema: 0.1}]->"
                + "(:SubEntity {id: 'sailor', name: 'Sailor', description: 'kept, since it says more'}),"
                + " (b:Concept {id: 'b'})-[:MEMBER_OF {activation_ema: 0.8}]->(:SubEntity {id: 'sailor'})");
        try (var ear = Ear.on(falkor, graph);
                var worker = WorkerProcess.start(falkor, graph).until(State.RUNNING)) {
            JsonNode members = ear.ask("members", "{'id':'sailor','sort':'activation'}")
                    .path("result")
                    .path("members");
            assertEquals(2, members.size());
            assertEquals("b", members.path(0).path("node_id").asText());
            assertEquals(0.8, members.path(0).path("activation_ema").asDouble());
            assertTrue(worker.alive());
        }
    }

    @Test
    void an_analysis_is_made_when_asked_and_answers_with_its_events() {
        String graph = star();
        try (var ear = Ear.on(falkor, graph);
                var worker = WorkerProcess.start(falkor, graph).until(State.RUNNING)) {
            JsonNode one = ear.ask("analyze", "{'type':'integration_metrics','node_id':'s1'}");
            assertTrue(one.path("ok").asBoolean(), one.toString());
            JsonNode events = one.path("result").path("events");
            assertEquals(1, events.size());
            assertEquals("s1", events.get(0).path("node_id").asText());
            assertEquals(4 / 7.0, events.get(0).path("closeness").asDouble(), 1e-6);
            assertEquals(
                    404, ear.ask("analyze", "{'node_id':'nobody'}").path("code").asInt());
            assertEquals(400, ear.ask("analyze", "{'type':'rich'}").path("code").asInt());
            JsonNode all = ear.ask("analyze", "{}");
            assertEquals(8, all.path("result").path("events").size(), all.toString());
            assertTrue(worker.alive());
        }
    }

    @Test
    void a_search_says_how_it_found_what_it_found() {
        String graph = star();
        try (var ear = Ear.on(falkor, graph);
                var worker = WorkerProcess.start(falkor, graph).until(State.RUNNING)) {
            JsonNode exact = ear.ask("search", "{'query':'bridge number 2'}").path("result");
            assertEquals("exact", exact.path("kind").asText());
            assertEquals("n2", exact.path("results").get(0).path("id").asText());
            assertEquals(
                    "leads over water",
                    exact.path("results").get(0).path("description").asText());
            JsonNode typo = ear.ask("search", "{'query':'brigde','limit':2,'node_type':'Concept'}")
                    .path("result");
            assertEquals("typo", typo.path("kind").asText());
            assertEquals(2, typo.path("results").size());
            JsonNode sub = ear.ask("search", "{'query':'hub'}").path("result");
            assertEquals("SubEntity", sub.path("results").get(0).path("type").asText());
            assertEquals(
                    "none",
                    ear.ask("search", "{'query':'xyzzyq'}")
                            .path("result")
                            .path("kind")
                            .asText());
            assertTrue(worker.alive());
        }
    }

    @Test
    void a_stimulus_and_a_search_reach_nodes_by_what_they_mean() throws IOException {
        String graph = falkor.graph("CREATE (:Concept {id: 'dawn', name: 'dawn', embedding: vecf32([1.0, 0.0])}),"
                + " (:Concept {id: 'dusk', name: 'dusk', embedding: vecf32([0.0, 1.0])}), (:Concept {id: 'rock'})");
        falkor.query(
                graph,
                "CREATE VECTOR INDEX FOR (n:Concept) ON (n.embedding) OPTIONS {dimension: 2, similarityFunction: 'cosine'}");
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] body = "{\"embedding\":[1.0,0.0]}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        service.start();
        String url = "http://127.0.0.1:" + service.getAddress().getPort() + "/";
        try (var ear = Ear.on(falkor, graph);
                var worker = WorkerProcess.start(falkor, graph, "MIND_EMBEDDING_URL", url)
                        .until(State.RUNNING)) {
            assertEquals(
                    202,
                    ear.ask("inject", "{'text':'sunrise','stimulus_id':'a'}")
                            .path("code")
                            .asInt());
            JsonNode told = Ear.body(ear.await("stimulus"));
            assertEquals("embedding", told.path("path").asText());
            assertEquals(1, told.path("i").size(), told.toString());

            JsonNode found = ear.ask("search", "{'query':'sunrise'}").path("result");
            assertEquals("semantic", found.path("kind").asText());
            assertEquals("dawn", found.path("results").get(0).path("id").asText());

            service.stop(0);
            assertEquals(
                    202,
                    ear.ask("inject", "{'text':'dusk','stimulus_id':'b'}")
                            .path("code")
                            .asInt());
            JsonNode words = Ear.body(ear.await(
                    "the stimulus by words",
                    message -> message.header().type().equals("stimulus")
                            && Ear.body(message).path("id").asText().equals("b")));
            assertEquals("keywords", words.path("path").asText());

            ear.ask(
                    "inject",
                    "{'text':'','metadata':{'attribution':{'primary_entities':['x']}},'embedding':[0.0,1.0],'stimulus_id':'c'}");
            JsonNode own = Ear.body(ear.await(
                    "the stimulus with a vector",
                    message -> message.header().type().equals("stimulus")
                            && Ear.body(message).path("id").asText().equals("c")));
            assertEquals("embedding", own.path("path").asText());
            assertEquals(
                    422,
                    ear.ask("inject", "{'text':'x','embedding':['a']}")
                            .path("code")
                            .asInt());
            assertTrue(worker.alive());
        } finally {
            service.stop(0);
        }
    }
}
