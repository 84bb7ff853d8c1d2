package mind.worker.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mind.protocol.Env;
import mind.protocol.FalkorDb;
import mind.protocol.GraphName;
import mind.worker.dynamics.EngineSettings;
import mind.worker.lease.Lease;
import mind.worker.link.CitizenLog;
import mind.worker.link.Link;
import mind.worker.load.GraphLoader;
import mind.worker.persist.PersistSettings;
import mind.worker.persist.Writeback;
import mind.worker.publish.Speaker;
import mind.worker.publish.StatusBoard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SessionIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    private static Link link(String name) {
        return new Link(falkor.address(), "FALKORDB_URL", "session-" + name, 5_000);
    }

    @Test
    void a_graph_that_was_being_loaded_anew_when_the_session_was_finished_takes_no_place() throws Exception {
        GraphName name = GraphName.of(falkor.graph("CREATE (:Concept {id:'a', E:1.0, theta:9.0})"));
        var log = new CitizenLog(name);
        var persist = PersistSettings.from(new Env(Map.of("MP_PERSIST_INTERVAL_SEC", "3600")));
        var board = new StatusBoard(name, "session", Optional.empty(), Writeback.idle(persist), log);
        var loader = new GraphLoader(falkor.address());
        try (var lease = new Lease(link("lease"), name.graph(), Duration.ofSeconds(60), log);
                var speaker = new Speaker(link("events"), name.graph(), board::status, log)) {
            var parts = new EngineParts(
                    name,
                    EngineSettings.with(Map.of("ENGINE_DECAY", "off")),
                    persist,
                    speaker,
                    () -> link("persist"),
                    Watcher.NONE,
                    log);
            var session = new Session(parts, lease.obtain(wait -> {}), loader.load(name, told -> {}), () -> {});
            session.start();
            session.loop().submit(engine -> engine.graph().nodes.energy[0] = 2).get();
            Mind running = session.mind();
            GraphLoader.Loaded anew = loader.load(name, told -> {});
            assertTrue(session.finish(Duration.ofSeconds(20)));
            session.replace(anew);
            assertSame(running, session.mind());
        }
        assertEquals(List.of(List.of("2")), falkor.rows(name.graph(), "MATCH (n) RETURN n.E"));
    }
}
