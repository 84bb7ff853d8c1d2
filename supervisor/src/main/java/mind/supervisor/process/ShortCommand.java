package mind.supervisor.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.zeroturnaround.exec.ProcessExecutor;
import org.zeroturnaround.exec.ProcessResult;
import org.zeroturnaround.exec.StartedProcess;

/** A command that is run to its end within a bound, in a group of its own that is killed as a whole where it is not. */
public final class ShortCommand {
    private static final int MOST_CHARACTERS = 100;

    private static final int MOST_BYTES = 4_096;

    private ShortCommand() {}

    /** Keeps the beginning of what is said and passes over the rest: one who talks without end needs no memory. */
    private static final class Beginning extends OutputStream {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int b) {
            if (kept.size() < MOST_BYTES) {
                kept.write(b);
            }
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            kept.write(bytes, from, Math.min(length, MOST_BYTES - kept.size()));
        }

        synchronized String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }

    /** Runs {@code command} in {@code folder}; answers nothing where it exits with 0, else what was wrong in a few words. */
    public static String run(List<String> command, Path folder, Duration timeout) throws IOException {
        List<String> argv = new ArrayList<>(List.of("setsid"));
        argv.addAll(command);
        var said = new Beginning();
        StartedProcess started = start(new ProcessExecutor(argv)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said));
        long pid = started.getProcess().pid();
        try {
            ProcessResult result = started.getFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (result.getExitValue() == 0) {
                return "";
            }
            String output = said.text().strip().replaceAll("\\s+", " ");
            String first = output.substring(0, Math.min(MOST_CHARACTERS, output.length()));
            return "exit " + result.getExitValue() + (first.isEmpty() ? "" : ": " + first);
        } catch (TimeoutException e) {
            Signals.send("KILL", List.of(-pid));
            return "no end within " + timeout.toMillis() + " ms";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Signals.send("KILL", List.of(-pid));
            return "interrupted";
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IOException("it could not be run", e);
        }
    }

    private static StartedProcess start(ProcessExecutor executor) throws IOException {
        try {
            return executor.start();
        } catch (IOException e) {
            throw ForkTrouble.of(e);
        }
    }
}
