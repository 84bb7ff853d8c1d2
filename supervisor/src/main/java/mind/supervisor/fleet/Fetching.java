package mind.supervisor.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import mind.supervisor.process.Child;

/**
 * What a FalkorDB that is not there yet is doing: its first start fetches it, which takes minutes. The script that does so
 * tells each step in the log and becomes the server afterwards.
 */
final class Fetching {
    private static final int LINES = 200;
    private static final long COARSE_MILLIS = 1_000; // times of files go by a clock that lags behind
    private static final String SAYS = "falkordb: ";
    private static final Pattern STEP = Pattern.compile(SAYS + "(?:fetching|installing) .*");
    private static final Pattern SCRIPT =
            Pattern.compile("bash|sh|falkordb"); // names of a process that is no server yet

    private Fetching() {}

    /** The step it is at, such as {@code fetching X into Y}; empty where it fetches nothing. Reads files. */
    static String step(Child child, Path log) {
        try {
            boolean script = child.find()
                    .filter(process -> SCRIPT.matcher(process.name()).matches())
                    .isPresent();
            if (!script
                    || Files.getLastModifiedTime(log).toMillis() + COARSE_MILLIS
                            < child.record().startedMs()) {
                return "";
            }
        } catch (IOException e) {
            return ""; // without its log nobody knows
        }
        List<String> steps = LogTail.of(log, LINES).stream()
                .filter(line -> STEP.matcher(line).matches())
                .toList();
        return steps.isEmpty() ? "" : steps.get(steps.size() - 1).substring(SAYS.length());
    }
}
