package mind.supervisor.process;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads processes from {@code /proc/PID/stat}. A restart waits for such a reading, and the supervisor's code is mostly
 * interpreted: so files are read into one array, and each line is looked at only as far as needed.
 */
final class StatReader {
    /** Stands for every process group. */
    static final long ANY_GROUP = -1;

    private static final String ROOT = "/proc/";
    private static final int LONGEST_LINE = 1_024; // 52 numbers and a name come to some 350 bytes
    private static final int LONGEST_START = 96; // number, name (the kernel's own threads have up to 64 bytes), state
    private static final int FIRST_NUMBER = 4; // of the field after the state, counted from 1 as proc(5) does

    private final byte[] line = new byte[LONGEST_LINE];
    private int length;
    private int at;
    private int field;

    /** Every process of {@code group}. */
    static List<Proc> all(long group) {
        String[] names = new File(ROOT).list();
        if (names == null) {
            throw new UncheckedIOException(
                    new IOException("/proc cannot be read; Mind needs it to know its processes"));
        }
        List<Proc> all = new ArrayList<>();
        var reader = new StatReader();
        for (String name : names) {
            if (name.charAt(0) <= '9' && reader.read(name) && (group == ANY_GROUP || reader.group() == group)) {
                reader.proc().ifPresent(all::add);
            }
        }
        return all;
    }

    static Optional<Proc> of(String pid) {
        var reader = new StatReader();
        return reader.read(pid) ? reader.proc() : Optional.empty();
    }

    /** What a line of {@code /proc/PID/stat} says; empty if it is none. */
    static Optional<Proc> parse(byte[] stat) {
        var reader = new StatReader();
        reader.length = Math.min(stat.length, LONGEST_LINE);
        System.arraycopy(stat, 0, reader.line, 0, reader.length);
        return reader.proc();
    }

    /** @throws UncheckedIOException if it is there and cannot be read, as where no file descriptor is free */
    private boolean read(String pid) {
        String stat = ROOT + pid + "/stat";
        try (var file = new FileInputStream(stat)) {
            length = file.read(line);
            return length > 0;
        } catch (IOException e) {
            if (new File(stat).exists()) { // which takes no descriptor
                throw new UncheckedIOException("process " + pid + " cannot be looked at", e);
            }
            return false; // it has ended
        }
    }

    /** The bracket that ends the name, which may hold brackets itself; 0 if there is none. */
    private int nameEnd() {
        int end = Math.min(length, LONGEST_START) - 1;
        while (end > 0 && line[end] != ')') {
            end--;
        }
        return end;
    }

    private long group() {
        at = nameEnd() + 4;
        field = FIRST_NUMBER;
        return number(5);
    }

    private Optional<Proc> proc() {
        int open = 0;
        while (open < length && line[open] != '(') {
            open++;
        }
        int close = nameEnd();
        if (close <= open || close + 4 >= length) {
            return Optional.empty();
        }
        at = 0;
        field = 1;
        long pid = number(1);
        at = close + 4;
        field = FIRST_NUMBER;
        long parent = number(4);
        long group = number(5);
        long session = number(6);
        long cpu = number(14) + number(15);
        long start = number(22);
        long pages = number(24);
        return pages < 0
                ? Optional.empty()
                : Optional.of(new Proc(
                        pid,
                        new String(line, open + 1, close - open - 1, StandardCharsets.ISO_8859_1),
                        (char) line[close + 2],
                        parent,
                        group,
                        session,
                        start,
                        cpu,
                        pages));
    }

    /** The {@code wanted}th field, none before the last one that was read; -1 if the line is shorter. */
    private long number(int wanted) {
        while (field < wanted && at < length) {
            if (line[at++] == ' ') {
                field++;
            }
        }
        if (at >= length) {
            return -1;
        }
        long number = 0;
        while (at < length && line[at] >= '0' && line[at] <= '9') {
            number = 10 * number + line[at++] - '0';
        }
        return number;
    }
}
