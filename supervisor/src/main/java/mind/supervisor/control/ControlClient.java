package mind.supervisor.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import mind.protocol.ExitCodes;
import mind.supervisor.process.Lease;
import mind.supervisor.process.Proc;

/** Sends a command line to the supervisor of a state directory and shows its answer, as scripts/mind does with curl. */
public final class ControlClient {
    private static final long ANSWER_MILLIS = 10_000;
    private static final long LOOK_NANOS = 20_000_000;

    private ControlClient() {}

    /** The exit code of the answer; empty where no supervisor answers. */
    public static OptionalInt ask(Path state, List<String> arguments, Screen screen) throws IOException {
        Path path = ControlSocket.of(state);
        if (!Files.exists(path)) {
            return OptionalInt.empty();
        }
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            BufferedReader lines;
            try {
                channel.connect(ControlSocket.address(path));
                byte[] body = (String.join("\n", arguments) + "\n").getBytes(StandardCharsets.UTF_8);
                channel.write(ByteBuffer.wrap(head(body.length, screen.look()).getBytes(StandardCharsets.UTF_8)));
                channel.write(ByteBuffer.wrap(body));
                if (!answers(channel)) {
                    screen.problem(frozen(state));
                    return OptionalInt.of(ExitCodes.TIMEOUT);
                }
                lines = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
                if (lines.readLine() == null) {
                    return OptionalInt.empty(); // it ended while we asked, and has not heard us
                }
            } catch (IOException e) {
                return OptionalInt.empty(); // the same, or left behind by a supervisor that was killed
            }
            return show(lines, screen);
        }
    }

    /** Whether there is a socket that this user may not ask through. */
    public static boolean isAnothers(Path state) throws IOException {
        Path socket = ControlSocket.of(state);
        boolean hidden = !socket.startsWith(state); // in a folder of its user's alone
        return !Files.isWritable(socket) && (hidden || Files.exists(socket));
    }

    /** A supervisor that runs says at once that it has heard; what it does then may take its time. */
    private static boolean answers(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        try (var selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            if (selector.select(ANSWER_MILLIS) == 0) {
                return false;
            }
        }
        channel.configureBlocking(true);
        return true;
    }

    /** What scripts/mind says in the same place. */
    private static String frozen(Path state) {
        String pid =
                Lease.holder(state).map(holder -> Long.toString(holder.pid())).orElse("PID");
        return "supervisor " + pid + " of " + state + " does not answer within " + ANSWER_MILLIS / 1_000
                + " s: where it was stopped, \"kill -CONT " + pid
                + "\" lets it go on; \"kill -KILL " + pid
                + "\" ends it and leaves its services to the next \"scripts/mind up\"";
    }

    private static String head(int length, Screen.Look look) {
        return "POST / HTTP/1.1\r\nHost: mind\r\nContent-Length: " + length + "\r\n"
                + (look.colour() ? Request.COLOUR + ": 1\r\n" : "")
                + (look.live() ? Request.LIVE + ": 1\r\n" : "")
                + (look.width() > 0 ? Request.WIDTH + ": " + look.width() + "\r\n" : "")
                + "\r\n";
    }

    /** One whose parent does not collect it has ended all the same. */
    private static void awaitEnd(long pid) {
        while (Proc.of(pid).filter(Proc::alive).isPresent()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static OptionalInt show(BufferedReader lines, Screen screen) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.isEmpty()) { // the answer's head
            line = lines.readLine();
        }
        while ((line = lines.readLine()) != null) {
            if (!line.isEmpty() && line.charAt(0) == Connection.END) {
                String[] end = line.substring(1).split(" ");
                if (end.length > 1) {
                    awaitEnd(Long.parseLong(end[1]));
                }
                return OptionalInt.of(Integer.parseInt(end[0]));
            }
            if (!line.isEmpty() && line.charAt(0) == Connection.PROBLEM) {
                screen.problem(line.substring(1));
            } else if (!line.equals(Connection.HEARD)) {
                screen.line(line);
            }
        }
        throw new IOException("the supervisor ended before it had answered");
    }
}
