package mind.protocol;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where a Redis-compatible server listens and how to enter it. Its text never has the password.
 *
 * @param host     name or address
 * @param port     1 to 65535
 * @param user     ACL user, where one is named
 * @param password secret, where one is set
 * @param tls      whether the connection is encrypted
 */
public record ServerAddress(String host, int port, Optional<String> user, Optional<String> password, boolean tls) {

    /** @throws IllegalArgumentException if {@code uri} is no {@code redis://} or {@code rediss://} address */
    public static ServerAddress of(URI uri) {
        boolean tls = "rediss".equals(uri.getScheme());
        if (!tls && !"redis".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("not a redis:// or rediss:// address");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new IllegalArgumentException("no TCP port");
        }
        String[] login = Optional.ofNullable(uri.getRawUserInfo()).orElse("").split(":", 2);
        return new ServerAddress(
                uri.getHost(),
                uri.getPort() < 0 ? 6379 : uri.getPort(),
                Optional.of(decoded(login[0])).filter(name -> !name.isEmpty()),
                login.length < 2 ? Optional.empty() : Optional.of(decoded(login[1])),
                tls);
    }

    /** The address as a URL, password included: for a child's environment only, never for a line that is printed. */
    public String toSecretUrl() {
        String login = user.map(ServerAddress::encoded).orElse("")
                + password.map(secret -> ":" + encoded(secret)).orElse("");
        return scheme() + login + (login.isEmpty() ? "" : "@") + host + ":" + port;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Secrets are often base64, whose slashes would end an authority. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String scheme() {
        return tls ? "rediss://" : "redis://";
    }

    @Override
    public String toString() {
        return scheme() + host + ":" + port;
    }
}
