package mind.supervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import mind.protocol.FalkorDb;
import mind.protocol.State;
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

    @Test
    void a_reload_starts_no_citizen_that_was_stopped_and_cuts_no_wait_short() {
        for (String name : List.of("ada", "ben", "eve")) {
            graph("mind-protocol_" + name);
        }
        try (var kept = kept()) {
            kept.up();
            kept.stop("ada");
            Kept.signal("KILL", kept.pid("ben"));
            kept.awaitState("ben", State.BACKOFF);
            long eve = kept.pid("eve");
            graph("mind-protocol_new");
            Outcome outcome = kept.ask(new Command.Reload());
            assertEquals(List.of("new: found"), outcome.lines());
            kept.awaitState("new", State.RUNNING);
            assertEquals(State.STOPPED, kept.stateOf("ada"));
            assertEquals(State.BACKOFF, kept.stateOf("ben"));
            assertEquals(eve, kept.pid("eve"));
            kept.ask(new Command.StartAll(Duration.ofSeconds(30)));
            assertEquals(State.RUNNING, kept.stateOf("ada"));
        }
    }
}
