package mind.supervisor.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who listens on a TCP port of this machine.
 *
 * @param port    1 to 65535
 * @param process whose socket it is; empty where that may not be seen
 * @param user    whom the process belongs to; empty where that may not be seen
 */
public record PortOwner(int port, Optional<Proc> process, String user) {
    private static final String LISTENING = "0A";

    /**
     * The owner of {@code port}, or empty where nobody listens on it.
     *
     * @throws UncheckedIOException if that cannot be told, as where no file descriptor is free
     */
    public static Optional<PortOwner> of(int port) {
        List<String> inodes = listeners(port);
        if (inodes.isEmpty()) {
            return Optional.empty();
        }
        for (Proc proc : Proc.all()) {
            if (holds(proc.pid(), inodes)) {
                return Optional.of(new PortOwner(port, Optional.of(proc), Proc.user(proc.pid())));
            }
        }
        return Optional.of(new PortOwner(port, Optional.empty(), ""));
    }

    /**
     * Whether the listener on {@code port} belongs to the group {@code group}. Where its owner may not be seen the answer
     * is yes, as there is nothing that speaks against it.
     *
     * @throws UncheckedIOException if that cannot be told
     */
    public static boolean belongsTo(int port, long group) {
        List<String> inodes = listeners(port);
        if (inodes.isEmpty()) {
            return true; // not in this table: another address family or network namespace
        }
        List<Proc> holders = new ArrayList<>();
        for (Proc proc : Proc.ofGroup(group)) {
            if (holds(proc.pid(), inodes)) {
                return true;
            }
        }
        for (Proc proc : Proc.all()) {
            if (holds(proc.pid(), inodes)) {
                holders.add(proc);
            }
        }
        return holders.isEmpty();
    }

    private static List<String> listeners(int port) {
        List<String> inodes = new ArrayList<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            inodes.addAll(listeners(port, Path.of(table)));
        }
        return inodes;
    }

    static List<String> listeners(int port, Path table) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        List<String> inodes = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(table)) {
                String[] fields = line.trim().split("\\s+");
                if (fields.length > 9 && fields[3].equals(LISTENING) && fields[1].endsWith(suffix)) {
                    inodes.add("socket:[" + fields[9] + "]");
                }
            }
        } catch (NoSuchFileException | AccessDeniedException e) {
            // no such address family here, or none that may be seen
        } catch (IOException e) {
            throw new UncheckedIOException("who listens on port " + port + " cannot be told", e);
        }
        return inodes;
    }

    private static boolean holds(long pid, List<String> inodes) {
        String folder = "/proc/" + pid + "/fd";
        String[] files = new File(folder).list();
        if (files == null) {
            Proc.mustBeReadable();
            return false; // not ours to see, or gone
        }
        for (String file : files) {
            try {
                if (inodes.contains(
                        Files.readSymbolicLink(Path.of(folder, file)).toString())) {
                    return true;
                }
            } catch (IOException e) {
                // closed meanwhile
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return process.map(proc -> "pid " + proc.pid() + " (" + Proc.commandLine(proc) + "), user " + user)
                .orElse("a process that may not be seen from here");
    }
}
