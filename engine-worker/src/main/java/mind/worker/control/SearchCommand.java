package mind.worker.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import mind.protocol.WireJson;
import mind.worker.graph.MindGraph;
import mind.worker.life.Mind;

/** {@code search}: nodes and subentities whose id, name or description has the words that were asked for, best first. */
public final class SearchCommand implements CommandHandler {
    private static final int MAX_QUERY = 1_000;
    private static final String SUBENTITY = "SubEntity";

    private final Running running;
    private final Executor slow;

    public SearchCommand(Running running, Executor slow) {
        this.running = running;
        this.slow = slow;
    }

    private record Hit(int end, double score) {}

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

    private static ObjectNode result(MindGraph graph, String query, int limit, String type) {
        String[] words = query.toLowerCase(Locale.ROOT).strip().split("\\s+");
        var best = new PriorityQueue<Hit>(
                Comparator.comparingDouble(Hit::score).thenComparing(Hit::end, Comparator.reverseOrder()));
        int nodes = graph.nodes.count;
        for (int end = 0; end < nodes + graph.subentities.count; end++) {
            if (type.isEmpty() || type.equals(typeOf(graph, end))) {
                double score = end < nodes
                        ? score(words, graph.nodes.id[end], graph.nodes.name[end], graph.nodes.description[end])
                        : score(
                                words,
                                graph.subentities.id[end - nodes],
                                graph.subentities.name[end - nodes],
                                graph.subentities.description[end - nodes]);
                if (score > 0) {
                    best.add(new Hit(end, score));
                    if (best.size() > limit) {
                        best.remove();
                    }
                }
            }
        }
        ObjectNode result = WireJson.MAPPER.createObjectNode();
        ArrayNode results = result.putArray("results");
        for (Hit hit; (hit = best.poll()) != null; ) {
            boolean node = hit.end < nodes;
            results.insertObject(0)
                    .put("id", graph.endId(hit.end))
                    .put("name", node ? graph.nodes.name[hit.end] : graph.subentities.name[hit.end - nodes])
                    .put(
                            "description",
                            node ? graph.nodes.description[hit.end] : graph.subentities.description[hit.end - nodes])
                    .put("type", typeOf(graph, hit.end))
                    .put("similarity", hit.score);
        }
        return result.put("kind", "text");
    }

    private static String typeOf(MindGraph graph, int end) {
        return end < graph.nodes.count ? graph.nodeType(end) : SUBENTITY;
    }

    /** Mean over the words of how well each is met, 0 to 1; 0 unless every word is met. */
    private static double score(String[] words, String id, String name, String description) {
        double sum = 0;
        for (String word : words) {
            double met =
                    Math.max(within(name, word), Math.max(0.95 * within(id, word), 0.5 * within(description, word)));
            if (met == 0) {
                return 0;
            }
            sum += met;
        }
        return Math.rint(1_000 * sum / words.length) / 1_000;
    }

    /** 1 for the whole text, less for the beginning of it, of a word in it, and for the middle of a word. */
    private static double within(String text, String word) {
        int at = indexOfIgnoreCase(text, word);
        if (at < 0) {
            return 0;
        }
        if (at == 0) {
            return text.length() == word.length() ? 1 : 0.9;
        }
        return Character.isLetterOrDigit(text.charAt(at - 1)) ? 0.6 : 0.8;
    }

    private static int indexOfIgnoreCase(String text, String word) {
        for (int at = 0; at <= text.length() - word.length(); at++) {
            if (text.regionMatches(true, at, word, 0, word.length())) {
                return at;
            }
        }
        return -1;
    }
}
