package mind.worker.topology;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import mind.protocol.WireJson;
import mind.worker.graph.MindGraph;

/**
 * What a {@link Topology} says on the wire. Each payload carries the names an existing dashboard reads and the ones the
 * metrics are known by: {@code node_id} and {@code id}, {@code depth} and {@code metrics.integration_depth}.
 */
final class TopologyEvents {
    static final String RICH_CLUB = "rich_club.snapshot";
    static final String AT_RISK = "rich_club.hub_at_risk";
    static final String NODE = "integration_metrics.node";
    static final String POPULATION = "integration_metrics.population";

    private static final int HUBS_TOLD = 10;
    private static final int CURVE_POINTS = 20;
    private static final double RISK_BETWEENNESS = 0.5;
    private static final double RISK_ENERGY = 0.2;
    private static final double HIGH_RISK_ENERGY = 0.1;

    private final MindGraph graph;
    private final String citizen;
    private final Topology topology;

    TopologyEvents(MindGraph graph, String citizen, Topology topology) {
        this.graph = graph;
        this.citizen = citizen;
        this.topology = topology;
    }

    private ObjectNode open(String type) {
        long now = System.currentTimeMillis();
        return WireJson.MAPPER
                .createObjectNode()
                .put("v", "2")
                .put("type", type)
                .put("citizen_id", citizen)
                .put("t_ms", now)
                .put("timestamp", java.time.Instant.ofEpochMilli(now).toString());
    }

    /** @param energy of each subentity, now */
    ObjectNode richClub(double[] energy) {
        double[] betweenness = topology.distances.betweenness;
        ObjectNode event = open(RICH_CLUB);
        double sum = 0;
        double largest = 0;
        for (int hub : topology.hubs) {
            sum += betweenness[hub];
            largest = Math.max(largest, betweenness[hub]);
        }
        event.put("sample_size", topology.distances.sources)
                .put("hub_count", topology.hubs.length)
                .put("mean_betweenness", topology.hubs.length == 0 ? 0 : round(sum / topology.hubs.length))
                .put("max_betweenness", round(largest))
                .put("percentile_threshold", round(topology.hubThreshold));
        ArrayNode hubs = event.putArray("top_hubs");
        for (int i = 0; i < Math.min(HUBS_TOLD, topology.hubs.length); i++) {
            int hub = topology.hubs[i];
            hubs.addObject()
                    .put("id", graph.subentities.id[hub])
                    .put("node_id", graph.subentities.id[hub])
                    .put("name", graph.subentities.name[hub])
                    .put("betweenness", round(betweenness[hub]))
                    .put("energy", round(energy[hub]))
                    .put("degree", topology.network.degree(hub))
                    .put("participation", round(topology.participation[hub]));
        }
        ObjectNode curve = event.putObject("rich_club");
        ArrayNode degrees = curve.putArray("k");
        ArrayNode values = curve.putArray("phi");
        int degreesKnown = topology.richClub.length;
        for (int i = 0; i < Math.min(CURVE_POINTS, degreesKnown); i++) {
            int k = degreesKnown <= CURVE_POINTS ? i : (int) ((long) i * (degreesKnown - 1) / (CURVE_POINTS - 1));
            degrees.add(k);
            values.add(round(topology.richClub[k]));
        }
        return event;
    }

    /** Whether subentity {@code s} holds the mind together and runs out of energy. */
    boolean atRisk(int s, double energy) {
        return topology.distances.betweenness[s] >= RISK_BETWEENNESS && energy <= RISK_ENERGY;
    }

    Optional<ObjectNode> hubAtRisk(int s, double energy) {
        if (!atRisk(s, energy)) {
            return Optional.empty();
        }
        String id = graph.subentities.id[s];
        String name = graph.subentities.name[s];
        double betweenness = round(topology.distances.betweenness[s]);
        return Optional.of(open(AT_RISK)
                .put("hub_id", id)
                .put("node_id", id)
                .put("hub_name", name)
                .put("betweenness", betweenness)
                .put("current_energy", round(energy))
                .put("energy", round(energy))
                .put("threshold_critical", RISK_ENERGY)
                .put("risk_level", energy < HIGH_RISK_ENERGY ? "high" : "medium")
                .put(
                        "impact",
                        Math.round(betweenness * 100) + " % of the shortest paths between subentities lead through "
                                + name));
    }

    ObjectNode node(int s) {
        ObjectNode event = open(NODE)
                .put("node_id", graph.subentities.id[s])
                .put("node_name", graph.subentities.name[s])
                .put("depth", topology.depth[s])
                .put("breadth", topology.breadth[s])
                .put("closeness", round(topology.distances.closeness[s]))
                .put("betweenness", round(topology.distances.betweenness[s]))
                .put("participation", round(topology.participation[s]))
                .put("community", topology.communities.of[s]);
        event.putObject("metrics")
                .put("integration_depth", topology.depth[s])
                .put("integration_breadth", topology.breadth[s])
                .put("closeness_centrality", round(topology.distances.closeness[s]))
                .put("interpretation", topology.interpretation(s));
        return event;
    }

    ObjectNode population() {
        int[] depthBins = new int[4];
        int[] breadthBins = new int[3];
        long depths = 0;
        long breadths = 0;
        int primitives = 0;
        int count = topology.depth.length;
        for (int s = 0; s < count; s++) {
            int depth = topology.depth[s];
            int breadth = topology.breadth[s];
            depthBins[depth <= 2 ? 0 : depth <= 5 ? 1 : depth <= 8 ? 2 : 3]++;
            if (breadth > 0) {
                breadthBins[breadth <= 2 ? 0 : breadth <= 5 ? 1 : 2]++;
            }
            depths += depth;
            breadths += breadth;
            primitives += depth == 1 ? 1 : 0;
        }
        ObjectNode event = open(POPULATION)
                .put("population", count)
                .put("mean_depth", mean(depths, count))
                .put("mean_breadth", mean(breadths, count))
                .put("primitive_count", primitives)
                .put("edges", topology.network.edges())
                .put("community_count", topology.communities.count)
                .put("modularity", round(topology.communities.modularity))
                .put("segregation", round(topology.segregation));
        event.putObject("depth_distribution")
                .put("1-2", depthBins[0])
                .put("3-5", depthBins[1])
                .put("6-8", depthBins[2])
                .put("9+", depthBins[3]);
        event.putObject("breadth_distribution")
                .put("1-2", breadthBins[0])
                .put("3-5", breadthBins[1])
                .put("6+", breadthBins[2]);
        return event;
    }

    private static double mean(long sum, int count) {
        return count == 0 ? 0 : Math.round(100.0 * sum / count) / 100.0;
    }

    private static double round(double value) {
        return Math.round(value * 1e6) / 1e6;
    }
}
