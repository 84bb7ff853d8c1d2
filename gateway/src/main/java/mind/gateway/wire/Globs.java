package mind.gateway.wire;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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
    private final List<Pattern> patterns;
    private final Map<String, Boolean> remembered = new HashMap<>();

    /** @param strict whether to take the list at its word */
    public Globs(Collection<String> topics, boolean strict) {
        this.topics = List.copyOf(topics);
        this.everything =
                topics.isEmpty() || !strict && TELEMETRY_READER.stream().anyMatch(topics::contains);
        this.patterns = topics.stream().map(Globs::pattern).toList();
    }

    private static Pattern pattern(String glob) {
        return Pattern.compile(java.util.Arrays.stream(glob.split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")));
    }

    public boolean wants(String type) {
        if (everything) {
            return true;
        }
        Boolean answer = remembered.get(type);
        if (answer == null) {
            answer = patterns.stream().anyMatch(pattern -> pattern.matcher(type).matches());
            if (remembered.size() < MOST_REMEMBERED) {
                remembered.put(type, answer);
            }
        }
        return answer;
    }

    public List<String> topics() {
        return topics;
    }
}
