package mind.supervisor.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import mind.protocol.GraphName;

/**
 * One service as it was asked for: everything that is known before it runs, with every variable resolved.
 *
 * @param name           unique; also the name of its log and of its files in the state directory
 * @param kind           what it is
 * @param graph          the graph of an engine; empty for others
 * @param command        argv, no shell; empty where {@code java} makes it
 * @param java           how to start one of our own JVMs; empty for other commands
 * @param environment    added over what is inherited
 * @param inherit        whether the supervisor's environment is inherited
 * @param folder         where it runs; empty for the supervisor's own folder
 * @param requires       what must be there first
 * @param readiness      how it is known to be ready; empty: once it runs
 * @param liveness       how it is known to be alive, once it was ready; empty: by its process alone
 * @param beat           silence of its status file after which it counts as stuck; zero: never, as it writes none
 * @param startup        how long a start may take without readiness and without progress
 * @param restart        what happens when it ends
 * @param watch          files whose change restarts it; empty for none
 * @param stopSignal     how it is asked to end, such as {@code TERM}
 * @param stopTimeout    how long it may take to end before it is killed
 * @param ports          ports it listens on, checked before each start
 * @param logs           how its log is bounded
 * @param limits         bounds the operating system keeps it in, where it can
 * @param optional       whether the whole counts as up without it
 */
public record ServiceSpec(
        String name,
        Kind kind,
        Optional<GraphName> graph,
        List<String> command,
        Optional<JavaCommand> java,
        Map<String, String> environment,
        boolean inherit,
        Optional<Path> folder,
        List<Requirement> requires,
        Optional<Readiness> readiness,
        Optional<Liveness> liveness,
        Duration beat,
        Duration startup,
        RestartRule restart,
        Optional<Watch> watch,
        String stopSignal,
        Duration stopTimeout,
        List<Integer> ports,
        Logs logs,
        Limits limits,
        boolean optional) {

    /** What a requirement must have reached. */
    public enum Condition {
        STARTED,
        READY,
        /** Ended with exit code 0: for one-shot jobs. */
        COMPLETED
    }

    /** A service that must have reached something before this one starts. */
    public record Requirement(String name, Condition condition) {}

    /**
     * @param probe    the question
     * @param interval between attempts, after the quick ones of the first second
     * @param attempts how many may fail before the start counts as failed
     */
    public record Readiness(Probe probe, Duration interval, int attempts) {}

    /**
     * @param probe    the question
     * @param interval between questions
     * @param failures how many in a row restart the service
     */
    public record Liveness(Probe probe, Duration interval, int failures) {}

    /** When a service is started again. */
    public enum Policy {
        ALWAYS("always"),
        ON_FAILURE("on-failure"),
        NEVER("never");

        private final String word;

        Policy(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /**
     * @param policy     whether an end is followed by a start
     * @param base       first wait; it doubles with each failure
     * @param max        longest wait
     * @param jitter     share by which a wait is made longer or shorter at random, 0 to 1
     * @param stable     how long it must have been ready for its failures to be forgotten
     * @param maxRetries failures within {@code window} before quarantine
     * @param window     how long a failure counts
     */
    public record RestartRule(
            Policy policy,
            Duration base,
            Duration max,
            double jitter,
            Duration stable,
            int maxRetries,
            Duration window) {
        public static final RestartRule DEFAULT = new RestartRule(
                Policy.ON_FAILURE,
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                0.2,
                Duration.ofSeconds(60),
                5,
                Duration.ofMinutes(10));
    }

    /**
     * @param paths     files, folders or globs, absolute; a leading {@code !} leaves out
     * @param quiet     how long nothing may change before the restart
     * @param longest   how long changes may go on before it restarts all the same
     * @param minUptime a restart asked for sooner after a start waits until then
     */
    public record Watch(List<String> paths, Duration quiet, Duration longest, Duration minUptime) {}

    /**
     * @param maxBytes    size at which the log is rotated
     * @param keep        rotated files that are kept
     * @param selfRolling whether the service rolls the file itself
     */
    public record Logs(long maxBytes, int keep, boolean selfRolling) {}

    /**
     * @param memoryMiB most memory the group may use
     * @param cpus      most processors' worth of time it may use
     */
    public record Limits(OptionalInt memoryMiB, OptionalDouble cpus) {
        public static final Limits NONE = new Limits(OptionalInt.empty(), OptionalDouble.empty());

        public boolean none() {
            return memoryMiB.isEmpty() && cpus.isEmpty();
        }
    }

    /** A service of which only the name is known: just enough to end its process. */
    public static ServiceSpec unknown(String name) {
        return new Draft(name).done();
    }

    /** The argument vector; {@code heapMiB} is used by our own JVMs whose heap is not set. */
    public List<String> argv(int heapMiB) {
        return java.map(command -> command.argv(heapMiB)).orElse(command);
    }

    /** What must be equal for a running process to be what is asked for: command, environment and folder. */
    public String fingerprint() {
        List<String> parts = new ArrayList<>(argv(0));
        new java.util.TreeMap<>(environment).forEach((key, value) -> parts.add(key + '=' + value));
        parts.add("inherit=" + inherit);
        parts.add("cwd=" + folder.map(Path::toString).orElse(""));
        byte[] whole = String.join("\0", parts).getBytes(StandardCharsets.UTF_8);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(whole));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
