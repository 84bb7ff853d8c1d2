package mind.gateway.access;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mind.protocol.Env;

/**
 * The proxies whose {@code X-Forwarded-For} is believed ({@code TRUSTED_PROXIES}: addresses and networks such as
 * {@code 10.0.0.0/8}, separated by commas). Without one, the header counts for nothing.
 */
public final class TrustedProxies {
    private static final String NAME = "TRUSTED_PROXIES";

    private record Network(InetAddress address, int bits) {}

    private final List<Network> networks;

    private TrustedProxies(List<Network> networks) {
        this.networks = networks;
    }

    public static TrustedProxies from(Env env) {
        List<Network> networks = new ArrayList<>();
        for (String part : env.text(NAME, "").split(",")) {
            if (!part.isBlank()) {
                parse(part.trim())
                        .ifPresentOrElse(
                                networks::add,
                                () -> env.problem(NAME, part.trim(), "set addresses or networks such as 10.0.0.0/8"));
            }
        }
        return new TrustedProxies(List.copyOf(networks));
    }

    private static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> address = Addresses.literal(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int most = address.get().getAddress().length * 8;
        try {
            int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
            return bits < 0 || bits > most ? Optional.empty() : Optional.of(new Network(address.get(), bits));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private boolean trusts(InetAddress address) {
        return networks.stream().anyMatch(network -> Addresses.within(address, network.address, network.bits));
    }

    /**
     * Who really asks: {@code peer}, unless it is trusted; then the last address of the header that is not. What stands
     * further left was written by that client and may be a lie.
     *
     * @param forwardedFor the header's values in order, each perhaps a list
     */
    InetAddress client(InetAddress peer, List<String> forwardedFor) {
        InetAddress client = peer;
        String[] hops = String.join(",", forwardedFor).split(",");
        for (int i = hops.length - 1; i >= 0 && trusts(client); i--) {
            Optional<InetAddress> hop = Addresses.literalWithPort(hops[i].trim());
            if (hop.isEmpty()) {
                break;
            }
            client = hop.get();
        }
        return client;
    }
}
