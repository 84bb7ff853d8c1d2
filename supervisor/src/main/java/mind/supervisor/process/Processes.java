package mind.supervisor.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import mind.protocol.FileTrouble;
import mind.protocol.ServiceStatus;

/**
 * Starts the processes of one instance and finds again those that an earlier supervisor started. Safe for use by several
 * threads, as long as no two start the same service.
 */
public final class Processes {
    private static final Logger LOG = Logger.getLogger("mind.supervisor.process");

    private static final int MOST_PREFORKS = 32; // a shell each, about 0.2 MiB

    private static final String AHEAD = ".next";

    private static final long PATIENCE_NANOS = 3_000_000_000L;
    private static final long LOOK_NANOS = 10_000_000;

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Path records;
    private final Mark mark;
    private final Map<String, String> inherited;
    private final Cgroups cgroups;
    private final AtomicBoolean withoutLogs = new AtomicBoolean(); // and that has been said
    private final Map<String, Prefork> preforks = new ConcurrentHashMap<>(); // by service
    private final Map<String, String> recorded = new HashMap<>(); // token on disk, by service; guards the records

    public Processes(Path state, Map<String, String> inherited) throws IOException {
        this.records = state.resolve("children");
        this.mark = new Mark(instance(state));
        this.inherited = Map.copyOf(inherited);
        this.cgroups = Cgroups.find(mark.instance());
    }

    /** Made once, then the same for the life of the state directory; a file that a full disk left empty is renewed. */
    private static String instance(Path state) throws IOException {
        Path file = state.resolve("instance");
        if (Files.exists(file)) {
            String name = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).trim();
            if (UUID_TEXT.matcher(name).matches()) {
                return name;
            }
            LOG.warning(file + " does not hold this instance's name, so it gets a new one");
        }
        String name = UUID.randomUUID().toString();
        ServiceStatus.AtomicFile.write(file, (name + "\n").getBytes(StandardCharsets.US_ASCII));
        return name;
    }

    public Mark mark() {
        return mark;
    }

    /** Starts a process. Its record is on disk before its program runs. */
    public Child start(Launch launch) throws IOException {
        Optional<Child> ahead = startPrepared(launch);
        if (ahead.isPresent()) {
            return ahead.get();
        }
        Prefork fresh = begin(launch);
        go(fresh, launch); // the exit of one that has ended tells all there is to tell
        return child(fresh);
    }

    /** The same, if this very start has been got ready for. */
    public Optional<Child> startPrepared(Launch launch) throws IOException {
        makeLogFolder(launch.log().getParent());
        if (launch.folder().filter(folder -> !Files.isDirectory(folder)).isPresent()) {
            throw new IOException("its folder " + launch.folder().get() + " is not there");
        }
        Optional<Prefork> ahead = madeAhead(launch).filter(prefork -> go(prefork, launch));
        ahead.map(Prefork::record).ifPresent(this::settle);
        return ahead.map(Processes::child);
    }

    private boolean go(Prefork prefork, Launch launch) {
        cgroups.limit(launch.service(), prefork.record().pid(), launch.limits());
        return prefork.go();
    }

    private static Child child(Prefork prefork) {
        return new Child(prefork.record(), prefork.record().id(), prefork.exit(), false);
    }

    /** Where there can be none, services run without a log: what they do matters more than what they say. */
    private void makeLogFolder(Path folder) {
        try {
            if (!Files.isDirectory(folder)) { // to ask costs less than to be told that it is there
                Files.createDirectories(folder);
            }
            withoutLogs.set(false);
        } catch (IOException e) {
            if (!withoutLogs.getAndSet(true)) {
                LOG.warning(
                        "there can be no folder " + folder + ", so services run without a log: " + FileTrouble.of(e));
            }
        }
    }

    private Optional<Prefork> madeAhead(Launch launch) {
        Prefork waiting = preforks.remove(launch.service());
        if (waiting == null) {
            return Optional.empty();
        }
        if (waiting.fits(launch) && Files.exists(next(launch.service()))) {
            return Optional.of(waiting);
        }
        waiting.close();
        return Optional.empty();
    }

    /**
     * Gives the record of a start made ahead its lasting name. The process need not wait for that, which takes a disk's time:
     * {@link #survivors} knows both names.
     */
    private void settle(ChildRecord record) {
        String service = record.service();
        synchronized (recorded) {
            recorded.put(service, record.token());
            try {
                if (ChildRecord.read(next(service)).filter(record::equals).isPresent()) {
                    Files.move(next(service), file(service), StandardCopyOption.ATOMIC_MOVE);
                } else { // what is there by now is of the start after this one
                    record.write(file(service));
                }
            } catch (IOException e) {
                LOG.warning(
                        "the record of " + service + " cannot be written; a supervisor after this one would end pid "
                                + record.pid() + " instead of going on with it: " + FileTrouble.of(e));
            }
        }
    }

    private Prefork begin(Launch launch) throws IOException {
        Prefork fresh = Prefork.begin(launch, mark, inherited);
        synchronized (recorded) {
            write(fresh, file(launch.service()));
            recorded.put(launch.service(), fresh.record().token());
        }
        return fresh;
    }

    private static void write(Prefork prefork, Path record) throws IOException {
        try {
            prefork.record().write(record);
        } catch (IOException e) {
            prefork.close();
            throw e;
        }
    }

    /** Gets ready for the next start of a service, so that it will be quick; beyond a bound it will be as slow as the first. */
    public void prepare(Launch launch) throws IOException {
        if (preforks.size() >= MOST_PREFORKS) {
            return;
        }
        unprepare(launch.service());
        Prefork prefork = Prefork.begin(launch, mark, inherited);
        write(prefork, next(launch.service()));
        Prefork other = preforks.put(launch.service(), prefork);
        if (other != null) {
            other.close(); // two at once: one of them is enough
        }
    }

    /** No start of {@code service} is near. */
    public void unprepare(String service) {
        Prefork waiting = preforks.remove(service);
        if (waiting != null) {
            waiting.close();
            next(service).toFile().delete(); // one that stays is overwritten by the next
        }
    }

    /** Remembers that a child has become ready, for the supervisor after this one; too late for one that has been followed. */
    public void markReady(Child child) throws IOException {
        String service = child.record().service();
        synchronized (recorded) {
            if (child.record().token().equals(recorded.get(service))) {
                child.record().ready().write(file(service));
            }
        }
    }

    /** Forgets a process that is gone. */
    public void forget(String service) {
        synchronized (recorded) {
            recorded.remove(service);
            try {
                Files.deleteIfExists(file(service));
            } catch (IOException e) {
                LOG.warning("the record of " + service + " cannot be deleted: " + FileTrouble.of(e));
            }
        }
        cgroups.release(service);
    }

    private Path file(String service) {
        return records.resolve(service + ".json");
    }

    /** The record of a start that has been got ready for. */
    private Path next(String service) {
        return records.resolve(service + AHEAD);
    }

    /** The processes an earlier supervisor left, by their records. Records of processes that are gone are deleted. */
    public List<Child> survivors() throws IOException {
        List<Child> survivors = new ArrayList<>();
        if (!Files.isDirectory(records)) {
            return survivors;
        }
        settleAll();
        try (var files = Files.newDirectoryStream(records, "*.json")) {
            for (Path file : files) {
                readOrDiscard(file)
                        .filter(record -> record.id().alive())
                        .map(Child::adopted)
                        .ifPresentOrElse(survivors::add, () -> forget(nameOf(file)));
            }
        }
        synchronized (recorded) {
            survivors.forEach(child ->
                    recorded.put(child.record().service(), child.record().token()));
        }
        return survivors;
    }

    /** Of starts made ahead, those that had gone when the supervisor died; the others end with it. */
    private void settleAll() throws IOException {
        try (var files = Files.newDirectoryStream(records, "*" + AHEAD)) {
            for (Path file : files) {
                Optional<ChildRecord> record = readOrDiscard(file);
                if (record.filter(Mark::hasGone).isPresent()) {
                    settle(record.get());
                } else {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static String nameOf(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ".json".length());
    }

    private static Optional<ChildRecord> readOrDiscard(Path file) {
        try {
            return ChildRecord.read(file);
        } catch (IOException e) {
            Proc.mustBeReadable();
            LOG.warning("the record " + file + " cannot be read and is passed over: " + e.getMessage());
            return Optional.empty();
        }
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
}
