package mind.worker.lease;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The process that holds a lease, written so that no two are equal and a third can tell whether it is dead.
 *
 * @param host    for people
 * @param pid     in its own process space
 * @param start   when the process started, for a pid alone may be used again: in ticks since its machine did, because every
 *                process reckons another's time of day from the clock as it was when itself began
 * @param machine boot identity and process space, or {@code ?} where the system doesn't tell: only inside the same one does a
 *                missing pid mean a dead process
 */
record Holder(String host, long pid, long start, String machine) {
    private static final String UNKNOWN = "?";
    private static final int START = 19; // of the fields after a process' name and the space behind it

    static Holder self() {
        long pid = ProcessHandle.current().pid();
        try {
            return new Holder(hostName(), pid, Long.parseLong(stat(pid)[START]), thisMachine());
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            return new Holder(hostName(), pid, System.currentTimeMillis(), UNKNOWN);
        }
    }

    /** The lease key's value. */
    String text() {
        return host + " " + pid + " " + start + " " + machine;
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
        try {
            String[] stat = stat(pid);
            boolean ended = stat[0].equals("Z"); // and nobody has taken note yet
            return ended || Long.parseLong(stat[START]) != start;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            return false; // it can't be told
        }
    }

    /** What the system tells of a process, from its state on. */
    private static String[] stat(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    /** For people: who it is. */
    static String describe(String text) {
        return parse(text)
                .map(holder -> "process " + holder.pid + " on " + holder.host)
                .orElse("\"" + text + "\"");
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName().replace(' ', '_');
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static String thisMachine() throws IOException {
        String boot =
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim();
        Path space = Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        return boot + "/" + space;
    }
}
