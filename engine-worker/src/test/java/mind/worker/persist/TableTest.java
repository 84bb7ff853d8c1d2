package mind.worker.persist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import mind.worker.dynamics.Engine;
import mind.worker.dynamics.EngineSettings;
import mind.worker.graph.GraphBuilder;
import mind.worker.graph.MindGraph;
import mind.worker.graph.NodeRow;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final int NODES = Table.PLACES + 700;

    private static MindGraph graph() {
        var builder = new GraphBuilder();
        var node = new NodeRow();
        for (int i = 0; i < NODES; i++) {
            node.reset(i);
            node.id = "n" + i;
            node.name = node.id;
            builder.node(node);
        }
        return builder.build();
    }

    @Test
    void counting_looks_at_as_much_at_once_as_a_scan_may_and_copies_nothing() {
        MindGraph graph = graph();
        var table = new NodeTable(graph);
        java.util.Arrays.fill(graph.nodes.energy, 1.0 / 3);
        var engine = new Engine(graph, EngineSettings.with(Map.of()));
        java.util.Arrays.fill(table.place, -1);

        assertEquals(Table.PLACES, table.count(engine, 0));
        assertEquals(Table.PLACES, table.rows);
        assertEquals(NODES, table.count(engine, Table.PLACES));
        assertEquals(700, table.rows);
        assertEquals(-1, table.place[0]);

        assertEquals(Table.ROWS, table.scan(engine, 0, false));
        assertEquals(Table.ROWS, table.rows);
    }

    @Test
    void what_is_stored_is_known_to_the_digits_that_the_store_gives_back() {
        MindGraph graph = graph();
        var table = new NodeTable(graph);
        graph.nodes.energy[0] = 1.0 / 3;
        var engine = new Engine(graph, EngineSettings.with(Map.of()));
        table.scan(engine, 0, true);
        assertEquals(1, table.rows);
        table.stored(0);
        table.scan(engine, 0, true);
        assertEquals(0, table.rows, "what is read back later makes nothing due");
        graph.nodes.energy[0] = Double.parseDouble("0.333333333333333");
        table.scan(engine, 0, true);
        assertEquals(0, table.rows);
    }
}
