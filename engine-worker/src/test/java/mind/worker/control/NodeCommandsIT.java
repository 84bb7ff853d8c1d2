package mind.worker.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import mind.protocol.FalkorDb;
import mind.protocol.GraphName;
import mind.worker.dynamics.Engine;
import mind.worker.dynamics.EngineSettings;
import mind.worker.graph.MindGraph;
import mind.worker.load.GraphLoader;
import mind.worker.persist.NodeRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.util.SafeEncoder;

class NodeCommandsIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    private static void assertSeeks(String graph, String query) {
        var plan = new StringBuilder();
        try (var jedis = falkor.connect()) {
            for (Object line : (List<?>) jedis.sendCommand(FalkorDb.command("GRAPH.EXPLAIN"), graph, query)) {
                plan.append(SafeEncoder.encode((byte[]) line)).append('\n');
            }
        }
        assertTrue(plan.toString().contains("NodeByIdSeek"), plan.toString());
        assertFalse(plan.toString().contains("Scan"), plan.toString());
    }

    @Test
    void what_moves_is_not_told_of_a_place_in_another_graph() throws Exception {
        GraphName name = GraphName.of(falkor.graph("CREATE (:C {id: 'a', E: 0.25})"));
        var loader = new GraphLoader(falkor.address());
        MindGraph graph = loader.load(name, told -> {}).graph();
        MindGraph anew = loader.load(name, told -> {}).graph();
        var engine = new Engine(anew, EngineSettings.with(Map.of()));
        assertEquals(0.25, NodeCommands.moving(engine, anew, 0).path("energy").doubleValue());
        assertThrows(RejectedExecutionException.class, () -> NodeCommands.moving(engine, graph, 0));
    }

    @Test
    void nodes_and_memberships_are_looked_up_by_their_numbers_and_not_searched_for() {
        String graph = falkor.graph("CREATE (:C {id: 'a'})-[:MEMBER_OF {activation_ema: 0.5}]->(:SubEntity {id: 's'})");
        assertSeeks(graph, "CYPHER rows=[[0,0]] " + NodeCommands.STORED);
        assertSeeks(graph, "CYPHER i=0 " + NodeCommands.allOf(new NodeRef(0, "['a']")));
    }
}
