package mind.supervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import mind.protocol.FalkorDb;
import mind.supervisor.config.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;

/** What a reload makes of FalkorDB's graphs: R15 for citizens, and graphs whose short names are taken. */
class NamesakesIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    private static final String YAML = """
            builtin: true
            engine: {cmd: [sleep, 600], readiness: {script: {cmd: 'true'}}, restart: {backoff: {base_ms: 600000, max_ms: 600000}}}
            services:
              - {id: gateway, cmd: [sleep, 601], readiness: {script: {cmd: 'true'}}, ports: []}
            """;

    private static Kept kept() {
        return Kept.of(YAML, Map.of("FALKORDB_URL", falkor.url()));
    }

    private static void graph(String name) {
        falkor.query(name, "CREATE (:Idea)");
    }

    @AfterEach
    void dropGraphs() {
        try (Jedis jedis = falkor.connect()) {
            for (Object graph : (List<?>) jedis.sendCommand(FalkorDb.command("GRAPH.LIST"))) {
                jedis.sendCommand(FalkorDb.command("GRAPH.DELETE"), new String((byte[]) graph));
            }
        }
    }

    @Test
    void a_citizen_named_like_a_service_or_a_higher_graph_takes_nobodys_place() {
        graph("ecosystem");
        graph("mind-protocol");
        try (var kept = kept()) {
            kept.up();
            Map<String, Long> pids = kept.pids();
            assertEquals(3, pids.size());
            for (String name : List.of("gateway", "ecosystem", "mind-protocol")) {
                graph("mind-protocol_" + name);
            }
            kept.ask(new Command.Reload());
            assertEquals(pids, kept.pids());
            assertEquals(Kind.GATEWAY, kept.view("gateway").kind());
            assertEquals(
                    "ecosystem", kept.view("ecosystem").graph().orElseThrow().graph());
            for (String name : List.of("gateway", "ecosystem", "mind-protocol")) {
                assertTrue(
                        kept.told("\"mind-protocol_" + name + "\""),
                        kept.keeper().events().toString());
            }
        }
    }
}
