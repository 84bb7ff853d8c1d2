package mind.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Finds out, from Linux's own tables, which process listens on a TCP port. */
final class PortOwner {
    private static final String LISTEN = "0A";
    private static final int LONGEST_COMMAND = 120;

    private PortOwner() {}

    /** {@code "pid 4711 (java -jar x.jar)"}, or {@code "another process"} where the system does not say. */
    static String of(int port) {
        Set<String> sockets = new HashSet<>();
        for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
            addListeners(Path.of(table), port, sockets);
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holdsOne(process, sockets)) {
                    return "pid " + process.getFileName() + " (" + command(process) + ")";
                }
            }
        } catch (IOException e) {
            return "another process"; // no /proc here
        }
        return "another process";
    }

    private static void addListeners(Path table, int port, Set<String> sockets) {
        try {
            for (String line : Files.readAllLines(table)) {
                String[] column = line.trim().split("\\s+");
                if (column.length > 9 && column[3].equals(LISTEN) && column[1].endsWith(String.format(":%04X", port))) {
                    sockets.add("socket:[" + column[9] + "]");
                }
            }
        } catch (IOException e) {
            // a system without IPv6 has no tcp6 table
        }
    }

    private static boolean holdsOne(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : open) {
                if (sockets.contains(Files.readSymbolicLink(file).toString())) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // it has just ended, or is another user's
        }
        return false;
    }

    private static String command(Path process) {
        try {
            String line = new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8)
                    .replace('\0', ' ')
                    .trim();
            return line.length() > LONGEST_COMMAND ? line.substring(0, LONGEST_COMMAND) + "…" : line;
        } catch (IOException e) {
            return "command unknown";
        }
    }
}
