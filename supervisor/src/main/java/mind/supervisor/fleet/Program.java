package mind.supervisor.fleet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The program of a command line, looked for as the shell will that becomes it: once it runs, all that would be left to see is
 * that it exited with 127.
 */
final class Program {
    private Program() {}

    /** What stands in the way of running {@code name}; empty where nothing does. */
    static String obstacle(String name, Path folder, String searchPath) {
        if (name.contains("/")) {
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file)) {
                return "program not found: " + name + "; correct its cmd, or install it";
            }
            return Files.isExecutable(file)
                    ? ""
                    : "program not executable: " + name + "; chmod +x it, or correct its cmd";
        }
        boolean found = Arrays.stream(searchPath.split(":"))
                .map(each -> folder.resolve(each).resolve(name))
                .anyMatch(file -> Files.isRegularFile(file) && Files.isExecutable(file));
        return found
                ? ""
                : "program not found: " + name + " is in no folder of PATH (" + searchPath
                        + "); correct its cmd, or install it";
    }
}
