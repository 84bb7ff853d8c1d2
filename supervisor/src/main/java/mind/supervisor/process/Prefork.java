package mind.supervisor.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.zeroturnaround.exec.ProcessExecutor;
import org.zeroturnaround.exec.stream.ExecuteStreamHandler;

/**
 * A process forked ahead of its start: it leads a session, has its environment, and waits for one line to become its
 * program. So its number is on disk before the program runs, and a restart has little left to do. It ends by itself when
 * the supervisor does, as its standard input ends with it.
 */
final class Prefork implements AutoCloseable {
    /*
     * setsid makes the process leader of a session and a group before anything else, so that the group's number is the pid
     * the JDK tells us. The shell waits for the start's token, marks itself and what will come of it, puts the program's
     * output into the log, and becomes the program: nothing of ours stands between the two, so a dead supervisor or a full
     * disk holds up nobody. Without a log that can be opened the program runs all the same. Its folder is gone into only
     * then: one that was prepared long before would still be where a link pointed at that time.
     */
    private static final String WAIT = """
            IFS= read -r MIND_START || exit 0
            MIND_INSTANCE=$1 MIND_SERVICE=$0
            export MIND_START MIND_INSTANCE MIND_SERVICE
            shift
            if [ -n "$MIND_CWD" ] && ! cd -- "$MIND_CWD"; then
              echo "[mind] it cannot run in $MIND_CWD, which is no folder it may enter" >>"$MIND_OUT"
              exit 1
            fi 2>/dev/null
            unset MIND_CWD
            if { true >>"$MIND_OUT"; } 2>/dev/null; then exec "$@" </dev/null >>"$MIND_OUT" 2>&1; fi
            exec "$@" </dev/null >/dev/null 2>&1
            """;

    private static final long LEADS_NANOS = 1_000_000_000;
    private static final long LEADS_LOOK_NANOS = 100_000;

    private final Launch launch;
    private final Process process;
    private final ChildRecord record;

    private Prefork(Launch launch, Process process, ProcessId id) {
        this.launch = launch;
        this.process = process;
        this.record = ChildRecord.of(launch.service(), launch.fingerprint(), launch.graph(), id);
    }

    /**
     * Returns once the process leads its session, so that its group can be signalled.
     *
     * @param inherited what a launch that inherits gets beside its own environment
     */
    static Prefork begin(Launch launch, Mark mark, Map<String, String> inherited) throws IOException {
        List<String> argv = new ArrayList<>(List.of("setsid", "sh", "-c", WAIT, launch.service(), mark.instance()));
        argv.addAll(launch.argv());
        var executor = new WithoutWaiting(argv)
                .environment(environment(launch, inherited))
                .streams(new NoOutput());
        Process process = started(executor);
        try {
            ProcessId id = leader(process.pid())
                    .map(ProcessId::of)
                    .orElseGet(() -> new ProcessId(process.pid(), 0, Proc.bootId())); // it has already ended
            return new Prefork(launch, process, id);
        } catch (UncheckedIOException e) { // nobody would find it again
            process.destroyForcibly();
            throw e;
        }
    }

    private static Process started(ProcessExecutor executor) throws IOException {
        try {
            return executor.start().getProcess();
        } catch (IOException e) {
            throw ForkTrouble.of(e);
        }
    }

    private static Map<String, String> environment(Launch launch, Map<String, String> inherited) {
        Map<String, String> environment = new HashMap<>();
        for (String name : System.getenv().keySet()) {
            environment.put(name, null); // zt-exec takes a variable away where its value is null
        }
        if (launch.inherit()) {
            environment.putAll(inherited);
        } else {
            environment.put("PATH", inherited.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
        }
        Mark.NAMES.forEach(name -> environment.put(name, null)); // a supervisor may run within a service of another
        environment.putAll(launch.environment());
        environment.put("MIND_OUT", launch.log().toString());
        environment.put(
                "MIND_CWD", launch.folder().map(java.nio.file.Path::toString).orElse(""));
        return environment;
    }

    private static Optional<Proc> leader(long pid) {
        long deadline = System.nanoTime() + LEADS_NANOS;
        Optional<Proc> process = Proc.of(pid);
        while (process.filter(Proc::alive).isPresent()
                && process.get().session() != pid
                && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LEADS_LOOK_NANOS);
            process = Proc.of(pid);
        }
        return process;
    }

    /** Whether it can become what {@code wanted} asks for. */
    boolean fits(Launch wanted) {
        return launch.equals(wanted) && process.isAlive();
    }

    /** What has to be on disk before it goes. */
    ChildRecord record() {
        return record;
    }

    /** Done with the exit code when it ends. */
    CompletableFuture<Integer> exit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Lets it become its program, marked with its record's token; false where it has ended meanwhile. */
    boolean go() {
        try (OutputStream input = process.getOutputStream()) {
            input.write((record.token() + "\n").getBytes(StandardCharsets.US_ASCII));
            return true;
        } catch (IOException e) {
            return false; // nobody reads any more, which only its end can bring about
        }
    }

    /** Lets it end without having been anything. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroyForcibly(); // its input could not be ended
        }
    }

    /** Starts without a thread that waits for the end: the system's own event tells of it. */
    private static final class WithoutWaiting extends ProcessExecutor {
        WithoutWaiting(List<String> argv) {
            super(argv);
        }

        @Override
        protected <T> Future<T> invokeSubmit(ExecutorService executor, Callable<T> wait) {
            return new CompletableFuture<>();
        }
    }

    /** What the parent's ends of the output pipes are for: nothing, so they are closed at once. */
    private static final class NoOutput implements ExecuteStreamHandler {
        @Override
        public void setProcessInputStream(OutputStream stream) {
            // its one line comes later
        }

        @Override
        public void setProcessErrorStream(InputStream stream) throws IOException {
            stream.close();
        }

        @Override
        public void setProcessOutputStream(InputStream stream) throws IOException {
            stream.close();
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}
    }
}
