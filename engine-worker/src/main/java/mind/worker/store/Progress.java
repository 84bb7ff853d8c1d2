package mind.worker.store;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How far each graph is, told on standard error: on a terminal one line that moves, elsewhere a line {@code iris 40 %} a
 * step. Thread-safe.
 */
final class Progress {
    private static final int STEP = 10; // percent between two lines
    private static final long REDRAW_NANOS = 100_000_000;

    private final PrintStream out;
    private final boolean terminal;
    private final Map<String, Integer> percents = new LinkedHashMap<>();
    private long drawnNanos = System.nanoTime() - REDRAW_NANOS;
    private int width;

    Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** On {@code err}, which is this process's standard error. */
    static Progress on(PrintStream err) {
        return new Progress(err, standardErrorIsTerminal());
    }

    private static boolean standardErrorIsTerminal() {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false; // no such file system: plain lines can be read everywhere
        }
    }

    /** Says that {@code done} of {@code total} are done for {@code name}, a share of the whole from {@code from} to {@code to}. */
    void tell(String name, long done, long total, int from, int to) {
        tell(name, from + (int) ((to - from) * Math.min(done, total) / Math.max(total, 1)));
    }

    synchronized void tell(String name, int percent) {
        Integer last = percents.get(name);
        if (last != null && percent <= last) {
            return;
        }
        percents.put(name, percent);
        if (!terminal) {
            if (last == null || percent / STEP > last / STEP) {
                out.println(name + " " + percent + " %");
            }
        } else if (percent == 100 || System.nanoTime() - drawnNanos >= REDRAW_NANOS) {
            drawnNanos = System.nanoTime();
            draw(percents.entrySet().stream()
                    .map(entry -> entry.getKey() + " " + entry.getValue() + " %")
                    .collect(Collectors.joining("   ")));
        }
    }

    /** Leaves the moving line, so that other output starts a line of its own. */
    synchronized void end() {
        if (terminal && width > 0) {
            out.println();
            width = 0;
        }
    }

    private void draw(String line) {
        out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
        out.flush();
        width = line.length();
    }
}
