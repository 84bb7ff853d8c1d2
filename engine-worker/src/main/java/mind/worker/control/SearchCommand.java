package mind.worker.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.Executor;
import mind.protocol.WireJson;
import mind.worker.graph.MindGraph;
import mind.worker.life.Mind;
import mind.worker.search.SearchIndex;

/**
 * {@code search}: nodes and subentities by id, name and description, best first, each with the way it was found. The first
 * search of a graph makes the index that the later ones use.
 */
public final class SearchCommand implements CommandHandler {
    private static final int MAX_QUERY = 1_000;

    private final Running running;
    private final Executor slow;
    private SearchIndex index; // guarded by this
    private WeakReference<MindGraph> indexed = new WeakReference<>(null); // a graph that is gone is not kept for it

    /** @param slow runs what takes a while, one at a time */
    public SearchCommand(Running running, Executor slow) {
        this.running = running;
        this.slow = slow;
    }

    @Override
    public void handle(Args args, Answer answer) throws Refusal {
        Mind mind = running.session().mind();
        String query = args.text("query");
        if (query.length() > MAX_QUERY) {
            throw Refusal.badValue("query has " + query.length() + " characters: send at most " + MAX_QUERY);
        }
        int limit = args.whole("limit", 10, 1, 100);
        String type = args.text("node_type", "");
        Running.later(slow, answer, () -> answer.done(result(mind.graph(), query, limit, type)));
    }

    private ObjectNode result(MindGraph graph, String query, int limit, String type) {
        List<SearchIndex.Hit> hits = find(graph, query, limit, type);
        ObjectNode result = WireJson.MAPPER.createObjectNode();
        ArrayNode results = result.putArray("results");
        int nodes = graph.nodes.count;
        for (SearchIndex.Hit hit : hits) {
            int end = hit.end();
            boolean node = end < nodes;
            results.addObject()
                    .put("id", graph.endId(end))
                    .put("name", node ? graph.nodes.name[end] : graph.subentities.name[end - nodes])
                    .put(
                            "description",
                            node ? graph.nodes.description[end] : graph.subentities.description[end - nodes])
                    .put("type", node ? graph.nodeType(end) : SearchIndex.SUBENTITY)
                    .put("similarity", hit.similarity())
                    .put("kind", hit.kind().word());
        }
        return result.put("kind", hits.isEmpty() ? "none" : hits.get(0).kind().word());
    }

    private synchronized List<SearchIndex.Hit> find(MindGraph graph, String query, int limit, String type) {
        if (index == null || indexed.get() != graph) {
            if (index != null) {
                index.close();
            }
            index = SearchIndex.of(graph);
            indexed = new WeakReference<>(graph);
        }
        return index.find(query, limit, type);
    }
}
