package mind.supervisor.process;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.zeroturnaround.exec.ProcessExecutor;

/** Sends signals through the shell's own {@code kill}: the JDK signals single processes only, never a group. */
final class Signals {
    private static final int MOST_SECONDS = 5;

    private Signals() {}

    /** Sends {@code signal} to each target, a pid or the negative of a group; targets that are gone are passed over. */
    static void send(String signal, List<Long> targets) throws IOException {
        if (targets.isEmpty()) {
            return;
        }
        var line = new StringBuilder();
        for (long target : targets) {
            line.append("kill -s ").append(signal).append(" -- ").append(target).append(" 2>/dev/null; ");
        }
        try {
            new ProcessExecutor("sh", "-c", line.append(":").toString())
                    .timeout(MOST_SECONDS, TimeUnit.SECONDS)
                    .execute();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while sending " + signal, e);
        } catch (TimeoutException e) {
            throw new IOException("the shell did not send " + signal + " within " + MOST_SECONDS + " s", e);
        }
    }
}
