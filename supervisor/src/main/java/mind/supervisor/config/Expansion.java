package mind.supervisor.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts values in the place of variables: <code>${N}</code>, <code>${N:-d}</code> (unset or empty), <code>${N-d}</code>
 * (unset), <code>${N:?message}</code> (must be set), and <code>$$</code> for a dollar. Defaults may hold braces and
 * variables of their own. A name is looked up in each scope in turn, and a value found in a scope of the file may have
 * variables itself; a value from the process's environment is taken as it is.
 */
final class Expansion {
    private final List<Map<String, String>> scopes;
    private final Map<String, String> process;

    /** What cannot be resolved, in a few words. */
    static final class UnresolvedException extends Exception {
        private static final long serialVersionUID = 1L;

        UnresolvedException(String message) {
            super(message);
        }
    }

    /**
     * @param scopes  where names are looked up, first first; values are expanded in turn
     * @param process where they are looked up last
     */
    Expansion(List<Map<String, String>> scopes, Map<String, String> process) {
        this.scopes = List.copyOf(scopes);
        this.process = process;
    }

    String expand(String text) throws UnresolvedException {
        return expand(text, List.of());
    }

    /** The value of {@code name} in the first scope, where its own name means the next scopes' value. */
    String expandOwn(String name, String text) throws UnresolvedException {
        return expand(text, List.of("0/" + name));
    }

    private String expand(String text, List<String> open) throws UnresolvedException {
        if (text.indexOf('$') < 0) {
            return text;
        }
        var result = new StringBuilder(text.length() + 32);
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '$' && text.startsWith("$$", at)) {
                result.append('$');
                at += 2;
            } else if (c == '$' && text.startsWith("${", at)) {
                int end = closing(text, at + 2);
                result.append(variable(text.substring(at + 2, end), open));
                at = end + 1;
            } else {
                result.append(c);
                at++;
            }
        }
        return result.toString();
    }

    private static int closing(String text, int from) throws UnresolvedException {
        int depth = 1;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new UnresolvedException("\"${" + text.substring(from) + "\" has no closing brace");
    }

    private String variable(String inside, List<String> open) throws UnresolvedException {
        int end = 0;
        while (end < inside.length() && (Character.isLetterOrDigit(inside.charAt(end)) || inside.charAt(end) == '_')) {
            end++;
        }
        String name = inside.substring(0, end);
        String rest = inside.substring(end);
        if (name.isEmpty()) {
            throw new UnresolvedException("\"${" + inside + "}\" names no variable");
        }
        Optional<String> value = lookUp(name, open);
        if (rest.isEmpty()) {
            return value.orElseThrow(() -> new UnresolvedException("${" + name + "} is not set: set " + name
                    + ", or write ${" + name + ":-default}; a dollar itself is $$"));
        }
        if (rest.startsWith(":-")) {
            return value.filter(text -> !text.isEmpty()).isPresent() ? value.get() : expand(rest.substring(2), open);
        }
        if (rest.startsWith(":?")) {
            return value.filter(text -> !text.isEmpty())
                    .orElseThrow(() -> new UnresolvedException(name + " is not set: " + rest.substring(2)));
        }
        if (rest.startsWith("-")) {
            return value.isPresent() ? value.get() : expand(rest.substring(1), open);
        }
        throw new UnresolvedException(
                "\"${" + inside + "}\" is not understood: use ${N}, ${N:-default}, ${N-default} or ${N:?message}");
    }

    private Optional<String> lookUp(String name, List<String> open) throws UnresolvedException {
        for (int i = 0; i < scopes.size(); i++) {
            String key = i + "/" + name;
            String value = scopes.get(i).get(name);
            if (value == null) {
                continue;
            }
            if (open.contains(key)) {
                boolean own = open.get(open.size() - 1).equals(key); // PORT: ${PORT:-8000} means the PORT outside
                boolean more = own
                        || process.containsKey(name)
                        || scopes.subList(i + 1, scopes.size()).stream().anyMatch(scope -> scope.containsKey(name));
                if (more) {
                    continue;
                }
                throw new UnresolvedException("${" + name + "} stands in its own value");
            }
            List<String> inner = new ArrayList<>(open);
            inner.add(key);
            return Optional.of(expand(value, inner));
        }
        return Optional.ofNullable(process.get(name));
    }
}
