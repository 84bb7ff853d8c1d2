package mind.worker.persist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import mind.protocol.Channels;
import mind.protocol.FalkorDb;
import mind.protocol.GraphName;
import mind.worker.lease.Lease;
import mind.worker.lease.Tenure;
import mind.worker.link.CitizenLog;
import mind.worker.link.Link;
import mind.worker.link.Relay;
import mind.worker.persist.SubentityStore.Member;
import mind.worker.persist.SubentityStore.Newcomer;
import mind.worker.persist.SubentityStore.NotStored;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.util.SafeEncoder;

class SubentityStoreIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    private static Link link() {
        return new Link(falkor.address(), "FALKORDB_URL", "test", 5_000);
    }

    private static long id(String graph, String pattern) {
        return Long.parseLong(
                falkor.rows(graph, "MATCH " + pattern + " RETURN id(x)").get(0).get(0));
    }

    @Test
    void subentities_and_memberships_are_added_changed_and_taken_away_under_the_lease_alone() throws Exception {
        String graph = falkor.graph(
                "CREATE (a:C {id: 'a'})-[:MEMBER_OF {weight: 0.9}]->(s:SubEntity {id: 's'}), (:C {id: 'b'})");
        try (var lease = new Lease(link(), graph, Duration.ofSeconds(10), new CitizenLog(GraphName.of(graph)));
                var store = new SubentityStore(link());
                var jedis = falkor.connect()) {
            Tenure tenure = lease.obtain(wait -> {});
            var a = new NodeRef(id(graph, "(x {id: 'a'})"), "['a']");
            var b = new NodeRef(id(graph, "(x {id: 'b'})"), "['b']");
            var newcomer = new Newcomer("SubEntity", "it's", "a \\ 'b'", 0.25, List.of(a, b), 0.44);
            assertEquals(2, store.add(graph, graph, tenure, newcomer));
            assertEquals(2, store.add(graph, graph, tenure, newcomer), "the same again adds nothing");
            assertEquals(
                    List.of(List.of("it's", "a \\ 'b'", "emergence", "2")),
                    falkor.rows(
                            graph,
                            "MATCH ()-[m:MEMBER_OF]->(e {quality_score: 0.25}) RETURN e.id, e.name, e.origin, count(m)"));

            var s = new NodeRef(id(graph, "(x {id: 's'})"), "['s']");
            long known = id(graph, "(:C {id: 'a'})-[x:MEMBER_OF]->({id: 's'})");
            store.setMembers(graph, graph, tenure, List.of(new Member(b, -1, s, 0.75), new Member(a, known, s, 0.125)));
            assertEquals(
                    List.of(List.of("a", "0.125"), List.of("b", "0.75")),
                    falkor.rows(graph, "MATCH (n)-[m:MEMBER_OF]->({id: 's'}) RETURN n.id, m.weight ORDER BY n.id"));

            assertEquals(0, store.remove(graph, graph, tenure, s), "others' subentities stay");
            long emerged = id(graph, "(x {origin: 'emergence'})");
            assertEquals(
                    0,
                    store.remove(graph, graph, tenure, new NodeRef(emerged, "['gone']")),
                    "nor does one go that took the place of another");
            assertEquals(1, store.remove(graph, graph, tenure, new NodeRef(emerged, "['it\\'s']")));
            jedis.set(Channels.epoch(graph), "999");
            assertThrows(NotStored.class, () -> store.add(graph, graph, tenure, newcomer));
            assertEquals(List.of(), falkor.rows(graph, "MATCH (e {origin: 'emergence'}) RETURN e.id"));
        }
    }

    @Test
    void what_is_stored_while_its_answer_is_lost_is_known_to_be_stored() throws Exception {
        String graph = falkor.graph("CREATE (:C {id: 'a'}), (:C {id: 'b'})");
        try (var relay = new Relay(falkor.port());
                var lease = new Lease(link(), graph, Duration.ofSeconds(60), new CitizenLog(GraphName.of(graph)));
                var store = new SubentityStore(new Link(relay.address(), "FALKORDB_URL", "test", 5_000))) {
            Tenure tenure = lease.obtain(wait -> {});
            var a = new NodeRef(id(graph, "(x {id: 'a'})"), "['a']");
            var b = new NodeRef(id(graph, "(x {id: 'b'})"), "['b']");
            relay.loseAnswerTo("MERGE");
            assertEquals(
                    2,
                    store.add(graph, graph, tenure, new Newcomer("SubEntity", "new", "new", 0.5, List.of(a, b), 0.44)));
            assertTrue(relay.lost());
            assertEquals(
                    List.of(List.of("1", "2")),
                    falkor.rows(graph, "MATCH ()-[m:MEMBER_OF]->(e) RETURN count(DISTINCT e), count(m)"));
        }
    }

    @Test
    void memberships_are_looked_up_by_their_ids() {
        String graph = falkor.graph("CREATE (:C {id: 'a'})-[:MEMBER_OF]->(:SubEntity {id: 's'})");
        for (String match : List.of(SubentityStore.ADMITTED, SubentityStore.KNOWN)) {
            var plan = new StringBuilder();
            try (var jedis = falkor.connect()) {
                String query = "CYPHER rows=[{s:0,k:['a'],m:0,e:1,j:['s'],w:0.5}] UNWIND $rows AS r" + match
                        + SubentityStore.SET_WEIGHT;
                for (Object line : (List<?>) jedis.sendCommand(FalkorDb.command("GRAPH.EXPLAIN"), graph, query)) {
                    plan.append(SafeEncoder.encode((byte[]) line)).append('\n');
                }
            }
            assertTrue(plan.toString().contains("NodeByIdSeek"), plan.toString());
            assertFalse(plan.toString().contains("Scan"), plan.toString());
        }
    }
}
