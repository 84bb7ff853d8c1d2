package mind.gateway.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses out of text, never by asking a name server. */
final class Addresses {
    private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private Addresses() {}

    /** The address that {@code text} spells, with or without IPv6's brackets; empty for names and anything else. */
    static Optional<InetAddress> literal(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (!V4.matcher(bare).matches() && !V6.matcher(bare).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(bare));
        } catch (UnknownHostException e) {
            return Optional.empty(); // such as 300.1.1.1
        }
    }

    /** As {@link #literal}, with a port behind it allowed, as some proxies write in X-Forwarded-For. */
    static Optional<InetAddress> literalWithPort(String text) {
        int colon = text.lastIndexOf(':');
        boolean hasPort = text.startsWith("[") ? colon > text.indexOf(']') : colon > 0 && text.indexOf(':') == colon;
        return literal(hasPort ? text.substring(0, colon) : text);
    }

    /**
     * Who one limit an address applies to: the IPv4 address, or the /64 network of an IPv6 address, since one household
     * has all of it.
     */
    static String household(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return address.getHostAddress();
        }
        Arrays.fill(bytes, 8, 16, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // 16 bytes are an address
        }
    }

    /** Whether {@code address} lies in the first {@code bits} bits of {@code network}. */
    static boolean within(InetAddress address, InetAddress network, int bits) {
        byte[] a = address.getAddress();
        byte[] n = network.getAddress();
        if (a.length != n.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit & 7);
            if ((a[bit >> 3] & mask) != (n[bit >> 3] & mask)) {
                return false;
            }
        }
        return true;
    }
}
