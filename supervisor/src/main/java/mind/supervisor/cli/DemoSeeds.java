package mind.supervisor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mind.protocol.ExitCodes;
import mind.protocol.ServerAddress;
import mind.supervisor.fleet.Outcome;
import org.zeroturnaround.exec.ProcessExecutor;
import org.zeroturnaround.exec.StartedProcess;
import org.zeroturnaround.exec.stream.LogOutputStream;

/** Fills the demo's graphs by a short process of the worker's, and tells of each graph as soon as it is whole. */
final class DemoSeeds {
    /** Its line for a graph that is whole begins with the graph's name and a colon. */
    private static final Pattern WHOLE = Pattern.compile("(mind-protocol_\\S+): .*");

    private static final long MOST_MINUTES = 30;
    private static final int LAST_LINES = 5;

    private final ServerAddress falkorDb;
    private final Path folder;
    private volatile Process process;

    DemoSeeds(ServerAddress falkorDb, Path folder) {
        this.falkorDb = falkorDb;
        this.folder = folder;
    }

    /**
     * Fills what is missing once {@code databaseReady} is done.
     *
     * @param whole    gets the name of each graph as soon as it is filled
     * @param progress gets what the process says on the way
     */
    Outcome fill(CompletableFuture<Void> databaseReady, Consumer<String> whole, Consumer<String> progress)
            throws InterruptedException {
        databaseReady.join();
        Deque<String> last = new ArrayDeque<>();
        try {
            StartedProcess started = new ProcessExecutor(StoreCommandLine.of("seed", List.of("--missing", "--demo")))
                    .directory(folder.toFile())
                    .environment(Map.of("FALKORDB_URL", falkorDb.toSecretUrl()))
                    .redirectOutput(lines(line -> {
                        Matcher graph = WHOLE.matcher(line);
                        if (graph.matches()) {
                            whole.accept(graph.group(1));
                        }
                        progress.accept(line);
                        remember(last, line);
                    }))
                    .redirectError(lines(line -> {
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
        } catch (IOException | ExecutionException | TimeoutException e) {
            stop();
            return new Outcome(ExitCodes.FAILED, List.of("the demo's graphs could not be filled: " + e.getMessage()));
        }
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
