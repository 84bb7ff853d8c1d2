package mind.gateway.access;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mind.protocol.Env;

/**
 * The addresses the gateway listens on ({@code BIND}); they alone decide whether access is open.
 *
 * @param addresses at least one
 * @param chosen    whether an operator named them; an address of the default that this machine lacks is passed over
 */
public record Bind(List<InetAddress> addresses, boolean chosen) {
    static final String NAME = "BIND";
    private static final String DEFAULT = "127.0.0.1,::1";
    private static final String CURE =
            "set IP addresses separated by commas, such as 0.0.0.0, or unset it to use " + DEFAULT;

    public Bind {
        addresses = List.copyOf(addresses);
    }

    public static Bind from(Env env) {
        Optional<String> named = env.find(NAME);
        String text = named.map(value -> value.replace("localhost", DEFAULT)).orElse(DEFAULT);
        List<InetAddress> addresses = new ArrayList<>();
        for (String part : text.split(",")) {
            Addresses.literal(part.trim())
                    .ifPresentOrElse(addresses::add, () -> env.problem(NAME, named.orElse(text), CURE));
        }
        return new Bind(addresses, named.isPresent());
    }

    /** Whether only this machine can reach the gateway. */
    public boolean loopback() {
        return addresses.stream().allMatch(InetAddress::isLoopbackAddress);
    }
}
