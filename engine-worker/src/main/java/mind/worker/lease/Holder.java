package mind.worker.lease;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The process that holds a lease, written so that no two are equal and a third can tell whether it is dead.
 *
 * @param host        for people
 * @param pid         in its own process space
 * @param startMillis when the process started; a pid alone may be used again
 * @param machine     boot identity and process space, or {@code ?} where the system doesn't tell: only inside the same one
 *                    does a missing pid mean a dead process
 */
record Holder(String host, long pid, long startMillis, String machine) {
    private static final String UNKNOWN = "?";

    static Holder self() {
        ProcessHandle self = ProcessHandle.current();
        return new Holder(hostName(), self.pid(), startMillis(self), thisMachine());
    }

    /** The lease key's value. */
    String text() {
        return host + " " + pid + " " + startMillis + " " + machine;
    }

    static Optional<Holder> parse(String text) {
        String[] parts = text.split(" ");
        try {
            return parts.length == 4
                    ? Optional.of(new Holder(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]), parts[3]))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether that process ran where {@code self} runs and is certainly gone. A stopped (frozen) process is not gone. */
    boolean isDeadFor(Holder self) {
        if (machine.equals(UNKNOWN) || !machine.equals(self.machine)) {
            return false;
        }
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(process -> startMillis(process) != startMillis)
                .orElse(true);
    }

    /** For people: who it is. */
    static String describe(String text) {
        return parse(text)
                .map(holder -> "process " + holder.pid + " on " + holder.host)
                .orElse("\"" + text + "\"");
    }

    private static long startMillis(ProcessHandle process) {
        return process.info().startInstant().map(start -> start.toEpochMilli()).orElse(0L);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName().replace(' ', '_');
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static String thisMachine() {
        try {
            String boot =
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim();
            Path space = Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
            return boot + "/" + space;
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            return UNKNOWN;
        }
    }
}
