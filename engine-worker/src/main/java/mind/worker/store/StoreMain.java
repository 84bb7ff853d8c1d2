package mind.worker.store;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mind.protocol.ConfigException;
import mind.protocol.Env;
import mind.protocol.ExitCodes;
import mind.protocol.FileTrouble;
import mind.protocol.Nearest;
import mind.protocol.ServerAddress;
import mind.protocol.WireJson;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The process behind {@code mind seed}, {@code mind import} and {@code mind export}: the first argument is the verb.
 * Standard output has what was made, standard error the progress and, where it fails, one line that says why.
 */
public final class StoreMain {
    private static final Set<String> VERBS = Set.of("seed", "import", "export");
    private static final String STANDARD_OUTPUT = "standard output";
    private static final String STREAM = "-"; // in a file's place: standard input or output

    private final ServerAddress address;
    private final Progress progress;
    private final InputStream in;
    private final OutputStream out;
    private final PrintStream err;

    private StoreMain(ServerAddress address, Progress progress, InputStream in, OutputStream out, PrintStream err) {
        this.address = address;
        this.progress = progress;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        var out = new FileOutputStream(FileDescriptor.out); // System.out keeps its failures to itself
        var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(arguments), System.getenv(), System.in, out, err));
    }

    static int run(
            List<String> arguments,
            Map<String, String> environment,
            InputStream in,
            OutputStream out,
            PrintStream err) {
        var progress = Progress.on(err);
        try {
            if (arguments.isEmpty() || !VERBS.contains(arguments.get(0))) {
                String verb = arguments.isEmpty() ? "" : arguments.get(0);
                throw new StoreException(
                        ExitCodes.USAGE, "unknown command \"" + verb + "\"" + Nearest.hint(verb, VERBS));
            }
            var env = new Env(environment);
            ServerAddress address = env.falkorDb().orElse(null);
            if (address == null) {
                env.problem(
                        "FALKORDB_URL is not set: set it to redis://host:port of the FalkorDB that holds the graphs");
            }
            env.check();
            List<String> words = arguments.subList(1, arguments.size());
            var store = new StoreMain(address, progress, in, out, err);
            switch (arguments.get(0)) {
                case "seed" -> store.seed(words);
                case "import" -> store.importFile(words);
                default -> store.export(words);
            }
            return ExitCodes.OK;
        } catch (StoreException e) {
            return fail(err, progress, e.exitCode(), e.getMessage());
        } catch (ConfigException e) {
            return fail(err, progress, ExitCodes.CONFIG, e.getMessage());
        } catch (JedisException e) {
            return fail(err, progress, ExitCodes.FAILED, "FalkorDB: " + e.getMessage());
        } catch (IOException e) {
            return fail(err, progress, ExitCodes.FAILED, FileTrouble.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail(err, progress, ExitCodes.FAILED, "interrupted");
        }
    }

    private static int fail(PrintStream err, Progress progress, int exitCode, String line) {
        progress.end();
        err.println(line);
        return exitCode;
    }

    private void seed(List<String> words) throws IOException {
        var command = new SeedCommand(words, address, progress);
        tell(command.json(), command.run());
    }

    private void importFile(List<String> words) throws IOException {
        var arguments = Arguments.parse(words, Set.of("--replace", "--json"), Set.of("--as", "--case"));
        if (arguments.names().size() != 1) {
            throw new StoreException(
                    ExitCodes.USAGE, "import needs one file: mind import FILE [--as GRAPH] [--replace]");
        }
        try (GraphFile file = graphFile(arguments.names().get(0))) {
            var made = new Importer(address, progress)
                    .run(file, arguments.find("--case"), arguments.find("--as"), arguments.has("--replace"));
            tell(arguments.has("--json"), List.of(made));
        }
    }

    private GraphFile graphFile(String word) {
        return word.equals(STREAM) ? GraphFile.of(in, "standard input") : GraphFile.open(Path.of(word));
    }

    private void export(List<String> words) throws IOException, InterruptedException {
        var arguments = Arguments.parse(words, Set.of("--json"), Set.of("--to"));
        if (arguments.names().size() != 1) {
            throw new StoreException(ExitCodes.USAGE, "export needs one citizen: mind export CITIZEN [--to FILE]");
        }
        Optional<Path> to =
                arguments.find("--to").filter(word -> !word.equals(STREAM)).map(Path::of);
        try (var file = to.isPresent() ? ExportFile.to(to.get()) : ExportFile.to(out, STANDARD_OUTPUT);
                GraphStore store = GraphStore.open(address)) {
            String graph = store.find(arguments.names().get(0));
            Exporter.Written written = new Exporter(store, graph, progress).run(file);
            progress.end();
            if (to.isEmpty()) {
                err.println(written.line());
            } else {
                say(arguments.has("--json") ? WireJson.MAPPER.writeValueAsString(written) : written.line());
            }
        }
    }

    private void tell(boolean json, List<Made> made) throws IOException {
        progress.end();
        if (json) {
            say(WireJson.MAPPER.writeValueAsString(Map.of("graphs", made)));
        } else {
            made.forEach(graph -> say(graph.line()));
        }
    }

    private void say(String lines) {
        try {
            out.write((lines + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new StoreException(
                    ExitCodes.FAILED, STANDARD_OUTPUT + " cannot be written: " + FileTrouble.why(e), e);
        }
    }
}
