package mind.supervisor.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The program of a command line, looked for as the shell will that becomes it: once it runs, all that would be left to see is
 * that it exited with 127.
 */
final class Program {
    private Program() {}

    private static final int LONGEST_FIRST_LINE = 256; // bytes, as the system reads them
    private static final String BY = "#!";

    /** What stands in the way of running {@code name}; empty where nothing does. */
    static String obstacle(String name, Path folder, String searchPath) {
        if (name.contains("/")) {
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file)) {
                return "program not found: " + name + "; correct its cmd, or install it";
            }
            return Files.isExecutable(file)
                    ? obstacleOfScript(name, file, folder, searchPath)
                    : "program not executable: " + name + "; chmod +x it, or correct its cmd";
        }
        return find(name, folder, searchPath)
                .map(file -> obstacleOfScript(name, file, folder, searchPath))
                .orElse("program not found: " + name + " is in no folder of PATH (" + searchPath
                        + "); correct its cmd, or install it");
    }

    private static Optional<Path> find(String name, Path folder, String searchPath) {
        return Arrays.stream(searchPath.split(":"))
                .map(each -> folder.resolve(each).resolve(name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** A script is run by the program its first line names, often looked up by {@code env}. */
    private static String obstacleOfScript(String name, Path script, Path folder, String searchPath) {
        String line = firstLine(script);
        if (!line.startsWith(BY)) {
            return "";
        }
        List<String> words = List.of(line.substring(BY.length()).strip().split("[ \t]+"));
        String interpreter = words.get(0);
        boolean there = Files.isExecutable(folder.resolve(interpreter));
        if (there && folder.resolve(interpreter).endsWith("env")) {
            interpreter = words.stream()
                    .skip(1)
                    .filter(word -> !word.startsWith("-") && !word.contains("="))
                    .findFirst()
                    .orElse("");
            there = interpreter.isEmpty()
                    || interpreter.contains("/")
                    || find(interpreter, folder, searchPath).isPresent();
        }
        if (line.endsWith("\r")) {
            return name + " has lines that end as on Windows, so that its interpreter is not found; write it with Unix"
                    + " line ends";
        }
        return there
                ? ""
                : "program not found: " + interpreter + ", which " + name + " names in its first line; install it, or"
                        + " correct that line";
    }

    private static String firstLine(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String head = new String(in.readNBytes(LONGEST_FIRST_LINE), StandardCharsets.ISO_8859_1);
            int end = head.indexOf('\n');
            return end < 0 ? head : head.substring(0, end);
        } catch (IOException e) {
            return ""; // the system may run what cannot be read
        }
    }
}
