package mind.supervisor.fleet;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Which logs somebody has deleted under their services, each told once. Owned by the loop. */
final class MissingLogs {
    /** A process that has only just begun may not have made its log yet. */
    private static final int LOOKS = 2;

    private final EventLog events;
    private final Map<String, Missing> missing = new HashMap<>(); // by service

    private record Missing(long pid, int looks) {}

    MissingLogs(EventLog events) {
        this.events = events;
    }

    /**
     * Takes what one look has found.
     *
     * @param running     the services that have a process
     * @param gone        logs of theirs that are not there, by service
     * @param selfRolling services that open their log anew by themselves
     */
    void found(Map<String, Long> running, Map<String, Path> gone, Set<String> selfRolling) {
        missing.keySet().retainAll(gone.keySet());
        gone.forEach((name, log) -> {
            long pid = running.get(name);
            Missing before = missing.getOrDefault(name, new Missing(pid, 0));
            int looks = before.pid() == pid ? before.looks() + 1 : 1;
            missing.put(name, new Missing(pid, looks));
            if (looks == LOOKS) {
                events.tell(
                        name,
                        "warning",
                        "Its log " + log + " was deleted while it runs; "
                                + (selfRolling.contains(name)
                                        ? "it begins a new one with its next line"
                                        : "a new one comes with its next start, \"mind restart " + name + "\""));
            }
        });
    }

    /** It has been told already that the logs of all these are gone. */
    void toldOf(Map<String, Long> running) {
        running.forEach((name, pid) -> missing.put(name, new Missing(pid, LOOKS)));
    }
}
