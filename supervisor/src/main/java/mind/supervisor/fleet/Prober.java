package mind.supervisor.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import mind.protocol.FileTrouble;
import mind.protocol.ServiceStatus;
import mind.protocol.State;
import mind.supervisor.config.Probe;
import mind.supervisor.discover.Graphs;
import mind.supervisor.process.Child;
import mind.supervisor.process.PortOwner;
import mind.supervisor.process.Proc;
import mind.supervisor.process.ShortCommand;
import redis.clients.jedis.exceptions.JedisException;

/** Puts one question to one process and waits for the answer, at most as long as the probe says. Runs beside the loop. */
final class Prober {
    private Prober() {}

    /**
     * What was found.
     *
     * @param passed whether it is well
     * @param text   the question and how it went, such as {@code TCP 127.0.0.1:8000 succeeded}
     */
    record Finding(boolean passed, String text) {}

    /**
     * @param folder where the service runs, and the scripts that ask about it
     * @throws UncheckedIOException if it cannot be asked for want of something of our own, as of a file descriptor
     */
    static Finding ask(Probe probe, Child child, Path statusFile, Path folder) {
        try {
            Optional<Proc> process = child.find();
            if (process.isEmpty()) {
                return new Finding(false, probe + " failed: the process has ended");
            }
            if (process.get().state() == 'T') {
                return new Finding(false, probe + " failed: the process is frozen (SIGSTOP)");
            }
            String obstacle = obstacle(probe, child, statusFile, folder);
            return obstacle.isEmpty()
                    ? new Finding(true, probe + " succeeded")
                    : new Finding(false, probe + " failed: " + obstacle);
        } catch (IOException | JedisException e) {
            Proc.mustBeReadable();
            return new Finding(false, probe + " failed" + detail(probe, e));
        }
    }

    /** Operators know the line of a TCP probe without a reason; the others say theirs. */
    private static String detail(Probe probe, Exception e) {
        if (probe instanceof Probe.Tcp) {
            return "";
        }
        return ": " + (probe instanceof Probe.Report ? FileTrouble.why(e) : e.getMessage());
    }

    private static String obstacle(Probe probe, Child child, Path statusFile, Path folder) throws IOException {
        if (probe instanceof Probe.Tcp tcp) {
            return tcp(tcp, child);
        }
        if (probe instanceof Probe.Http http) {
            return http(http);
        }
        if (probe instanceof Probe.Script script) {
            return script(script, folder);
        }
        if (probe instanceof Probe.GraphList graphs) {
            Graphs.names(graphs.address(), (int) graphs.timeout().toMillis());
            return foreign(graphs.address().port(), child);
        }
        return report(child, statusFile);
    }

    private static String tcp(Probe.Tcp tcp, Child child) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(tcp.host(), tcp.port()), (int)
                    tcp.timeout().toMillis());
        }
        return foreign(tcp.port(), child);
    }

    private static String foreign(int port, Child child) {
        return PortOwner.belongsTo(port, child.pid()) ? "" : "another process listens on port " + port;
    }

    private static String http(Probe.Http http) throws IOException {
        if (!(http.url().toURL().openConnection() instanceof HttpURLConnection connection)) {
            return "not an http address";
        }
        try {
            connection.setConnectTimeout((int) http.timeout().toMillis());
            connection.setReadTimeout((int) http.timeout().toMillis());
            connection.setInstanceFollowRedirects(false);
            int status = connection.getResponseCode();
            return status >= 200 && status <= 299 ? "" : "status " + status;
        } finally {
            connection.disconnect();
        }
    }

    private static String script(Probe.Script script, Path folder) throws IOException {
        try {
            return ShortCommand.run(script.command(), folder, script.timeout());
        } catch (IOException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
            throw new UncheckedIOException("no process can be made for it", e);
        }
    }

    private static String report(Child child, Path statusFile) throws IOException {
        Optional<ServiceStatus> status = ServiceStatus.read(statusFile).filter(report -> report.pid() == child.pid());
        if (status.isEmpty()) {
            return "it has not reported yet";
        }
        State state = status.get().state();
        return state == State.RUNNING || state == State.EMPTY ? "" : "it is " + state;
    }
}
