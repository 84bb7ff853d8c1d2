package mind.worker.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mind.protocol.FalkorDb;

/**
 * One run of the command, in this JVM, with what it printed.
 *
 * @param exitCode what it ends with
 * @param out      standard output
 * @param err      standard error
 */
public record StoreRun(int exitCode, String out, String err) {
    public static StoreRun of(FalkorDb falkor, String... words) {
        return of(Map.of("FALKORDB_URL", falkor.url()), words);
    }

    static StoreRun of(Map<String, String> environment, String... words) {
        return run("", environment, words);
    }

    /** The same, with {@code in} as standard input. */
    static StoreRun reading(String in, FalkorDb falkor, String... words) {
        return run(in, Map.of("FALKORDB_URL", falkor.url()), words);
    }

    private static StoreRun run(String in, Map<String, String> environment, String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exitCode = StoreMain.run(
                List.of(words),
                environment,
                new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new StoreRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** This run, which must have ended well. */
    public StoreRun ok() {
        if (exitCode != 0) {
            throw new AssertionError("exit " + exitCode + ": " + err);
        }
        return this;
    }

    /** The lines of standard error that are not progress. */
    List<String> complaints() {
        return err.lines().filter(line -> !line.matches("\\S+ \\d+ %")).toList();
    }

    /** The graph as {@code export} tells it, without its name. */
    static String export(FalkorDb falkor, String graph) {
        return of(falkor, "export", graph).ok().out.replaceFirst("\"graph\":\"[^\"]*\"", "\"graph\":\"\"");
    }

    /** Graph files that lie beside the project; none where there is no such folder. */
    public static Stream<Path> sharedFiles() throws java.io.IOException {
        Path folder = FalkorDb.root().resolveSibling("shared").resolve("data");
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jsonl.gz")).sorted().toList().stream();
        }
    }
}
