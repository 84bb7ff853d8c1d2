package mind.supervisor.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A process as {@code /proc} showed it a moment ago.
 *
 * @param pid        its number, which the system gives to another once it is gone
 * @param name       short name of its program, at most 15 characters
 * @param state      {@code R}, {@code S}, {@code D}, {@code T}, …; {@code Z} for one that is dead but not yet collected
 * @param parent     pid of its parent
 * @param group      its process group
 * @param session    its session
 * @param startTicks when it began, in clock ticks since the machine started: with the pid, it is never given out twice
 * @param cpuTicks   processor time it used, in clock ticks
 * @param rssPages   resident memory, pages
 */
public record Proc(
        long pid,
        String name,
        char state,
        long parent,
        long group,
        long session,
        long startTicks,
        long cpuTicks,
        long rssPages) {
    /** Clock ticks a second; Linux shows times to user space in this unit whatever the kernel's own is. */
    public static final int TICKS_PER_SECOND = 100;

    private static final int LONGEST_ENVIRONMENT = 4 << 20; // bytes; the system allows 2 MiB by default
    private static final Path ROOT = Path.of("/proc");
    private static final Path BOOT = ROOT.resolve("sys/kernel/random/boot_id");
    private static volatile String bootId = ""; // until it has been read

    /**
     * Which start of the machine this is: pids and start times mean nothing after another.
     *
     * @throws UncheckedIOException if that cannot be told for now: taken for another start, all that runs would be a stranger's
     */
    public static String bootId() {
        if (bootId.isEmpty()) {
            bootId = bootId(BOOT);
        }
        return bootId;
    }

    static String bootId(Path file) {
        try {
            return Files.readString(file).trim();
        } catch (NoSuchFileException | AccessDeniedException e) {
            return "unknown"; // and stays so here, for every supervisor
        } catch (IOException e) {
            throw new UncheckedIOException("which start of the machine this is cannot be told", e);
        }
    }

    /**
     * The process {@code pid}, or empty if there is none.
     *
     * @throws java.io.UncheckedIOException if that cannot be told, as where no file descriptor is free
     */
    public static Optional<Proc> of(long pid) {
        return StatReader.of(Long.toString(pid));
    }

    /**
     * Looks whether this process can look at anything for now: what it did not find else need not be gone.
     *
     * @throws UncheckedIOException if it cannot
     */
    public static void mustBeReadable() {
        StatReader.of("self");
    }

    /** Every process that can be seen. */
    public static List<Proc> all() {
        return StatReader.all(StatReader.ANY_GROUP);
    }

    /** Every process of a group, zombies too. */
    static List<Proc> ofGroup(long group) {
        return StatReader.all(group);
    }

    /** How long ago something began that began at {@code startTicks}, by the system's own clock since its start. */
    public static Duration age(long startTicks) {
        try {
            String uptime = Files.readString(ROOT.resolve("uptime"));
            double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
            return Duration.ofMillis(
                    Math.max(0, Math.round(1_000 * (seconds - startTicks / (double) TICKS_PER_SECOND))));
        } catch (IOException e) {
            return Duration.ZERO;
        }
    }

    /** Whether it still does something: a zombie only waits for its parent to look. */
    public boolean alive() {
        return state != 'Z' && state != 'X';
    }

    /** Whether it is there still, and a program: threads of the kernel have neither group nor environment. */
    boolean mayHaveEnvironment() {
        return group != 0
                && of(pid).filter(now -> now.startTicks == startTicks && now.alive())
                        .isPresent();
    }

    /** Whether it shows no command line, as between two programs. */
    boolean isBecoming() {
        try {
            return Files.readAllBytes(ROOT.resolve(pid + "/cmdline")).length == 0;
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    /**
     * Its environment as it was when its program began; empty where that may not be read, or while it has none. Each value
     * ends with a zero byte: without the last one, its program was replaced between two reads.
     */
    static List<String> environment(long pid) {
        try (InputStream file = Files.newInputStream(ROOT.resolve(pid + "/environ"))) {
            byte[] bytes =
                    file.readNBytes(LONGEST_ENVIRONMENT); // in large pieces, readAllBytes would begin with one byte
            return bytes.length == 0 || bytes[bytes.length - 1] != 0
                    ? List.of()
                    : List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\0"));
        } catch (AccessDeniedException e) {
            return List.of();
        } catch (IOException e) {
            mustBeReadable();
            return List.of(); // it has ended
        }
    }

    /** Its command line, blanks between the arguments, at most 200 characters; its name where there is none. */
    public static String commandLine(Proc proc) {
        try {
            byte[] bytes = Files.readAllBytes(ROOT.resolve(proc.pid + "/cmdline"));
            String line =
                    new String(bytes, StandardCharsets.UTF_8).replace('\0', ' ').trim();
            return line.isEmpty() ? proc.name : line.length() > 200 ? line.substring(0, 200) + "…" : line;
        } catch (IOException e) {
            return proc.name;
        }
    }

    /** The user it belongs to, by name where the system knows one. */
    public static String user(long pid) {
        try {
            return Files.getOwner(ROOT.resolve(Long.toString(pid))).getName();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
