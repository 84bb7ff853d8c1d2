package mind.worker.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import mind.protocol.FalkorDb;
import mind.worker.link.Link;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GraphReaderIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    private static final String ALL = "MATCH (n)-[r]->() RETURN labels(n), properties(n), r, n";

    @Test
    void names_are_those_of_the_graph_that_is_there_now() throws Exception {
        String graph = falkor.graph("CREATE (:Concept {id: 'a', E: 0.5})-[:ENABLES {weight: 1}]->(:Memory)");
        try (var reader = new GraphReader(new Link(falkor.address(), "FALKORDB_URL", "test", 5_000));
                var jedis = falkor.connect()) {
            var before = reader.read(graph, ALL, Map.of()).rows().get(0);
            jedis.del(graph);
            falkor.query(graph, "CREATE (:Memory {E: 0.5})-[:BLOCKS {weight: 1}]->(:Concept {id: 'b'})");
            falkor.query(graph, "MATCH (m:Memory) SET m.id = 'a'");
            var after = reader.read(graph, ALL, Map.of()).rows().get(0);
            assertEquals("Concept", before.path(3).path("labels").path(0).textValue());
            assertEquals("Memory", after.path(3).path("labels").path(0).textValue());
            assertEquals("ENABLES", before.path(2).path("type").textValue());
            assertEquals("BLOCKS", after.path(2).path("type").textValue());
            assertEquals(0.5, before.path(3).path("properties").path("E").doubleValue());
            assertEquals(0.5, after.path(3).path("properties").path("E").doubleValue());
            assertEquals("a", after.path(3).path("properties").path("id").textValue());
            assertEquals(before.path(1), after.path(1));
        }
    }
}
