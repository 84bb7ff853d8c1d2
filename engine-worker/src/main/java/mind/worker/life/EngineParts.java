package mind.worker.life;

import java.util.function.Supplier;
import mind.protocol.GraphName;
import mind.worker.dynamics.EngineSettings;
import mind.worker.link.CitizenLog;
import mind.worker.link.Link;
import mind.worker.persist.PersistSettings;
import mind.worker.publish.Speaker;

/**
 * What every engine of this worker is made with.
 *
 * @param name     the citizen
 * @param settings of the engine
 * @param persist  of writing back
 * @param speaker  who tells what the engine does
 * @param writing  makes a connection to FalkorDB for writing back
 * @param watcher  looks at each tick
 * @param log      the citizen's
 */
public record EngineParts(
        GraphName name,
        EngineSettings settings,
        PersistSettings persist,
        Speaker speaker,
        Supplier<Link> writing,
        Watcher watcher,
        CitizenLog log) {}
