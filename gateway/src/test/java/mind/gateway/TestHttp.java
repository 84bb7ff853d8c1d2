package mind.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import mind.protocol.WireJson;

/** Plain requests to a gateway, answers as JSON. */
final class TestHttp {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** An answer whose body is JSON, or text where it is none. */
    record Answer(int status, JsonNode body, HttpResponse<String> raw) {
        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }
    }

    private TestHttp() {}

    static Answer get(URI uri, String... headers) {
        return send(uri, "GET", "", headers);
    }

    static Answer post(URI uri, String body, String... headers) {
        return send(uri, "POST", body, headers);
    }

    /** @param headers name, value, name, value … */
    static Answer send(URI uri, String method, String body, String... headers) {
        var request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), json(response.body()), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return WireJson.MAPPER.readTree(text);
        } catch (IOException e) {
            return WireJson.MAPPER.getNodeFactory().textNode(text);
        }
    }
}
