package mind.supervisor.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends signals through a shell's own {@code kill}: the JDK signals single processes only, never a group. The shell is
 * started with the first signal and stays, for a restart waits for its answers; it ends with this process, whose end closes
 * its input.
 */
final class Signals {
    /** Names no signal: asks only whether there is somebody to signal. */
    private static final String NONE = "0";

    private static final String END = "done";
    private static final String SCRIPT = "while read -r signal targets; do "
            + "for target in $targets; do kill -s \"$signal\" -- \"$target\"; done 2>&1; echo " + END + "; done";

    private static final String NOBODY = "No such process";

    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long LOOK_NANOS = 20_000;
    private static final long SOON_NANOS = 300_000; // most answers are there by then, and a restart waits for them

    private static final Signals SHELL = new Signals();

    private Process shell; // null before the first signal, and after one that was not answered
    private BufferedReader answers;

    private Signals() {}

    /** Sends {@code signal} to each target, a pid or the negative of a group; targets that are gone are passed over. */
    static void send(String signal, List<Long> targets) throws IOException {
        if (targets.isEmpty()) {
            return;
        }
        var line = new StringBuilder(signal);
        for (long target : targets) {
            line.append(' ').append(target);
        }
        SHELL.ask(line.toString());
    }

    /** Whether a process group has any process, a zombie or one of another user included. */
    static boolean reachesGroup(long group) throws IOException {
        return !SHELL.ask(NONE + " -" + group).contains(NOBODY);
    }

    /** What the shell says to {@code line}. One that has gone is started anew, once. */
    private synchronized String ask(String line) throws IOException {
        while (true) {
            boolean fresh = shell == null;
            try {
                return attempt(line);
            } catch (IOException e) {
                forget();
                if (fresh) {
                    throw e;
                }
            }
        }
    }

    private String attempt(String line) throws IOException {
        if (shell == null) {
            start();
        }
        OutputStream questions = shell.getOutputStream();
        questions.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        questions.flush();
        var said = new StringBuilder();
        long deadline = System.nanoTime() + MOST_NANOS;
        while (true) {
            awaitAnswer(line, deadline);
            String next = answers.readLine();
            if (next == null) {
                throw new IOException("the shell that sends signals has ended");
            }
            if (next.equals(END)) {
                return said.toString();
            }
            said.append(next).append('\n');
        }
    }

    /** A group of its own keeps the terminal's signals from it. */
    private void start() throws IOException {
        var builder = new ProcessBuilder("setsid", "sh", "-c", SCRIPT)
                .directory(new File("/"))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LC_ALL", "C");
        Mark.NAMES.forEach(builder.environment()::remove);
        shell = builder.start();
        answers = new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    private void awaitAnswer(String line, long deadline) throws IOException {
        InputStream stream = shell.getInputStream();
        long soon = System.nanoTime() + SOON_NANOS;
        while (!answers.ready() && stream.available() == 0 && shell.isAlive()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the shell did not send \"" + line + "\" within "
                        + TimeUnit.NANOSECONDS.toSeconds(MOST_NANOS) + " s");
            }
            if (System.nanoTime() < soon) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }

    private void forget() {
        if (shell != null) {
            shell.destroyForcibly();
            shell = null;
        }
    }
}
