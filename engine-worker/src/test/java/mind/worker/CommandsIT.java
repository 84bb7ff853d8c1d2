package mind.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import mind.protocol.Command;
import mind.protocol.FalkorDb;
import mind.protocol.Message;
import mind.protocol.State;
import mind.protocol.WireJson;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    private static String graph;
    private static WorkerProcess worker;
    private static Ear ear;

    @BeforeAll
    static void start() {
        graph = falkor.graph(
                "CREATE (a:Concept {id:'tide',name:'Tide table',description:'when the water comes',E:3.0,theta:0.5,"
                        + " extra:[1,'two',true], content_embedding: vecf32([0.5,0.25])}),"
                        + " (b:Memory {id:'harbour',name:'Harbour',description:'boats',E:0.0,theta:0.4}),"
                        + " (c:Memory {id:'anchor',name:'Anchor',description:'iron',E:0.0,theta:0.4}),"
                        + " (s:SubEntity {id:'sailor',name:'Sailor'}),"
                        + " (a)-[:ENABLES {weight:0.7,log_weight:0.1}]->(b), (b)-[:REQUIRES {weight:0.5}]->(c),"
                        + " (a)-[:MEMBER_OF {weight:0.9,activation_ema:0.1}]->(s),"
                        + " (b)-[:MEMBER_OF {weight:0.4,activation_ema:0.8,last_activated_ts:7}]->(s)");
        worker = WorkerProcess.start(falkor, graph).until(State.RUNNING);
        ear = Ear.on(falkor, graph);
    }

    @AfterAll
    static void stop() {
        ear.close();
        worker.close();
    }

    private static JsonNode done(String command, String args) {
        JsonNode reply = ear.ask(command, args);
        assertTrue(reply.path("ok").asBoolean(), reply.toString());
        return reply.path("result");
    }

    @Test
    void status_tells_what_the_graph_is() {
        JsonNode status = done("status", "{}");
        assertEquals("running", status.path("state").asText());
        assertEquals(
                List.of(3, 4, 1),
                List.of(
                        status.path("nodes").asInt(),
                        status.path("links").asInt(),
                        status.path("subentities").asInt()));
        assertEquals("sailor", status.path("subentity_ids").path(0).asText());
        worker.until(
                "has had over 30 % of its nodes next to one active for twenty ticks",
                now -> now.engine().counters().getOrDefault("frontier_alarms", 0L) > 0);
    }

    @Test
    void time_stops_slows_and_goes_on() {
        assertEquals(1e9, done("pause", "{}").path("tick_multiplier").asDouble());
        worker.until("is frozen", status -> status.engine().runningState().equals("frozen"));
        long frozen = done("status", "{}").path("tick_count").asLong();
        assertEquals(frozen, done("status", "{}").path("tick_count").asLong());
        JsonNode resumed = done("resume", "{}");
        assertEquals(
                List.of("resumed", graph),
                List.of(
                        resumed.path("status").asText(),
                        resumed.path("citizen_id").asText()));
        JsonNode slowed = done("speed", "{'multiplier':2}");
        assertEquals(2, slowed.path("tick_multiplier").asDouble());
        assertEquals("slow_motion", done("status", "{}").path("running_state").asText());
        assertEquals(
                1e9, done("speed", "{'multiplier':1e9}").path("tick_multiplier").asDouble());
        assertEquals(1, done("resume", "{}").path("tick_multiplier").asDouble());
        worker.until("ticks", status -> status.engine().tickCount() > frozen);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "speed       | {'multiplier':0}                     | 400 | multiplier is 0",
                "speed       | {'multiplier':-3}                    | 400 | multiplier is -3",
                "speed       | {'multiplier':'fast'}                | 422 | multiplier is \"fast\"",
                "speed       | {}                                   | 422 | multiplier is missing",
                "speed       | {'multiplier':null}                  | 422 | multiplier is missing",
                "speed       | []                                   | 422 | args is []",
                "sped        | {}                                   | 400 | did you mean speed?",
                "inject      | {}                                   | 422 | text is missing",
                "inject      | {'text':'a','severity':'high'}       | 422 | severity is \"high\"",
                "inject      | {'text':['a']}                       | 422 | text is [\"a\"]",
                "inject      | {'text':'a','metadata':3}            | 422 | metadata is 3",
                "inject      | {'text':'a','metadata':{'economy':[]}} | 422 | economy is []",
                "inject      | {'text':'a','metadata':{'economy':{'throttle':'x'}}} | 422 | throttle is",
                "inject      | {'text':'a','metadata':{'attribution':{'primary_entities':'x'}}} | 422 | primary_entities",
                "inject      | {'text':'a','embedding':[]}          | 422 | embedding: send a list of numbers",
                "inject      | {'text':'a','stimulus_id':{}}        | 422 | stimulus_id is {}",
                "node        | {'id':'tyde'}                        | 404 | no node or subentity \"tyde\"",
                "node        | {}                                   | 422 | id is missing",
                "members     | {'id':'tide'}                        | 404 | no subentity \"tide\"",
                "members     | {'id':'sailor','limit':0}            | 400 | limit is 0",
                "members     | {'id':'sailor','sort':'wieght'}      | 400 | did you mean weight?",
                "neighbours  | {'id':'tide','hops':4}               | 400 | hops is 4",
                "search      | {'query':''}                         | 422 | query is missing",
                "search      | {'query':'a','limit':101}            | 400 | limit is 101",
                "history     | {'metric':'engery'}                  | 400 | did you mean energy?",
                "query       | {'query':'MATCH (n RETURN n'}        | 400 | FalkorDB refuses",
                "query       | {'query':'CREATE (n:X) RETURN n'}    | 400 | FalkorDB refuses",
                "query       | {'query':'MATCH (n) SET n.E=1'}      | 400 | FalkorDB refuses",
                "snapshot    | {'part':1}                           | 422 | snapshot is missing",
                "snapshot    | {'part':-1}                          | 400 | part is -1",
                "snapshot    | {'part':1,'snapshot':'none'}         | 404 | snapshot \"none\" is not kept",
                "pause       | 7                                    | 422 | args is 7",
                "history     | {'seconds':1.5}                      | 400 | seconds is 1.5",
                "analyze     | {'node_id':'nobody'}                 | 404 | no subentity \"nobody\"",
                "trace       | {'node_formations':7}                | 422 | node_formations is 7",
                "trace       | {'node_formations':[7]}              | 422 | one of node_formations is 7",
                "trace       | {'node_formations':[{'id':'tide','quality':2}]} | 400 | quality is 2",
                "trace       | {'link_formations':[{'source':'tide'}]} | 422 | target is missing",
                "trace       | {'reinforcement_seats':[1]}          | 422 | reinforcement_seats is [1]",
                "trace       | {'reinforcement_seats':{'tide':0.5}} | 400 | tide is 0.5",
                "analyze     | {'type':'rich'}                      | 400 | type",
            })
    void what_cannot_be_done_is_refused_in_the_askers_words(String command, String args, int code, String words) {
        JsonNode reply = ear.ask(command, args);
        assertFalse(reply.path("ok").asBoolean(), reply.toString());
        assertEquals(code, reply.path("code").asInt(), reply.toString());
        assertTrue(reply.path("error").asText().contains(words), reply.toString());
        assertEquals(State.RUNNING, worker.status().orElseThrow().state());
    }

    @Test
    void nothing_a_refused_query_asks_for_is_done() {
        ear.ask("query", "{'query':'CREATE (:Intruder) RETURN 1'}");
        ear.ask("query", "{'query':'MATCH (n) RETURN n } CREATE (:Intruder) WITH 1 AS x CALL { RETURN 1 AS y'}");
        assertEquals(List.of(List.of("0")), falkor.rows(graph, "MATCH (n:Intruder) RETURN count(n)"));
    }

    @Test
    void messages_that_are_no_commands_are_passed_over() {
        ear.sendText("{");
        ear.sendText("[]");
        long passedOver = done("status", "{}")
                .path("counters")
                .path("unreadable_commands")
                .asLong();
        ear.sendText("null");
        assertEquals(
                passedOver + 1,
                done("status", "{}")
                        .path("counters")
                        .path("unreadable_commands")
                        .asLong());
        ear.sendText("{\"v\":1,\"request_id\":\"" + "x".repeat(100)
                + "\",\"reply_to\":\"mind:reply:x\",\"command\":\"status\"}");
        ear.send(new Command(1, "r", "mind:evt:" + graph, "status", null)); // an answer there would break the numbering
        JsonNode reply = Ear.body(ear.ask("status", Ear.json("{}")));
        assertTrue(reply.path("ok").asBoolean());
        assertTrue(ear.events().stream()
                .noneMatch(message -> message.header().type().equals("reply")));
    }

    @Test
    void a_stimulus_is_accepted_and_what_it_touched_follows() {
        JsonNode accepted =
                ear.ask("inject", "{'text':'the harbour','stimulus_id':'st-1','source':'user_message','severity':0.5}");
        assertEquals(202, accepted.path("code").asInt());
        assertEquals("st-1", accepted.path("result").path("stimulus_id").asText());
        JsonNode told = Ear.body(ear.await(
                "stimulus st-1",
                message -> message.header().type().equals("stimulus")
                        && Ear.body(message).path("id").asText().equals("st-1")));
        assertEquals("keywords", told.path("path").asText());
        assertTrue(told.path("added").asDouble() > 0 && told.path("i").size() > 0, told.toString());
        assertEquals(told.path("i").size(), told.path("d").size());
        ear.await("debug", message -> message.header().type().equals("stimulus.injection.debug"));
    }

    @Test
    void a_stimulus_without_words_goes_to_the_members_it_names() {
        ear.ask("inject", "{'stimulus_id':'st-2','metadata':{'attribution':{'primary_entities':['sailor']}}}");
        JsonNode told = Ear.body(ear.await(
                "stimulus st-2",
                message -> message.header().type().equals("stimulus")
                        && Ear.body(message).path("id").asText().equals("st-2")));
        assertEquals("attribution", told.path("path").asText());
    }

    @Test
    void a_command_that_comes_twice_is_done_once() {
        JsonNode args = Ear.json("{'text':'the harbour','stimulus_id':'st-twice','severity':0.1}");
        var twice = new Command(1, "twice", "mind:reply:nobody", "inject", args);
        ear.send(twice);
        ear.send(twice);
        ear.send(new Command(
                1, "twice", "mind:reply:another", "inject", Ear.json("{'text':'a','stimulus_id':'st-other'}")));
        ear.send(new Command(1, "", "", "inject", Ear.json("{'text':'a','stimulus_id':'st-nameless'}")));
        ear.send(new Command(1, "", "", "inject", Ear.json("{'text':'a','stimulus_id':'st-nameless'}")));
        for (String last : List.of("st-other", "st-nameless")) {
            ear.await(last, message -> stimulus(message).equals(last));
        }
        Awaitility.await("both without a name").atMost(WorkerProcess.PATIENCE).until(() -> stimuli("st-nameless") == 2);
        assertEquals(1, stimuli("st-twice"));
        worker.untilSaid("came twice");
        assertTrue(
                done("status", "{}").path("counters").path("repeated_commands").asLong() >= 1);
        worker.until(
                "tells it unasked", status -> status.engine().counters().getOrDefault("repeated_commands", 0L) >= 1);
        Awaitility.await("a lifecycle that tells it")
                .atMost(WorkerProcess.PATIENCE)
                .until(() -> ear.heard().stream()
                        .filter(message -> message.header().type().equals("lifecycle"))
                        .anyMatch(message -> Ear.body(message)
                                        .at("/counters/repeated_commands")
                                        .asLong()
                                >= 1));
    }

    private static String stimulus(Message message) {
        return message.header().type().equals("stimulus")
                ? Ear.body(message).path("id").asText()
                : "";
    }

    private static long stimuli(String id) {
        return ear.heard().stream()
                .filter(message -> stimulus(message).equals(id))
                .count();
    }

    @Test
    void a_trace_teaches() {
        JsonNode learned = done(
                "trace",
                "{'reinforcement_seats':{'tide':3},'node_formations':[{'node_id':'harbour','quality':0.9}],"
                        + "'link_formations':[{'source':'tide','target':'harbour','type':'ENABLES','quality':0.8}]}");
        assertEquals("learned", learned.path("status").asText());
        assertTrue(learned.path("updated").asInt() > 0);
        ear.await("weights.updated");
    }

    @Test
    void a_node_shows_all_that_is_stored_and_how_it_is_now() {
        JsonNode node = done("node", "{'id':'tide'}");
        assertEquals("Tide table", node.path("name").asText());
        assertEquals("Concept", node.path("labels").path(0).asText());
        assertEquals("[1,\"two\",true]", node.path("properties").path("extra").toString());
        assertTrue(node.path("energy").isNumber() && node.path("theta").asDouble() == 0.5);
        assertEquals(
                "sailor", node.path("memberships").path(0).path("subentity_id").asText());
        assertEquals(
                "harbour",
                node.path("links")
                        .path("out")
                        .path("ENABLES")
                        .path(0)
                        .path("node_id")
                        .asText());
        JsonNode subentity = done("node", "{'id':'sailor'}");
        assertEquals(2, subentity.path("member_count").asInt());
    }

    @Test
    void a_node_whose_place_another_has_taken_shows_nothing_of_that_one() {
        String own = falkor.graph("CREATE (:Concept {id:'a',E:1.0,theta:9.0}), (:Concept {id:'b',E:1.0,theta:9.0}),"
                + " (:SubEntity {id:'s', name:'Sailor'}), (:Concept {name:'it\\'s only a name'}), (:Concept)");
        try (var other = WorkerProcess.start(falkor, own).until(State.RUNNING);
                var listener = Ear.on(falkor, own)) {
            String place =
                    falkor.rows(own, "MATCH (n {id:'a'}) RETURN id(n)").get(0).get(0);
            falkor.query(own, "MATCH (n {id:'a'}) DELETE n");
            falkor.query(own, "CREATE (:Secret {id:'z', text:'of another'})");
            assertEquals(
                    List.of(List.of(place)),
                    falkor.rows(own, "MATCH (n {id:'z'}) RETURN id(n)"),
                    "FalkorDB gives ids again");
            JsonNode gone = listener.ask("node", "{'id':'a'}");
            assertEquals(404, gone.path("code").asInt(), gone.toString());
            for (String id : List.of("b", "s", "node_3", "node_4")) {
                JsonNode there = listener.ask("node", "{'id':'" + id + "'}");
                assertTrue(there.path("ok").asBoolean(), there.toString());
            }
            assertTrue(other.alive());
        }
    }

    @Test
    void members_are_sorted_and_paged() {
        JsonNode byWeight = done("members", "{'id':'sailor'}");
        assertEquals(List.of("tide", "harbour"), ids(byWeight.path("members"), "node_id"));
        assertEquals(2, byWeight.path("member_count").asInt());
        assertEquals(0.9, byWeight.path("members").path(0).path("weight").asDouble(), 1e-9);
        assertEquals(
                List.of("harbour", "tide"),
                ids(done("members", "{'id':'sailor','sort':'activation'}").path("members"), "node_id"));
        assertEquals(
                List.of("harbour"),
                ids(done("members", "{'id':'sailor','limit':1,'offset':1}").path("members"), "node_id"));
    }

    @Test
    void neighbours_come_by_hops_with_the_links_between() {
        JsonNode near = done("neighbours", "{'id':'tide'}");
        assertEquals(List.of("tide", "harbour"), ids(near.path("nodes"), "id"));
        JsonNode far = done("neighbours", "{'id':'tide','hops':2}");
        assertEquals(List.of("tide", "harbour", "anchor"), ids(far.path("nodes"), "id"));
        assertEquals(2, far.path("links").size());
    }

    @Test
    void search_finds_by_name_id_and_description_best_first() {
        assertEquals(
                "tide",
                done("search", "{'query':'tide'}")
                        .path("results")
                        .path(0)
                        .path("id")
                        .asText());
        assertEquals(
                "tide",
                done("search", "{'query':'water'}")
                        .path("results")
                        .path(0)
                        .path("id")
                        .asText());
        assertEquals(
                "sailor",
                done("search", "{'query':'sail'}")
                        .path("results")
                        .path(0)
                        .path("id")
                        .asText());
        JsonNode memories = done("search", "{'query':'r','node_type':'Memory'}");
        assertTrue(StreamSupport.stream(memories.path("results").spliterator(), false)
                .allMatch(hit -> hit.path("type").asText().equals("Memory")
                        && hit.path("similarity").asDouble() > 0));
    }

    @Test
    void a_query_is_answered_in_columns_and_rows_up_to_a_bound() {
        JsonNode answer = done("query", "{'query':'MATCH (n:Memory) RETURN n.id AS id, n.theta ORDER BY id'}");
        assertEquals("[\"id\",\"n.theta\"]", answer.path("columns").toString());
        assertEquals("[[\"anchor\",0.4],[\"harbour\",0.4]]", answer.path("rows").toString());
        JsonNode whole = done("query", "{'query':'MATCH (n:Memory) RETURN n LIMIT 1'}");
        assertEquals(
                "Memory",
                whole.path("rows").path(0).path(0).path("labels").path(0).asText());
        JsonNode many = done("query", "{'query':'UNWIND range(1,5000) AS i RETURN i'}");
        assertEquals(1_000, many.path("rows").size());
        assertTrue(many.path("truncated").asBoolean());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MATCH (n {id:'tide'}) RETURN n.theta AS z, n.id, n.name AS b;     | [\"z\",\"n.id\",\"b\"]     | [0.5,\"tide\",\"Tide table\"]",
                "MATCH (n {id:'tide'}) WITH n AS b, 1 AS a RETURN a, b.id          | [\"a\",\"b.id\"]           | [1,\"tide\"]",
                "MATCH (n {id:'tide'}) WITH n.id AS b, 1 AS a RETURN *             | [\"a\",\"b\"]              | [1,\"tide\"]",
                "MATCH (n:Memory) RETURN 'x' AS y, count(n) AS c                   | [\"y\",\"c\"]              | [\"x\",2]",
                "UNWIND [1] AS z RETURN z, 2 AS a UNION UNWIND [1] AS z RETURN z, 2 AS a | [\"z\",\"a\"]        | [1,2]",
            })
    void columns_come_in_the_order_in_which_a_query_returns_them(String query, String columns, String row) {
        JsonNode answer = Ear.body(
                        ear.ask("query", WireJson.MAPPER.createObjectNode().put("query", query)))
                .path("result");
        assertEquals(columns, answer.path("columns").toString());
        assertEquals(row, answer.path("rows").path(0).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RETURN range(1,1500000) AS r",
                "UNWIND range(1,1000) AS i RETURN range(1,5000) AS r",
                "RETURN reduce(s='x', i IN range(1,26) | s+s) AS s",
                "UNWIND range(1,1000) AS i RETURN reduce(s='x', j IN range(1,14) | s+s) AS s",
            })
    void an_answer_that_memory_has_no_room_for_is_refused_in_a_line(String query) {
        JsonNode reply =
                Ear.body(ear.ask("query", WireJson.MAPPER.createObjectNode().put("query", query)));
        assertEquals(400, reply.path("code").asInt(), reply.toString());
        String error = reply.path("error").asText();
        assertTrue(error.contains("LIMIT") && error.lines().count() == 1, error);
        assertEquals(
                "[[1]]",
                done("query", "{'query':'RETURN 1 AS one'}").path("rows").toString());
        assertTrue(worker.alive());
    }

    @Test
    void what_is_stored_of_a_node_or_of_memberships_is_read_up_to_8_mib_and_refused_in_a_line_beyond() {
        String great = falkor.graph("CREATE (:Concept {id:'long',blob:reduce(s='x', i IN range(1,22) | s+s)}),"
                + " (:Concept {id:'longer',blob:reduce(s='x', i IN range(1,26) | s+s)}),"
                + " (t:Concept {id:'tide'}), (a:SubEntity {id:'sailor'}), (b:SubEntity {id:'whaler'}),"
                + " (t)-[:MEMBER_OF {weight:0.5,last_activated_ts:7}]->(a),"
                + " (t)-[:MEMBER_OF {weight:0.5,last_activated_ts:reduce(s='x', i IN range(1,26) | s+s)}]->(b)");
        try (var own = WorkerProcess.start(falkor, great).until(State.RUNNING);
                var hearing = Ear.on(falkor, great)) {
            JsonNode node = Ear.body(hearing.ask("node", Ear.json("{'id':'long'}")));
            assertEquals(
                    "(too long to show)", node.at("/result/properties/blob").asText(), node.toString());
            for (var asked : List.of(List.of("node", "{'id':'longer'}"), List.of("members", "{'id':'whaler'}"))) {
                JsonNode reply = Ear.body(hearing.ask(asked.get(0), Ear.json(asked.get(1))));
                assertEquals(400, reply.path("code").asInt(), reply.toString());
                String error = reply.path("error").asText();
                assertTrue(error.contains("8192 KiB") && error.lines().count() == 1, error);
            }
            JsonNode members = Ear.body(hearing.ask("members", Ear.json("{'id':'sailor'}")));
            assertEquals(7, members.at("/result/members/0/last_activated_ts").asInt(), members.toString());
            assertTrue(own.alive());
        }
    }

    @Test
    void history_has_a_sample_a_second() {
        Awaitility.await()
                .atMost(WorkerProcess.PATIENCE)
                .until(() -> done("history", "{'metric':'energy','seconds':60}")
                                .path("v")
                                .size()
                        >= 2);
        JsonNode history = done("history", "{'metric':'tick_ms','seconds':60}");
        assertEquals(history.path("t_ms").size(), history.path("v").size());
    }

    @Test
    void persist_answers_with_what_was_written() {
        JsonNode persisted = done("persist", "{}");
        assertEquals("persisted", persisted.path("status").asText());
        assertTrue(persisted.path("nodes_persisted").isInt()
                && persisted.path("elapsed_ms").isInt());
    }

    @Test
    void a_reload_takes_the_graph_as_it_is_and_keeps_the_energies() {
        String own = falkor.graph("CREATE (:Concept {id:'a',name:'alpha',E:4.0,theta:9.0})");
        try (var other = WorkerProcess.start(falkor, own, "ENGINE_DECAY", "off").until(State.RUNNING);
                var listener = Ear.on(falkor, own)) {
            long ticks = other.until("ticks", status -> status.engine().tickCount() > 3)
                    .ticks();
            falkor.query(own, "CREATE (:Concept {id:'b',name:'beta',E:2.0,theta:9.0})");
            assertEquals(202, listener.ask("reload", "{}").path("code").asInt());
            listener.await("reset");
            other.until("has the new node", status -> status.engine().nodes() == 2);
            var picture = new Picture(listener.snapshot());
            assertEquals(6, java.util.Arrays.stream(picture.energy).sum(), 1e-6);
            assertTrue(picture.head.path("frame").asLong() >= ticks, "frames go on");
        }
    }

    @Test
    void what_needs_an_engine_is_refused_while_there_is_none() {
        String own = "mind-protocol_none" + ProcessHandle.current().pid();
        try (var other = WorkerProcess.start(falkor, own).until(State.EMPTY);
                var listener = Ear.on(falkor, own)) {
            assertEquals(503, listener.ask("pause", "{}").path("code").asInt());
            assertEquals(
                    503, listener.ask("inject", "{'text':'a'}").path("code").asInt());
            assertEquals(
                    "empty",
                    listener.ask("status", "{}").path("result").path("state").asText());
            assertEquals(202, listener.ask("reload", "{}").path("code").asInt());
            assertTrue(other.alive());
        }
    }

    private static List<String> ids(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(item -> item.path(field).asText())
                .toList();
    }
}
