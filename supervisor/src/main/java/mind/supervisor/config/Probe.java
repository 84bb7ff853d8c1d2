package mind.supervisor.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import mind.protocol.ServerAddress;

/** A question put to a service from outside, with a hard deadline; its text names the kind and the target. */
public sealed interface Probe {
    Duration timeout();

    /** Passes when a connection is accepted, by the service's own group where that can be read. */
    record Tcp(String host, int port, Duration timeout) implements Probe {
        @Override
        public String toString() {
            return "TCP " + host + ":" + port;
        }
    }

    /** Passes on a status of 200 to 299. */
    record Http(URI url, Duration timeout) implements Probe {
        @Override
        public String toString() {
            return "HTTP " + Passwords.hidden(url.toString());
        }
    }

    /** Passes when the command exits with 0. */
    record Script(List<String> command, Duration timeout) implements Probe {
        @Override
        public String toString() {
            return "script " + Passwords.hidden(String.join(" ", command));
        }
    }

    /** Passes when FalkorDB answers {@code GRAPH.LIST}. */
    record GraphList(ServerAddress address, Duration timeout) implements Probe {
        @Override
        public String toString() {
            return "GRAPH.LIST " + address;
        }
    }

    /** Passes when the service's own status file says that it runs. */
    record Report(Duration timeout) implements Probe {
        @Override
        public String toString() {
            return "its own report";
        }
    }
}
