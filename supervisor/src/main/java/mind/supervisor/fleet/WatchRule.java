package mind.supervisor.fleet;

import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which files restart a service: prefixes and globs, less those that begin with {@code !} and what editors leave. */
final class WatchRule {
    private static final Set<String> IGNORED_PARTS =
            Set.of("__pycache__", ".git", ".idea", ".vscode", "node_modules", ".next", "target");
    private static final List<String> IGNORED_ENDS =
            List.of(".pyc", ".pyo", ".swp", ".swx", ".tmp", "~", ".log", ".part");

    private final List<Path> roots = new ArrayList<>();
    private final List<PathMatcher> in = new ArrayList<>();
    private final List<PathMatcher> out = new ArrayList<>();
    private final Path state;

    /**
     * @param patterns absolute
     * @param state    the state directory, which never counts
     */
    WatchRule(List<String> patterns, Path state) {
        this.state = state;
        for (String pattern : patterns) {
            boolean not = pattern.startsWith("!");
            String text = not ? pattern.substring(1) : pattern;
            (not ? out : in).add(matcher(text));
            if (!not) {
                roots.add(root(text));
            }
        }
    }

    private static boolean isGlob(String text) {
        return text.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '{');
    }

    private static PathMatcher matcher(String text) {
        if (isGlob(text)) {
            return FileSystems.getDefault().getPathMatcher("glob:" + text);
        }
        Path prefix = Path.of(text);
        return path -> path.startsWith(prefix);
    }

    /** The folder below which a pattern's files lie, or the nearest one above it that exists. */
    private static Path root(String text) {
        Path path = Path.of("/");
        for (Path part : Path.of(text)) {
            if (isGlob(part.toString()) || !Files.isDirectory(path.resolve(part))) {
                break;
            }
            path = path.resolve(part);
        }
        return path;
    }

    List<Path> roots() {
        return roots;
    }

    static boolean isIgnoredFolder(Path folder) {
        return folder.getFileName() != null
                && IGNORED_PARTS.contains(folder.getFileName().toString());
    }

    boolean matches(Path path) {
        if (path.startsWith(state)
                || IGNORED_ENDS.stream().anyMatch(end -> path.toString().endsWith(end))) {
            return false;
        }
        for (Path part : path) {
            if (IGNORED_PARTS.contains(part.toString())) {
                return false;
            }
        }
        return in.stream().anyMatch(matcher -> matcher.matches(path))
                && out.stream().noneMatch(matcher -> matcher.matches(path));
    }
}
