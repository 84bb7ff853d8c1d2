package mind.worker.dynamics;

import java.util.HashMap;
import java.util.Map;
import mind.worker.graph.MindGraph;

/** Engines with settings of a test's own. */
final class Engines {
    private Engines() {}

    /** @param more further settings, names and values in turn; the last of one name holds */
    static Engine of(MindGraph graph, String setting, String value, String... more) {
        Map<String, String> settings = new HashMap<>(Map.of(setting, value));
        for (int k = 0; k < more.length; k += 2) {
            settings.put(more[k], more[k + 1]);
        }
        return new Engine(graph, EngineSettings.with(settings));
    }
}
