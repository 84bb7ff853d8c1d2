package mind.gateway.wire;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The topics of an original-dialect socket: globs in which {@code *} stands for any run of characters. Unless strictness is
 * asked for they are advice: the telemetry reader of the existing page never names what it lives on, and is known by
 * asking for snapshots.
 */
public final class Globs {
    private static final int MOST_REMEMBERED = 512;
    private static final List<String> TELEMETRY_READER = List.of("snapshot.*", "hierarchy.snapshot");

    private final List<String> topics;
    private final boolean everything;
    private final Map<String, Boolean> remembered = new HashMap<>();

    /** @param strict whether to take the list at its word */
    public Globs(Collection<String> topics, boolean strict) {
        this.topics = List.copyOf(topics);
        this.everything =
                topics.isEmpty() || !strict && TELEMETRY_READER.stream().anyMatch(topics::contains);
    }

    public boolean wants(String type) {
        if (everything) {
            return true;
        }
        Boolean answer = remembered.get(type);
        if (answer == null) {
            answer = topics.stream().anyMatch(glob -> matches(glob, type));
            if (remembered.size() < MOST_REMEMBERED) {
                remembered.put(type, answer);
            }
        }
        return answer;
    }

    /** Goes back to the last star only, so that no glob, however many stars it has, costs more than glob times type. */
    static boolean matches(String glob, String type) {
        int at = 0;
        int star = -1;
        int starAt = 0;
        int g = 0;
        while (at < type.length()) {
            if (g < glob.length() && glob.charAt(g) == '*') {
                star = g++;
                starAt = at;
            } else if (g < glob.length() && glob.charAt(g) == type.charAt(at)) {
                g++;
                at++;
            } else if (star >= 0) {
                g = star + 1;
                at = ++starAt;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }

    public List<String> topics() {
        return topics;
    }
}
