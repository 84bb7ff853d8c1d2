package mind.worker.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mind.protocol.ExitCodes;
import mind.protocol.Nearest;

/** The words after a verb: switches ({@code --dirty}), settings ({@code --seed 7} or {@code --seed=7}) and the rest. */
final class Arguments {
    private final Set<String> switches = new HashSet<>();
    private final Map<String, String> settings = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    /** @throws StoreException with {@link ExitCodes#USAGE} for an option that is neither, or a setting without a value */
    static Arguments parse(List<String> words, Set<String> knownSwitches, Set<String> knownSettings) {
        var arguments = new Arguments();
        boolean optionsEnded = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (optionsEnded || !word.startsWith("--")) {
                arguments.names.add(word);
                continue;
            }
            if (word.equals("--")) {
                optionsEnded = true;
                continue;
            }
            int equals = word.indexOf('=');
            String option = equals < 0 ? word : word.substring(0, equals);
            if (knownSwitches.contains(option) && equals < 0) {
                arguments.switches.add(option);
            } else if (knownSettings.contains(option)) {
                if (equals < 0 && i + 1 == words.size()) {
                    throw new StoreException(ExitCodes.USAGE, option + " needs a value");
                }
                arguments.settings.put(option, equals < 0 ? words.get(++i) : word.substring(equals + 1));
            } else {
                var known = new TreeSet<>(knownSwitches);
                known.addAll(knownSettings);
                throw new StoreException(ExitCodes.USAGE, "unknown option " + option + Nearest.hint(option, known));
            }
        }
        return arguments;
    }

    boolean has(String option) {
        return switches.contains(option);
    }

    Optional<String> find(String option) {
        return Optional.ofNullable(settings.get(option));
    }

    String choice(String option, String fallback, List<String> allowed) {
        String value = settings.getOrDefault(option, fallback);
        if (!allowed.contains(value)) {
            throw new StoreException(
                    ExitCodes.USAGE,
                    option + " is \"" + value + "\": set one of " + String.join(", ", allowed)
                            + Nearest.hint(value, allowed));
        }
        return value;
    }

    long number(String option, long fallback, long least, long most) {
        String value = settings.get(option);
        if (value == null) {
            return fallback;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, in the operator's words
        }
        throw new StoreException(
                ExitCodes.USAGE,
                option + " is \"" + value + "\": set a whole number"
                        + (most == Long.MAX_VALUE ? "" : " from " + least + " to " + most));
    }

    List<String> names() {
        return names;
    }
}
