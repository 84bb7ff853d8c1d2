package mind.worker.graph;

import java.util.Collections;
import java.util.Map;

/**
 * What single subentities add to the log weights of some links and nodes. Most graphs have none.
 *
 * @param ofSubentity per subentity index, the links it has an overlay on, with its size in log weight
 * @param ofNode      per node index, the size in log weight by subentity id; kept for learning services, no part of a tick
 */
public record Overlays(Map<Integer, Map<Integer, Double>> ofSubentity, Map<Integer, Map<String, Double>> ofNode) {
    public Overlays {
        ofSubentity = Collections.unmodifiableMap(ofSubentity);
        ofNode = Collections.unmodifiableMap(ofNode);
    }

    /** The links subentity {@code s} has an overlay on. */
    public Map<Integer, Double> links(int s) {
        return ofSubentity.getOrDefault(s, Map.of());
    }
}
