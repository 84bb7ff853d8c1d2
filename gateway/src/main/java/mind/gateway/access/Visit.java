package mind.gateway.access;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * What a request says about who sent it, as it came.
 *
 * @param peer          the other end of the connection
 * @param forwardedFor  values of {@code X-Forwarded-For}, in order
 * @param host          {@code Host}; empty text where there is none
 * @param origins       values of {@code Origin}, every one
 * @param authorization {@code Authorization}
 * @param cookies       values of {@code Cookie}, in order
 */
public record Visit(
        InetAddress peer,
        List<String> forwardedFor,
        String host,
        List<String> origins,
        Optional<String> authorization,
        List<String> cookies) {
    private static final String BEARER = "bearer ";

    /** The bearer token it brings: of the header, else of the cookie called {@code cookie}. */
    Optional<String> token(String cookie) {
        Optional<String> header = authorization
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).trim());
        return header.isPresent() ? header : cookieNamed(cookie);
    }

    private Optional<String> cookieNamed(String name) {
        return cookies.stream()
                .flatMap(line -> List.of(line.split(";")).stream())
                .map(String::trim)
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    /** The address that a server's own text spells. @throws IllegalArgumentException if it spells none */
    public static InetAddress address(String text) {
        int zone = text.indexOf('%');
        return Addresses.literal(zone < 0 ? text : text.substring(0, zone) + (text.startsWith("[") ? "]" : ""))
                .orElseThrow(() -> new IllegalArgumentException("no IP address: " + text));
    }

    /** Without what it brings: a record's own text would print the token. */
    @Override
    public String toString() {
        return peer + " to " + host + " from " + originText();
    }

    /** For the log: the origins as they came. */
    String originText() {
        return String.join(" and ", origins);
    }
}
