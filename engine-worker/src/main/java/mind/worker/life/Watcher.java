package mind.worker.life;

import java.util.Map;
import mind.worker.dynamics.Engine;

/** Looks at each tick just done, on the tick thread, and has counters of its own in the citizen's status. */
public interface Watcher {
    /** One that sees nothing. */
    Watcher NONE = engine -> {};

    void tick(Engine engine);

    /** Counters by name, for the status. */
    default Map<String, Long> counters() {
        return Map.of();
    }
}
