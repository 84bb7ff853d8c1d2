package mind.protocol;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * A service's log: one line an event, to standard output, or to a file of its own that rolls by size without losing or
 * tearing a line ({@code MIND_LOG_FILE}, then {@code .1}, {@code .2}, …). A write that fails is counted and dropped: a
 * full disk never stops a service.
 */
public final class ServiceLog {
    private static final String FILE = "MIND_LOG_FILE";
    private static final String MAX_BYTES = "MIND_LOG_MAX_BYTES";
    private static final String KEEP = "MIND_LOG_KEEP";

    static {
        System.setProperty("java.util.logging.manager", Manager.class.getName()); // before the first logger is made
    }

    private ServiceLog() {}

    /** Keeps the log open to the last line: the JDK's own manager closes it as soon as a shutdown begins. */
    public static final class Manager extends LogManager {
        @Override
        public void reset() {
            // nothing to begin anew, and the last lines of a stop are still to come
        }
    }

    /** Sends every {@link Logger} to the log that the environment names; warnings only from packages not ours. */
    public static void start(Env env) {
        Logger root = Logger.getLogger("");
        for (Handler old : root.getHandlers()) {
            root.removeHandler(old);
        }
        var handler = new LineHandler(env.find(FILE).map(Path::of).orElse(null), maxBytes(env), keep(env));
        root.addHandler(handler);
        root.setLevel(Level.WARNING);
        OURS.setLevel(Level.INFO);
    }

    /** Reads its settings without starting it: what is wrong with them is a problem of {@code env}. */
    public static void check(Env env) {
        maxBytes(env);
        keep(env);
    }

    private static long maxBytes(Env env) {
        return env.integer(MAX_BYTES, 10 << 20, 1_024, Integer.MAX_VALUE);
    }

    private static int keep(Env env) {
        return env.integer(KEEP, 5, 1, 1_000);
    }

    private static final Logger OURS = Logger.getLogger("mind"); // held, or its level could be forgotten

    private static final class LineHandler extends Handler {
        private final Path file;
        private final long maxBytes;
        private final int keep;
        private final PrintStream console = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        private OutputStream out;
        private long size;
        private long dropped;

        LineHandler(Path file, long maxBytes, int keep) {
            this.file = file;
            this.maxBytes = maxBytes;
            this.keep = keep;
            setFormatter(new LineFormatter());
        }

        @Override
        public synchronized void publish(LogRecord record) {
            if (!isLoggable(record)) {
                return;
            }
            String line = getFormatter().format(record);
            if (file == null) {
                console.print(line);
                return;
            }
            try {
                write(line.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                dropped++;
                closeQuietly();
            }
        }

        private void write(byte[] line) throws IOException {
            if (out != null && (size + line.length > maxBytes || !Files.exists(file))) {
                closeQuietly();
                roll();
            }
            if (out == null) {
                out = Files.newOutputStream(
                        file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
                size = Files.size(file);
            }
            if (dropped > 0) {
                byte[] notice = (Instant.now() + " WARN  " + dropped + " log lines could not be written\n")
                        .getBytes(StandardCharsets.UTF_8);
                out.write(notice);
                size += notice.length;
                dropped = 0;
            }
            out.write(line);
            size += line.length;
        }

        private void roll() throws IOException {
            if (!Files.exists(file) || Files.size(file) < maxBytes / 2) {
                return; // deleted by someone: a new file is enough
            }
            for (int i = keep - 1; i >= 1; i--) {
                Path from = numbered(i);
                if (Files.exists(from)) {
                    Files.move(from, numbered(i + 1), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Files.move(file, numbered(1), StandardCopyOption.REPLACE_EXISTING);
        }

        private Path numbered(int i) {
            return file.resolveSibling(file.getFileName() + "." + i);
        }

        private void closeQuietly() {
            try (OutputStream closing = out) {
                out = null;
            } catch (IOException e) {
                dropped++;
            }
        }

        @Override
        public void flush() {}

        @Override
        public synchronized void close() {
            closeQuietly();
        }
    }

    private static final class LineFormatter extends Formatter {
        @Override
        public String format(LogRecord record) {
            var text = new StringBuilder(160)
                    .append(record.getInstant())
                    .append(' ')
                    .append(word(record.getLevel()))
                    .append(' ')
                    .append(formatMessage(record))
                    .append('\n');
            if (record.getThrown() != null) {
                var trace = new StringWriter();
                record.getThrown().printStackTrace(new PrintWriter(trace, true));
                text.append(trace);
            }
            return text.toString();
        }

        private static String word(Level level) {
            if (level.intValue() >= Level.SEVERE.intValue()) {
                return "ERROR";
            }
            return level.intValue() >= Level.WARNING.intValue() ? "WARN " : "INFO ";
        }
    }
}
