package mind.gateway.access;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code Host} of a request: the name by which a browser believes it reached the gateway.
 *
 * @param host in lower case, IPv6 in brackets
 * @param port where one is written
 */
record HostHeader(String host, OptionalInt port) {
    private static final Pattern FORM = Pattern.compile("(\\[[0-9a-f:.]+]|[0-9a-z._-]+)(?::(\\d{1,5}))?");
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    static Optional<HostHeader> parse(String text) {
        Matcher parts = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (text.length() > 300 || !parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(new HostHeader(
                parts.group(1),
                parts.group(2) == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(parts.group(2)))));
    }

    /** False for a name that someone else's DNS may have pointed at this machine (DNS rebinding). */
    boolean isLoopbackName() {
        return LOOPBACK_NAMES.contains(host);
    }
}
