package mind.worker.meaning;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import mind.worker.link.CitizenLog;
import mind.worker.link.Link;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Nodes that mean something near a text: the text's vector from the configured service, then the graph's own vector
 * indexes. Whatever of that is not there, or fails, the answer is that nothing is near. Takes up to some seconds: never
 * called on the tick or the command thread; one thread at a time.
 */
public final class Meaning {
    private static final int NEAREST = 50;

    private final boolean present;
    private final EmbeddingService service;
    private final NearestNodes nodes;
    private final CitizenLog log;
    private boolean failing;

    /**
     * A node near a text.
     *
     * @param id         the node's
     * @param similarity cosine, above 0, at most 1
     */
    public record Near(String id, double similarity) {}

    /** @param falkorDb a connection of its own, opened when first needed */
    public Meaning(MeaningSettings settings, Link falkorDb, CitizenLog log) {
        this.present = settings.present();
        this.service = new EmbeddingService(settings, log);
        this.nodes = new NearestNodes(falkorDb);
        this.log = log;
    }

    /** Whether a service is configured: without one only a vector that comes along has meaning. */
    public boolean present() {
        return present;
    }

    /** Nodes of the stored {@code graph} near {@code text}, best first. */
    public List<Near> near(String graph, String text) {
        return service.embed(text).map(vector -> near(graph, vector)).orElse(List.of());
    }

    /** Nodes near a vector that came with a stimulus; none where it is no list of numbers. */
    public List<Near> near(String graph, JsonNode vector) {
        return EmbeddingService.vectorOf(vector)
                .map(numbers -> near(graph, numbers))
                .orElse(List.of());
    }

    /** Whether {@code vector} is a list of numbers at all. */
    public static boolean isVector(JsonNode vector) {
        return EmbeddingService.vectorOf(vector).isPresent();
    }

    private List<Near> near(String graph, float[] vector) {
        try {
            List<Near> found = nodes.find(graph, vector, NEAREST);
            failing = false;
            return found;
        } catch (JedisException e) {
            if (!failing) {
                log.warn("Vectors cannot be looked up, words decide: " + e.getMessage());
                failing = true;
            }
            return List.of();
        }
    }
}
