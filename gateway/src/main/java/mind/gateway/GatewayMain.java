package mind.gateway;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import mind.gateway.http.EarlyAnswers;
import mind.gateway.http.Server;
import mind.protocol.ConfigException;
import mind.protocol.Env;
import mind.protocol.ExitCodes;
import mind.protocol.ServiceLog;

/** The process: the port first, then the settings, then the {@link Gateway} itself. */
public final class GatewayMain {
    private GatewayMain() {}

    public static void main(String[] args) {
        if (args.length == 1 && args[0].equals(Env.SETTINGS)) {
            var env = new Env(Map.of());
            GatewayConfig.from(env);
            env.printAsked(System.out);
            return;
        }
        if (args.length == 1 && args[0].equals(Env.CHECK)) {
            check();
            return;
        }
        EarlyPort port = openPort(); // before any class that is slow to load
        try {
            List<ServerSocketChannel> channels = port == null ? List.of() : port.channels();
            var early = new EarlyAnswers(channels);
            early.start();
            var env = new Env(System.getenv());
            ServiceLog.start(env);
            var server = new Server(channels, early);
            server.open(); // then what answers that we live, while the rest is loaded
            var gateway = new Gateway(port, server, GatewayConfig.from(System.getenv()));
            Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "gateway-shutdown"));
            gateway.start();
        } catch (ConfigException e) {
            exit(e.getMessage());
        } catch (RuntimeException e) {
            Logger.getLogger("mind.gateway").log(Level.SEVERE, "The gateway cannot start", e);
            System.exit(1); // whatever is open already must not go on saying that it starts
        }
    }

    private static void check() {
        try {
            GatewayConfig.from(System.getenv());
        } catch (ConfigException e) {
            exit(e.getMessage());
        }
    }

    /** Answers null where PORT is no number: the settings say so, together with whatever else is wrong. */
    private static EarlyPort openPort() {
        String bind = System.getenv("BIND");
        String port = System.getenv("PORT");
        try {
            int number = port == null || port.isEmpty() ? GatewayConfig.DEFAULT_PORT : Integer.parseInt(port);
            return EarlyPort.open(bind == null ? "" : bind, number);
        } catch (IllegalArgumentException e) {
            return null;
        } catch (EarlyPort.PortTakenException e) {
            exit(e.getMessage());
        } catch (IOException e) {
            exit("Nothing can listen at " + bind + " (BIND): " + e.getMessage() + "; set an address of this machine");
        }
        return null;
    }

    private static void exit(String line) {
        System.err.println(line);
        System.exit(ExitCodes.CONFIG); // the supervisor does not restart on it
    }
}
