package mind.gateway.access;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A web origin (RFC 6454): scheme, host and port, compared as three values and never as text.
 *
 * @param scheme {@code http} or {@code https}
 * @param host   name or address in lower case, IPv6 in brackets
 * @param port   1 to 65535, written out where the text left the scheme's own away
 */
public record Origin(String scheme, String host, int port) {
    private static final Pattern FORM = Pattern.compile("(https?)://(\\[[0-9a-f:.]+]|[0-9a-z._-]+)(?::(\\d{1,5}))?");
    /** Longer ones are nobody's. */
    private static final int MAX_LENGTH = 300;

    /** The origin that {@code text} spells; empty for {@code null}, for paths, logins, and any other scheme. */
    public static Optional<Origin> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher parts = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return Optional.empty();
        }
        String scheme = parts.group(1);
        int port = parts.group(3) == null ? defaultPort(scheme) : Integer.parseInt(parts.group(3));
        return port < 1 || port > 65_535 ? Optional.empty() : Optional.of(new Origin(scheme, parts.group(2), port));
    }

    /**
     * Whether a page of this origin was served by whoever the request calls {@code hostHeader}. The scheme does not count,
     * since TLS may end at a proxy; a host without a port has the port of this origin's scheme.
     */
    boolean isServedBy(HostHeader hostHeader) {
        return host.equals(hostHeader.host()) && port == hostHeader.port().orElse(defaultPort(scheme));
    }

    private static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    @Override
    public String toString() {
        return scheme + "://" + host + (port == defaultPort(scheme) ? "" : ":" + port);
    }
}
