package mind.gateway.wire;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which kinds of event a subscription wants: exact types, and prefixes that end in {@code *}. Equal sets are one object
 * ({@link Sets}), so that frames can be shared by who wants the same. Used by the relay thread only.
 */
public final class Topics {
    /** What a subscription that names none gets. */
    public static final List<String> DEFAULT = List.of("delta", "subs", "flips", "flows", "frame", "wm", "stimulus");
    /** Most topics in one subscription. */
    public static final int MOST = 64;

    private static final int MOST_REMEMBERED = 512;

    private final List<String> names;
    private final Map<String, Boolean> remembered = new HashMap<>();

    private Topics(List<String> names) {
        this.names = names;
    }

    public boolean wants(String type) {
        Boolean answer = remembered.get(type);
        if (answer == null) {
            answer = matches(type);
            if (remembered.size() < MOST_REMEMBERED) {
                remembered.put(type, answer);
            }
        }
        return answer;
    }

    private boolean matches(String type) {
        for (String name : names) {
            boolean fits =
                    name.endsWith("*") ? type.startsWith(name.substring(0, name.length() - 1)) : type.equals(name);
            if (fits) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return String.join(",", names);
    }

    /** The sets in use: one object for equal ones. */
    public static final class Sets {
        private static final int MOST_SETS = 1_024;

        private final Map<String, Topics> known = new HashMap<>();

        public Topics of(List<String> names) {
            List<String> sorted = List.copyOf(new TreeSet<>(names));
            String key = String.join("\n", sorted);
            Topics same = known.get(key);
            if (same == null) {
                same = new Topics(sorted);
                if (known.size() < MOST_SETS) { // past that a set is merely not shared
                    known.put(key, same);
                }
            }
            return same;
        }
    }
}
