package mind.supervisor.discover;

import java.util.List;
import mind.protocol.GraphName;

/**
 * What is known of FalkorDB's graphs.
 *
 * @param looking whether nobody has answered yet
 * @param reason  what stands in the way; else empty
 * @param graphs  the last answer; empty while looking
 */
public record Citizens(boolean looking, String reason, List<GraphName> graphs) {
    public static Citizens looking(String reason) {
        return new Citizens(true, reason, List.of());
    }

    public static Citizens found(List<GraphName> graphs) {
        return new Citizens(false, "", List.copyOf(graphs));
    }
}
