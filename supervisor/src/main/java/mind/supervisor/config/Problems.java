package mind.supervisor.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import mind.protocol.ConfigException;
import mind.protocol.Nearest;

/** Everything that is wrong with a services file, each with its line. */
final class Problems {
    private final String file;
    private final List<String> lines = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void add(int line, String text) {
        lines.add(file + ":" + line + ": " + Passwords.hidden(text));
    }

    void unknown(int line, String whose, String key, Collection<String> known) {
        add(line, whose + " has no key \"" + key + "\"" + Nearest.hint(key, known));
    }

    void check() {
        if (!lines.isEmpty()) {
            throw new ConfigException(lines);
        }
    }
}
