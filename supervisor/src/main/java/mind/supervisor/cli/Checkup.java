package mind.supervisor.cli;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import mind.protocol.ConfigException;
import mind.protocol.Env;
import mind.protocol.FileTrouble;
import mind.protocol.ServerAddress;
import mind.supervisor.config.ServicesFile;
import mind.supervisor.discover.Graphs;
import mind.supervisor.dist.Distribution;
import mind.supervisor.process.Cgroups;
import mind.supervisor.process.Lease;
import mind.supervisor.process.PortOwner;
import org.zeroturnaround.exec.ProcessExecutor;
import redis.clients.jedis.exceptions.JedisException;

/** Looks at what Mind needs from this machine. Changes nothing. */
final class Checkup {
    private static final int LEAST_JAVA = 17;
    private static final int CONNECT_MILLIS = 2_000;
    private static final long TOOL_SECONDS = 10;
    private static final long LEAST_MEMORY_MIB = 768;
    private static final long LEAST_DISK_MIB = 1_024;
    private static final long FULL_DISK_MIB = 16; // not even logs and records have room
    private static final LocalDate NO_EARLIER = LocalDate.of(2025, 1, 1);

    enum Verdict {
        WELL,
        WARNING,
        BROKEN;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One thing that was looked at.
     *
     * @param cure what to do about it; empty where it is well
     */
    record Finding(Verdict verdict, String what, String found, String cure) {}

    private final Path state;
    private final InstanceOptions options;
    private final Map<String, String> environment;
    private final List<Finding> findings = new ArrayList<>();

    Checkup(Path state, InstanceOptions options, Map<String, String> environment) {
        this.state = state;
        this.options = options;
        this.environment = environment;
    }

    List<Finding> findings() throws InterruptedException {
        findings.clear();
        java();
        settings();
        memory();
        disk();
        limits();
        clock();
        tools();
        return List.copyOf(findings);
    }

    private void add(boolean well, Verdict otherwise, String what, String found, String cure) {
        findings.add(new Finding(well ? Verdict.WELL : otherwise, what, found, well ? "" : cure));
    }

    private void java() {
        int version = Runtime.version().feature();
        add(
                version >= LEAST_JAVA,
                Verdict.BROKEN,
                "Java",
                System.getProperty("java.vm.version") + " in " + System.getProperty("java.home"),
                "install a JDK " + LEAST_JAVA + " or later and point JAVA_HOME at it");
        var distribution = Distribution.locate();
        add(
                distribution.archivesFit(),
                Verdict.WARNING,
                "Class-data archives",
                distribution.archivesFit()
                        ? "fit this JDK"
                        : "were made by another JDK, or not at all: starts are slower",
                "build with this JDK: mvn -q -DskipTests package");
    }

    /** One wrong setting keeps nothing from being looked at that does not hang on it. */
    private void settings() throws InterruptedException {
        Optional<InstanceOptions.Chosen> chosen = right(() -> options.choose(environment, false));
        Optional<ServicesFile> services =
                chosen.flatMap(told -> right(() -> ServicesFile.load(told.instance(), told.config())));
        services.flatMap(file -> right(() -> {
                    new SettingsCheck(environment).check(file);
                    return chosen.flatMap(InstanceOptions.Chosen::config);
                }))
                .ifPresent(config -> add(
                        true,
                        Verdict.BROKEN,
                        "Settings",
                        config.map(Path::toString).orElse("built-in services"),
                        ""));
        options.port(environment).ifPresent(this::port);
        falkorDb(services);
    }

    /** What {@code reads} answers; what is wrong with the settings it reads is a finding each. */
    private <T> Optional<T> right(Supplier<T> reads) {
        try {
            return Optional.of(reads.get());
        } catch (ConfigException e) {
            e.getMessage()
                    .lines()
                    .forEach(line -> add(
                            false,
                            Verdict.BROKEN,
                            "Settings",
                            line,
                            "correct what is named; \"mind settings\" lists all"));
            return Optional.empty();
        }
    }

    private void port(int port) {
        Optional<PortOwner> owner = PortOwner.of(port);
        boolean ours = Lease.holder(state).isPresent()
                && owner.filter(who -> !belongsHere(who)).isEmpty();
        add(
                owner.isEmpty() || ours,
                Verdict.BROKEN,
                "Port " + port,
                owner.map(who -> ours ? "in use, and this instance runs" : "taken by " + who)
                        .orElse("free"),
                "end that process, or choose another port with --port or PORT");
    }

    /** Whether it is a process of this instance; one that may not be seen is believed to be. */
    private boolean belongsHere(PortOwner owner) {
        return owner.process().isEmpty()
                || LeftBehind.in(state).stream()
                        .anyMatch(
                                record -> record.pid() == owner.process().get().group());
    }

    /** @param services empty where they cannot be read */
    private void falkorDb(Optional<ServicesFile> services) throws InterruptedException {
        var env = new Env(environment);
        Optional<ServerAddress> outside = env.falkorDb();
        if (!env.isRight()) {
            return; // whatever its address was to be
        }
        boolean named = outside.isPresent();
        Optional<ServerAddress> address = services.map(ServicesFile::falkorDb).orElse(outside);
        if (address.isPresent() && (named || Lease.holder(state).isPresent())) {
            try {
                int graphs = Graphs.names(address.get(), CONNECT_MILLIS).size();
                add(true, Verdict.BROKEN, "FalkorDB", address.get() + " answers, " + graphs + " graphs", "");
            } catch (JedisException e) {
                add(
                        false,
                        Verdict.BROKEN,
                        "FalkorDB",
                        address.get() + ": " + e.getMessage(),
                        named
                                ? "start it, or correct FALKORDB_URL"
                                : "it is this instance's own: \"mind why falkordb\" says more");
            }
            return;
        }
        Path script = Distribution.locate().folder().resolve("scripts/falkordb");
        String answer = output(script.toString(), "find");
        add(
                answer.contains("--loadmodule"),
                Verdict.WARNING,
                "FalkorDB",
                answer.isEmpty() ? "none is named and none is installed" : answer,
                "\"mind up\" fetches one, or do it now: scripts/falkordb install; or set FALKORDB_URL");
    }

    private void memory() {
        long available = mebibytesAvailable();
        add(
                available < 0 || available >= LEAST_MEMORY_MIB,
                Verdict.WARNING,
                "Memory",
                available < 0 ? "unknown here" : available + " MiB available",
                "use \"mind up --small\", or end something: " + LEAST_MEMORY_MIB + " MiB are wanted for six citizens");
    }

    private static long mebibytesAvailable() {
        try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }

    private void disk() {
        Path there = state;
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        try {
            FileStore store = Files.getFileStore(there);
            long free = store.getUsableSpace() >> 20;
            boolean full = free < FULL_DISK_MIB;
            add(
                    free >= LEAST_DISK_MIB,
                    full ? Verdict.BROKEN : Verdict.WARNING,
                    "Disk",
                    free + " MiB free for " + state,
                    "free some: FalkorDB cannot save on a full disk");
            add(
                    Files.isWritable(there) && !full,
                    Verdict.BROKEN,
                    "State directory",
                    state
                            + (full
                                    ? " has no room"
                                    : Files.isWritable(there) ? " can be written" : " cannot be written"),
                    full
                            ? "free some space there, or choose another with --state or MIND_STATE"
                            : "choose another with --state or MIND_STATE, or change its owner");
        } catch (IOException e) {
            add(
                    false,
                    Verdict.BROKEN,
                    "State directory",
                    state + ": " + FileTrouble.of(e),
                    "choose another with --state or MIND_STATE");
        }
    }

    /** Without them services run unbounded, which is no fault: heaps bound our own. */
    private void limits() {
        String found = Cgroups.obstacle()
                .map(why -> "memory_mib and cpus are not enforced: " + why)
                .orElse("memory_mib and cpus are enforced by cgroup v2");
        add(true, Verdict.WARNING, "Limits", found, "");
    }

    private void clock() {
        Instant now = Instant.now();
        add(
                now.atZone(ZoneOffset.UTC).toLocalDate().isAfter(NO_EARLIER),
                Verdict.WARNING,
                "Clock",
                now.toString(),
                "set it: epochs and log times come from it");
    }

    private void tools() throws InterruptedException {
        for (String tool : List.of("setsid", "curl")) {
            String path = output("sh", "-c", "command -v " + tool);
            boolean needed = tool.equals("setsid");
            add(
                    !path.isEmpty(),
                    needed ? Verdict.BROKEN : Verdict.WARNING,
                    tool,
                    path.isEmpty() ? "not on PATH" : path,
                    needed
                            ? "install the package util-linux"
                            : "install the package curl: without it each command starts a JVM");
        }
    }

    private static String output(String... command) throws InterruptedException {
        try {
            return new ProcessExecutor(command)
                    .readOutput(true)
                    .timeout(TOOL_SECONDS, TimeUnit.SECONDS)
                    .destroyOnExit()
                    .execute()
                    .outputUTF8()
                    .strip();
        } catch (IOException | TimeoutException e) {
            return "";
        }
    }
}
