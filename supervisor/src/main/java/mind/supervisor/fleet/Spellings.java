package mind.supervisor.fleet;

import java.util.ArrayList;
import java.util.List;

/** The names a service may have that people mean by what they type: prefixed as in older systems and services files, or bare. */
public final class Spellings {
    private static final List<String> PREFIXES = List.of("engine_", "citizen_");

    private Spellings() {}

    /** As typed, without such a prefix, and with each: the first that is a service's is meant. */
    public static List<String> of(String typed) {
        List<String> spellings = new ArrayList<>(List.of(typed, bare(typed)));
        PREFIXES.forEach(prefix -> spellings.add(prefix + typed));
        return spellings;
    }

    /** The name without such a prefix. */
    public static String bare(String name) {
        return PREFIXES.stream()
                .filter(prefix -> name.startsWith(prefix) && name.length() > prefix.length())
                .findFirst()
                .map(prefix -> name.substring(prefix.length()))
                .orElse(name);
    }
}
