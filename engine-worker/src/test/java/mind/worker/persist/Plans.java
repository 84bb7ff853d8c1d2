package mind.worker.persist;

import java.util.ArrayList;
import java.util.List;
import mind.protocol.FalkorDb;
import mind.worker.graph.MindGraph;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.util.SafeEncoder;

/** How the server would run each writing query. */
public final class Plans {
    private Plans() {}

    public static List<String> of(String graph, FalkorDb falkor) {
        List<String> plans = new ArrayList<>();
        for (Table table : Writeback.tables(MindGraph.empty())) {
            String query = "CYPHER rows=[{s:0,k:['a'],d:1,j:['b'],x:0,y:'T'}] UNWIND $rows AS r " + table.match() + " "
                    + table.set();
            try (Jedis jedis = falkor.connect()) {
                var lines = new StringBuilder(table.what()).append(":\n");
                for (Object line : (List<?>) jedis.sendCommand(FalkorDb.command("GRAPH.EXPLAIN"), graph, query)) {
                    lines.append(SafeEncoder.encode((byte[]) line)).append('\n');
                }
                plans.add(lines.toString());
            }
        }
        return plans;
    }
}
