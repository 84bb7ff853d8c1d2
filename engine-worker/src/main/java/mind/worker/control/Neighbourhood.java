package mind.worker.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import mind.protocol.WireJson;
import mind.worker.graph.Links;
import mind.worker.graph.MindGraph;

/** What can be reached from one end over few links, in either direction, nearest first. */
final class Neighbourhood {
    private static final int MAX_LINKS = 5_000;

    private final MindGraph graph;
    private final Map<Integer, Integer> hopsTo = new LinkedHashMap<>();

    Neighbourhood(MindGraph graph, int from, int hops, int limit) {
        this.graph = graph;
        hopsTo.put(from, 0);
        int[] ring = {from};
        for (int hop = 1; hop <= hops && hopsTo.size() <= limit; hop++) {
            int before = hopsTo.size();
            for (int end : ring) {
                spread(end, hop, limit);
            }
            ring = hopsTo.keySet().stream()
                    .skip(before)
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
    }

    private void spread(int end, int hop, int limit) {
        Links links = graph.links;
        for (int link = links.outStart[end]; link < links.outStart[end + 1] && hopsTo.size() <= limit; link++) {
            hopsTo.putIfAbsent(links.target[link], hop);
        }
        for (int place = links.inStart[end]; place < links.inStart[end + 1] && hopsTo.size() <= limit; place++) {
            hopsTo.putIfAbsent(links.source[links.incoming[place]], hop);
        }
    }

    /** Nodes with their distance, and the links between them. */
    ObjectNode tree() {
        ObjectNode result = WireJson.MAPPER.createObjectNode();
        ArrayNode nodes = result.putArray("nodes");
        hopsTo.forEach((end, hop) -> nodes.addObject()
                .put("id", graph.endId(end))
                .put(
                        "name",
                        end < graph.nodes.count
                                ? graph.nodes.name.get(end)
                                : graph.subentities.name[end - graph.nodes.count])
                .put("type", end < graph.nodes.count ? graph.nodeType(end) : "SubEntity")
                .put("hops", hop));
        ArrayNode links = result.putArray("links");
        for (int end : hopsTo.keySet()) {
            for (int link = graph.links.outStart[end]; link < graph.links.outStart[end + 1]; link++) {
                if (hopsTo.containsKey(graph.links.target[link]) && links.size() < MAX_LINKS) {
                    links.addObject()
                            .put("id", graph.linkId(link))
                            .put("source", graph.endId(end))
                            .put("target", graph.endId(graph.links.target[link]))
                            .put("type", graph.linkTypes.word(graph.links.type[link]))
                            .put("weight", graph.links.weight[link]);
                }
            }
        }
        return result;
    }
}
