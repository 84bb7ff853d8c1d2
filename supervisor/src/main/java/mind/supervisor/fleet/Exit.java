package mind.supervisor.fleet;

import java.util.Map;
import java.util.OptionalInt;

/**
 * How a process ended.
 *
 * @param code its exit code, 128 + N where signal N ended it; empty where it was no child of this supervisor
 */
record Exit(OptionalInt code) {
    static final int NOT_FOUND = 127;
    static final int MAY_NOT_RUN = 126;

    static final Exit UNKNOWN = new Exit(OptionalInt.empty());

    private static final Map<Integer, String> SIGNALS = Map.ofEntries(
            Map.entry(1, "SIGHUP"),
            Map.entry(2, "SIGINT"),
            Map.entry(3, "SIGQUIT"),
            Map.entry(4, "SIGILL"),
            Map.entry(5, "SIGTRAP"),
            Map.entry(6, "SIGABRT"),
            Map.entry(7, "SIGBUS"),
            Map.entry(8, "SIGFPE"),
            Map.entry(9, "SIGKILL"),
            Map.entry(10, "SIGUSR1"),
            Map.entry(11, "SIGSEGV"),
            Map.entry(12, "SIGUSR2"),
            Map.entry(13, "SIGPIPE"),
            Map.entry(14, "SIGALRM"),
            Map.entry(15, "SIGTERM"),
            Map.entry(16, "SIGSTKFLT"),
            Map.entry(17, "SIGCHLD"),
            Map.entry(18, "SIGCONT"),
            Map.entry(19, "SIGSTOP"),
            Map.entry(20, "SIGTSTP"),
            Map.entry(21, "SIGTTIN"),
            Map.entry(22, "SIGTTOU"),
            Map.entry(23, "SIGURG"),
            Map.entry(24, "SIGXCPU"),
            Map.entry(25, "SIGXFSZ"),
            Map.entry(26, "SIGVTALRM"),
            Map.entry(27, "SIGPROF"),
            Map.entry(28, "SIGWINCH"),
            Map.entry(29, "SIGIO"),
            Map.entry(30, "SIGPWR"),
            Map.entry(31, "SIGSYS"));

    static Exit of(int code) {
        return new Exit(OptionalInt.of(code));
    }

    boolean is(int value) {
        return code.isPresent() && code.getAsInt() == value;
    }

    /** Whether it is the way a shell ends that could not run what it was told to. */
    boolean ofAShell() {
        return is(NOT_FOUND) || is(MAY_NOT_RUN);
    }

    @Override
    public String toString() {
        if (code.isEmpty()) {
            return "exit code unknown";
        }
        int value = code.getAsInt();
        if (ofAShell()) {
            return "exit " + value + " ("
                    + (value == NOT_FOUND ? "a program was not found)" : "a program may not be run)");
        }
        return value > 128 && SIGNALS.containsKey(value - 128) ? SIGNALS.get(value - 128) : "exit " + value;
    }
}
