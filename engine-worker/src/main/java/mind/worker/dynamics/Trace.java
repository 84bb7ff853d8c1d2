package mind.worker.dynamics;

import java.util.List;
import java.util.Map;

/**
 * What a mind reported about which of its nodes and links helped: the input of TRACE learning.
 *
 * @param reinforcementSeats seats by node id
 * @param nodeFormations     nodes that were formed, with the quality of their forming
 * @param linkFormations     links that were formed, with the quality of their forming
 */
public record Trace(
        Map<String, Integer> reinforcementSeats,
        List<NodeFormation> nodeFormations,
        List<LinkFormation> linkFormations) {
    public Trace {
        reinforcementSeats = Map.copyOf(reinforcementSeats);
        nodeFormations = List.copyOf(nodeFormations);
        linkFormations = List.copyOf(linkFormations);
    }

    /** A node that was formed; quality 0 to 1. */
    public record NodeFormation(String id, double quality) {}

    /** A link that was formed, by its ends' ids and type; quality 0 to 1. */
    public record LinkFormation(String source, String target, String type, double quality) {}

    /**
     * One weight that learning changed.
     *
     * @param id     the node's id, or the link's composite id
     * @param link   whether it is a link
     * @param before log weight before
     * @param after  log weight after
     * @param zReinforcement signal from seats
     * @param zFormation     signal from formation quality
     * @param eta    learning rate
     */
    public record Update(
            String id,
            boolean link,
            double before,
            double after,
            double zReinforcement,
            double zFormation,
            double eta) {}
}
