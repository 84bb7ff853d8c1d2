package mind.supervisor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mind.protocol.ExitCodes;
import mind.protocol.ServerAddress;
import mind.supervisor.fleet.Outcome;
import mind.supervisor.process.ForkTrouble;
import org.zeroturnaround.exec.ProcessExecutor;
import org.zeroturnaround.exec.StartedProcess;
import org.zeroturnaround.exec.stream.LogOutputStream;

/** Fills the demo's graphs by a short process of the worker's, and tells of each graph as soon as it is whole. */
final class DemoSeeds {
    /** Its line for a citizen whose graph is whole; those that existed have none. */
    private static final Pattern WHOLE = Pattern.compile("(\\S+) 100 %");

    private static final long MOST_MINUTES = 30;
    private static final int LAST_LINES = 5;

    private final ServerAddress falkorDb;
    private final List<String> words;
    private final Path folder;
    private volatile Process process;

    /** @param outside whether the server is somebody else's: one that holds other graphs is refused */
    DemoSeeds(ServerAddress falkorDb, boolean outside, Path folder) {
        this.falkorDb = falkorDb;
        this.words = outside ? List.of("--missing", "--demo") : List.of("--missing");
        this.folder = folder;
    }

    /**
     * Fills what is missing; FalkorDB has to be there.
     *
     * @param whole    gets the name of each citizen as soon as its graph is filled
     * @param progress gets what the process says on the way
     */
    Outcome fill(Consumer<String> whole, Consumer<String> progress) throws InterruptedException {
        Deque<String> last = new ArrayDeque<>();
        try {
            StartedProcess started = new ProcessExecutor(StoreCommandLine.of("seed", words))
                    .directory(folder.toFile())
                    .environment(Map.of("FALKORDB_URL", falkorDb.toSecretUrl()))
                    .redirectOutput(lines(line -> {
                        progress.accept(line);
                        remember(last, line);
                    }))
                    .redirectError(lines(line -> {
                        Matcher citizen = WHOLE.matcher(line);
                        if (citizen.matches()) {
                            whole.accept(citizen.group(1));
                        }
                        progress.accept(line);
                        remember(last, line);
                    }))
                    .destroyOnExit()
                    .start();
            process = started.getProcess();
            int exitCode =
                    started.getFuture().get(MOST_MINUTES, TimeUnit.MINUTES).getExitValue();
            return exitCode == ExitCodes.OK
                    ? new Outcome(ExitCodes.OK, List.of())
                    : new Outcome(exitCode, List.copyOf(last));
        } catch (IOException e) {
            return notFilled(ForkTrouble.of(e).getMessage());
        } catch (TimeoutException e) {
            return notFilled("no end within " + MOST_MINUTES + " min");
        } catch (ExecutionException e) {
            return notFilled(e.getMessage());
        }
    }

    private Outcome notFilled(String why) {
        stop();
        return new Outcome(ExitCodes.FAILED, List.of("the demo's graphs could not be filled: " + why));
    }

    /** Ends the process, if it still runs. */
    void stop() {
        Process running = process;
        if (running != null) {
            running.destroy();
        }
    }

    private static void remember(Deque<String> last, String line) {
        synchronized (last) {
            last.addLast(line);
            if (last.size() > LAST_LINES) {
                last.removeFirst();
            }
        }
    }

    private static LogOutputStream lines(Consumer<String> taker) {
        return new LogOutputStream() {
            @Override
            protected void processLine(String line) {
                if (!line.isBlank()) {
                    taker.accept(line);
                }
            }
        };
    }
}
