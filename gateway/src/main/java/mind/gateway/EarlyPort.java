package mind.gateway;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The listening sockets, open before any class that is slow to load: from then on the kernel queues early clients, and
 * nobody is refused while the rest of the process starts.
 */
final class EarlyPort implements AutoCloseable {
    private static final int BACKLOG = 1_024;
    private static final String LOOPBACK = "127.0.0.1";
    private static final String LOOPBACK_6 = "::1";
    private static final String PROVIDER = "java.nio.channels.spi.SelectorProvider";
    private static final String LINUX_PROVIDER = "sun.nio.ch.EPollSelectorProvider";

    private final List<ServerSocketChannel> channels;

    private EarlyPort(List<ServerSocketChannel> channels) {
        this.channels = channels;
    }

    /**
     * Opens {@code port} at each address of {@code bind}, separated by commas; where that is empty or {@code localhost}, at
     * both loopback addresses, the IPv6 one only if the machine has it.
     *
     * @param port 0 takes a free one, the same at each address
     * @throws PortTakenException if somebody else listens there
     */
    static EarlyPort open(String bind, int port) throws IOException {
        nameProvider();
        boolean loopback = bind.isEmpty() || bind.equals("localhost");
        String[] addresses = loopback ? new String[] {LOOPBACK, LOOPBACK_6} : bind.split(",");
        List<ServerSocketChannel> channels = new ArrayList<>(addresses.length);
        int taken = port;
        for (String address : addresses) {
            try {
                channels.add(listen(address.trim(), taken));
                taken = ((InetSocketAddress) channels.get(0).getLocalAddress()).getPort();
            } catch (IOException e) {
                boolean withoutIt = loopback && address.equals(LOOPBACK_6) && !(e instanceof PortTakenException);
                if (!withoutIt) { // a machine without IPv6: one address is all there is
                    new EarlyPort(channels).close();
                    throw e;
                }
            }
        }
        return new EarlyPort(channels);
    }

    /**
     * Names the provider that the JDK would settle on anyway: it searches every jar of the class path for another first,
     * which takes longer than all else that opening a socket does.
     */
    private static void nameProvider() {
        if (System.getProperty(PROVIDER) == null) {
            try {
                Class.forName(LINUX_PROVIDER, false, null);
                System.setProperty(PROVIDER, LINUX_PROVIDER);
            } catch (ClassNotFoundException e) {
                // another system or a JDK that calls it otherwise: it searches
            }
        }
    }

    private static ServerSocketChannel listen(String address, int port) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(InetAddress.getByName(address), port), BACKLOG);
            return channel;
        } catch (BindException e) {
            channel.close();
            if (String.valueOf(e.getMessage()).contains("in use")) {
                throw new PortTakenException(address, port, e);
            }
            throw e;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Every address it listens at, such as {@code 127.0.0.1:8000}. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (ServerSocketChannel channel : channels) {
            try {
                var address = (InetSocketAddress) channel.getLocalAddress();
                text.append(text.length() == 0 ? "" : " and ")
                        .append(address.getAddress().getHostAddress())
                        .append(':')
                        .append(address.getPort());
            } catch (IOException e) {
                text.append("a closed socket");
            }
        }
        return text.toString();
    }

    List<ServerSocketChannel> channels() {
        return channels;
    }

    @Override
    public void close() throws IOException {
        for (ServerSocketChannel channel : channels) {
            channel.close();
        }
    }

    /** Somebody else listens on the port we were given; the message is one line that names them. */
    static final class PortTakenException extends IOException {
        private static final long serialVersionUID = 1L;

        PortTakenException(String address, int port, IOException cause) {
            super(
                    "Port " + port + " (PORT) at " + address + " is taken by " + PortOwner.of(port)
                            + ": stop it, or set PORT to another",
                    cause);
        }
    }
}
