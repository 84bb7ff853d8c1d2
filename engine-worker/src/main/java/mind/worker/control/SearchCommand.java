package mind.worker.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import mind.protocol.WireJson;
import mind.worker.graph.MindGraph;
import mind.worker.life.Mind;
import mind.worker.meaning.Meaning;
import mind.worker.search.SearchIndex;

/**
 * {@code search}: nodes and subentities by id, name and description, best first, each with the way it was found. The first
 * search of a graph makes the index that the later ones use.
 */
public final class SearchCommand implements CommandHandler {
    private static final int MAX_QUERY = 1_000;
    private static final int REHEARSALS = 40; // searches after which they take a few milliseconds each

    private final Running running;
    private final Meaning meaning;
    private final Executor slow;
    private SearchIndex index; // guarded by this
    private WeakReference<MindGraph> indexed = new WeakReference<>(null); // a graph that is gone is not kept for it

    /**
     * @param meaning finds what is near in meaning, where that is set up
     * @param slow    runs what takes a while, one at a time
     */
    public SearchCommand(Running running, Meaning meaning, Executor slow) {
        this.running = running;
        this.meaning = meaning;
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
        Running.later(slow, answer, () -> answer.done(result(mind, query, limit, type)));
    }

    /** One thing found; {@code end} as in {@link SearchIndex.Hit}. */
    private record Found(int end, String kind, double similarity) {}

    private ObjectNode result(Mind mind, String query, int limit, String type) {
        MindGraph graph = mind.graph();
        var found = new ArrayList<Found>();
        for (SearchIndex.Hit hit : find(graph, query, limit, type)) {
            found.add(new Found(hit.end(), hit.kind().word(), hit.similarity()));
        }
        addNear(mind, query, type, found);
        List<Found> best = found.subList(0, Math.min(limit, found.size()));
        ObjectNode result = WireJson.MAPPER.createObjectNode();
        ArrayNode results = result.putArray("results");
        int nodes = graph.nodes.count;
        for (Found one : best) {
            int end = one.end;
            boolean node = end < nodes;
            results.addObject()
                    .put("id", graph.endId(end))
                    .put("name", node ? graph.nodes.name.get(end) : graph.subentities.name[end - nodes])
                    .put(
                            "description",
                            node ? graph.nodes.description.get(end) : graph.subentities.description[end - nodes])
                    .put("type", node ? graph.nodeType(end) : SearchIndex.SUBENTITY)
                    .put("similarity", one.similarity)
                    .put("kind", one.kind);
        }
        return result.put("kind", best.isEmpty() ? "none" : best.get(0).kind);
    }

    /** Adds nodes that the words did not find and that mean something near; the most similar stay first. */
    private void addNear(Mind mind, String query, String type, List<Found> found) {
        if (!meaning.present()) {
            return;
        }
        MindGraph graph = mind.graph();
        for (Meaning.Near near : meaning.near(mind.loaded().source(), query)) {
            int node = graph.node(near.id());
            boolean wanted = node >= 0 && (type.isEmpty() || type.equalsIgnoreCase(graph.nodeType(node)));
            if (wanted && found.stream().noneMatch(other -> other.end == node)) {
                found.add(new Found(node, "semantic", Math.rint(1_000 * near.similarity()) / 1_000));
            }
        }
        found.sort(Comparator.comparingDouble(Found::similarity).reversed());
    }

    private synchronized List<SearchIndex.Hit> find(MindGraph graph, String query, int limit, String type) {
        if (index == null || indexed.get() != graph) {
            if (index != null) {
                index.close();
            }
            index = SearchIndex.of(graph);
            indexed = new WeakReference<>(graph);
            rehearse(graph, 0);
        }
        return index.find(query, limit, type);
    }

    /** Searches that nobody asked for let the compiler learn what searching is; each waits behind those somebody did. */
    private void rehearse(MindGraph graph, int done) {
        if (done == REHEARSALS || graph.nodes.count == 0) {
            return;
        }
        try {
            slow.execute(() -> {
                synchronized (this) {
                    if (indexed.get() == graph) {
                        String name = graph.nodes.name.get((int) ((long) done * graph.nodes.count / REHEARSALS));
                        index.find(name.substring(0, Math.max(1, name.length() - 1 - done % 3)), 10, "");
                        rehearse(graph, done + 1);
                    }
                }
            });
        } catch (RejectedExecutionException e) {
            // there is so much to do that the compiler learns from that
        }
    }
}
