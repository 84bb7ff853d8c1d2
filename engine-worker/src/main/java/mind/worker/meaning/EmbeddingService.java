package mind.worker.meaning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mind.protocol.WireJson;
import mind.worker.link.CitizenLog;

/**
 * Asks an HTTP service for a text's vector: {@code POST {"input": text, "model": …}}, answered by
 * {@code {"data":[{"embedding":[…]}]}}, {@code {"embeddings":[[…]]}} or {@code {"embedding":[…]}}. An answer is waited for
 * two seconds and up to a length; three failures in a row, and nobody asks for half a minute.
 */
final class EmbeddingService {
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration OPEN = Duration.ofSeconds(30);
    private static final int FAILURES = 3;
    private static final int MOST_DIMENSIONS = 16_384;
    private static final int MOST_BYTES = 1 << 20; // of an answer: that many numbers, each with its digits and blanks
    private static final int MOST_TEXT = 8_000; // characters

    private final MeaningSettings settings;
    private final CitizenLog log;
    private final CircuitBreaker breaker;
    private HttpClient client; // guarded by this; made when first needed

    EmbeddingService(MeaningSettings settings, CitizenLog log) {
        this(settings, log, new CircuitBreaker(FAILURES, OPEN, System::nanoTime));
    }

    EmbeddingService(MeaningSettings settings, CitizenLog log, CircuitBreaker breaker) {
        this.settings = settings;
        this.log = log;
        this.breaker = breaker;
    }

    /** The vector of {@code text}; empty without a service, while it is left alone, and where it fails. */
    Optional<float[]> embed(String text) {
        if (settings.url().isEmpty() || text.isBlank() || !breaker.allows()) {
            return Optional.empty();
        }
        String problem;
        try {
            float[] vector = ask(settings.url().get(), text.substring(0, Math.min(MOST_TEXT, text.length())));
            if (breaker.worked()) {
                log.info("The embedding service at " + settings + " answers again");
            }
            return Optional.of(vector);
        } catch (IOException e) {
            problem = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        if (breaker.failed()) {
            log.warn("The embedding service at " + settings + " (MIND_EMBEDDING_URL) failed " + FAILURES
                    + " times in a row (" + problem + "): words decide for the next " + OPEN.toSeconds() + " s");
        }
        return Optional.empty();
    }

    private float[] ask(URI url, String text) throws IOException, InterruptedException {
        ObjectNode body = WireJson.MAPPER.createObjectNode().put("input", text);
        settings.model().ifPresent(model -> body.put("model", model));
        var request = HttpRequest.newBuilder(url)
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(WireJson.MAPPER.writeValueAsBytes(body)));
        settings.key().ifPresent(key -> request.header("Authorization", "Bearer " + key));
        HttpResponse<byte[]> response = whole(client().sendAsync(request.build(), info -> new BoundedBody(MOST_BYTES)));
        if (response.statusCode() != 200) {
            throw new IOException("it answers with status " + response.statusCode());
        }
        return vector(WireJson.MAPPER.readTree(response.body()));
    }

    /** The whole answer within its time: the client's own limit ends with the headers. */
    private static HttpResponse<byte[]> whole(CompletableFuture<HttpResponse<byte[]>> coming)
            throws IOException, InterruptedException {
        try {
            return coming.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no whole answer within " + ANSWER.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } finally {
            coming.cancel(true);
        }
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(ANSWER)
                    .build();
        }
        return client;
    }

    private static float[] vector(JsonNode answer) throws IOException {
        JsonNode list = answer.path("data").path(0).path("embedding");
        if (list.isMissingNode()) {
            list = answer.path("embeddings").path(0);
        }
        if (list.isMissingNode()) {
            list = answer.path("embedding");
        }
        return vectorOf(list).orElseThrow(() -> new IOException("its answer holds no vector"));
    }

    /** The numbers of {@code list}, where it is a list of numbers of a sensible length. */
    static Optional<float[]> vectorOf(JsonNode list) {
        if (!list.isArray() || list.isEmpty() || list.size() > MOST_DIMENSIONS) {
            return Optional.empty();
        }
        float[] vector = new float[list.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = list.get(i).floatValue();
            if (!list.get(i).isNumber() || !Float.isFinite(vector[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(vector);
    }
}
