package mind.worker.meaning;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import mind.protocol.Env;

/**
 * Where texts are turned into vectors; without an address nothing is, and nothing is missed.
 *
 * @param url   takes {@code POST {"input": text, "model": model}}; MIND_EMBEDDING_URL, default none
 * @param model its model's name; MIND_EMBEDDING_MODEL, default none
 * @param key   sent as bearer token, never printed; MIND_EMBEDDING_KEY, default none
 */
public record MeaningSettings(Optional<URI> url, Optional<String> model, Optional<String> key) {
    private static final String URL = "MIND_EMBEDDING_URL";

    public static MeaningSettings from(Env env) {
        Optional<URI> url = env.find(URL).flatMap(text -> {
            try {
                URI uri = new URI(text);
                if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                    return Optional.of(uri);
                }
            } catch (URISyntaxException e) {
                // said below
            }
            env.problem(URL + " is not an address: set http://host:port/path, or unset it to do without");
            return Optional.empty();
        });
        return new MeaningSettings(url, env.find("MIND_EMBEDDING_MODEL"), env.find("MIND_EMBEDDING_KEY"));
    }

    /** Whether there is a service to ask. */
    public boolean present() {
        return url.isPresent();
    }

    @Override
    public String toString() {
        return url.map(address -> address.getScheme() + "://" + address.getHost()
                        + (address.getPort() < 0 ? "" : ":" + address.getPort()))
                .orElse("none");
    }
}
