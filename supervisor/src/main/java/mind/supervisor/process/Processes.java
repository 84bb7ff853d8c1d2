package mind.supervisor.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.zeroturnaround.exec.ProcessExecutor;
import org.zeroturnaround.exec.stream.ExecuteStreamHandler;

/**
 * Starts the processes of one instance and finds again those that an earlier supervisor started. Safe for use by several
 * threads, as long as no two start the same service.
 */
public final class Processes {
    private static final Logger LOG = Logger.getLogger("mind.supervisor.process");

    /*
     * setsid makes the process leader of a session and a group before its program begins, so that the group's number is
     * the pid the JDK tells us. The shell then puts the program's output into the log, and becomes the program: nothing of
     * ours stands between the two, so a dead supervisor or a full disk holds up nobody. Without a log that can be opened
     * the program runs all the same.
     */
    private static final String APPEND =
            "if { true >>\"$MIND_OUT\"; } 2>/dev/null; then exec \"$@\" </dev/null >>\"$MIND_OUT\" 2>&1; fi; "
                    + "exec \"$@\" </dev/null >/dev/null 2>&1";

    private static final long PATIENCE_NANOS = 3_000_000_000L;
    private static final long LOOK_NANOS = 10_000_000;
    private static final long LEADS_NANOS = 1_000_000_000;
    private static final long LEADS_LOOK_NANOS = 100_000;

    private final Path records;
    private final Mark mark;
    private final Map<String, String> inherited;
    private final Cgroups cgroups;

    public Processes(Path state, Map<String, String> inherited) throws IOException {
        this.records = state.resolve("children");
        this.mark = new Mark(instance(state));
        this.inherited = Map.copyOf(inherited);
        this.cgroups = Cgroups.find(mark.instance());
    }

    private static String instance(Path state) throws IOException {
        Path file = state.resolve("instance");
        if (!Files.exists(file)) {
            Files.writeString(file, UUID.randomUUID() + "\n");
        }
        return Files.readString(file).trim();
    }

    public Mark mark() {
        return mark;
    }

    /** Starts a process; when this returns, its record is on disk. */
    public Child start(Launch launch) throws IOException {
        ChildRecord intent = ChildRecord.intent(launch.service(), launch.fingerprint(), launch.graph());
        Path file = file(launch.service());
        intent.write(file);
        Files.createDirectories(launch.log().getParent());
        List<String> argv = new ArrayList<>(List.of("setsid", "sh", "-c", APPEND, launch.service()));
        argv.addAll(launch.argv());
        var executor = new WithoutWaiting(argv)
                .environment(environment(launch, intent))
                .streams(new NoStreams());
        launch.folder().ifPresent(folder -> executor.directory(folder.toFile()));
        Process process = executor.start().getProcess();
        ProcessId id = leader(process.pid())
                .map(ProcessId::of)
                .orElseGet(() -> new ProcessId(process.pid(), 0, Proc.bootId())); // it has already ended
        ChildRecord record = intent.started(id);
        record.write(file);
        cgroups.limit(launch.service(), process.pid(), launch.limits());
        CompletableFuture<Integer> exit = process.onExit().thenApply(Process::exitValue);
        return new Child(record, id, exit, false);
    }

    /** The process once it leads its session, so that its group can be signalled; empty where it has already ended. */
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

    private Map<String, String> environment(Launch launch, ChildRecord intent) {
        Map<String, String> environment = new HashMap<>();
        for (String name : System.getenv().keySet()) {
            environment.put(name, null); // zt-exec takes a variable away where its value is null
        }
        if (launch.inherit()) {
            environment.putAll(inherited);
        } else {
            environment.put("PATH", inherited.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
        }
        environment.putAll(launch.environment());
        environment.put(Mark.INSTANCE, mark.instance());
        environment.put(Mark.START, intent.token());
        environment.put(Mark.SERVICE, launch.service());
        environment.put("MIND_OUT", launch.log().toString());
        return environment;
    }

    /** Remembers that a child has become ready, for the supervisor after this one. */
    public void markReady(Child child) throws IOException {
        child.record().ready().write(file(child.record().service()));
    }

    /** Forgets a process that is gone. */
    public void forget(String service) {
        try {
            Files.deleteIfExists(file(service));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the record of " + service + " cannot be deleted", e);
        }
        cgroups.release(service);
    }

    private Path file(String service) {
        return records.resolve(service + ".json");
    }

    /**
     * The processes an earlier supervisor left, each by the service it belongs to: those whose record matches, and those
     * whose start was recorded but whose number was not, found by the token in their environment. Records of processes
     * that are gone are deleted.
     */
    public List<Child> survivors() throws IOException {
        List<Child> survivors = new ArrayList<>();
        if (!Files.isDirectory(records)) {
            return survivors;
        }
        try (var files = Files.newDirectoryStream(records, "*.json")) {
            for (Path file : files) {
                Optional<ChildRecord> record = readOrDiscard(file);
                record.flatMap(this::locate).ifPresentOrElse(survivors::add, () -> forget(nameOf(file)));
            }
        }
        return survivors;
    }

    private static String nameOf(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ".json".length());
    }

    private static Optional<ChildRecord> readOrDiscard(Path file) {
        try {
            return ChildRecord.read(file);
        } catch (IOException e) {
            LOG.warning("the record " + file + " cannot be read and is passed over: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Child> locate(ChildRecord record) {
        if (record.id().alive()) {
            return Optional.of(Child.adopted(record));
        }
        // the supervisor died between the start and the record's second writing, or only the leader has ended
        return mark.find(Mark.START + "=" + record.token()).stream()
                .filter(proc -> proc.session() == proc.pid() && record.pid() == 0)
                .min(Comparator.comparingLong(Proc::startTicks))
                .map(proc -> {
                    ChildRecord found = record.started(ProcessId.of(proc));
                    try {
                        found.write(file(record.service()));
                    } catch (IOException e) {
                        LOG.log(Level.WARNING, "the record of " + record.service() + " cannot be written", e);
                    }
                    return Child.adopted(found);
                });
    }

    /**
     * Ends what is left of an earlier process of {@code service} and listens on a port it needs; answers whether the port's
     * owner was such a one. Anything else is not ours to end.
     */
    public boolean endOwn(String service, PortOwner owner) throws IOException {
        Optional<Proc> process = owner.process().filter(proc -> mark.isOn(proc, Mark.SERVICE + "=" + service));
        if (process.isEmpty()) {
            return false;
        }
        LOG.warning("[" + service + "] port " + owner.port() + " is held by what its last process left, " + owner
                + "; it is being ended");
        return end(List.of(process.get())).isEmpty();
    }

    /** Ends what earlier processes left behind whose leaders are gone: everything marked but what {@code adopted} started. */
    public List<Proc> endRemains(List<Child> adopted) throws IOException {
        List<Proc> remains = mark.find();
        remains.removeIf(proc -> adopted.stream()
                .anyMatch(child -> proc.group() == child.pid()
                        || mark.isOn(proc, Mark.START + "=" + child.record().token())));
        return end(remains);
    }

    /** Asks, waits, kills, and answers who is still there. */
    private static List<Proc> end(List<Proc> procs) throws IOException {
        List<Proc> left = new ArrayList<>(procs);
        for (String signal : List.of("TERM", "KILL")) {
            Signals.send(signal, targets(left));
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            while (!left.isEmpty() && System.nanoTime() < deadline) {
                left.removeIf(proc -> !ProcessId.of(proc).alive());
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
        return left;
    }

    private static List<Long> targets(List<Proc> procs) {
        return procs.stream()
                .filter(proc -> ProcessId.of(proc).alive())
                .map(Proc::pid)
                .toList();
    }

    /** Every living process of this instance, whichever service it belongs to. */
    public List<Proc> marked() {
        return mark.find();
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

    /** What the parent's ends of the pipes are for: nothing, so they are closed at once. */
    private static final class NoStreams implements ExecuteStreamHandler {
        @Override
        public void setProcessInputStream(OutputStream stream) throws IOException {
            stream.close();
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
