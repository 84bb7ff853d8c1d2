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

    private final List<Path> targets = new ArrayList<>();
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
                targets.add(target(text));
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

    /** What a pattern names before its first wildcard: a folder or a file, whether it is there or not. */
    private static Path target(String text) {
        Path path = Path.of("/");
        for (Path part : Path.of(text)) {
            if (isGlob(part.toString())) {
                break;
            }
            path = path.resolve(part);
        }
        return path;
    }

    /** The folders and files at or below which everything lies that may count. */
    List<Path> targets() {
        return targets;
    }

    /** Whether something in {@code folder} itself may count. */
    boolean concerns(Path folder) {
        return targets.stream()
                .anyMatch(target ->
                        folder.startsWith(target) || folder.equals(target.getParent()) && !Files.isDirectory(target));
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
