package mind.worker.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import mind.protocol.FalkorDb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An export is whole or fails: where it cannot be written, and where the graph changes meanwhile. */
class ExportIT {
    @RegisterExtension
    static final FalkorDb falkor = new FalkorDb();

    private static final String ROWS = "UNWIND range(1, 3000) AS i CREATE (:Concept {id: 'c' + toString(i), text: '"
            + "long enough to fill some files '})-[:R {i: i}]->(:Concept {id: 'd' + toString(i)})";

    @TempDir
    Path folder;

    /** The command as a process of its own, in a shell that may bind it; {@code $0} is the command. */
    private StoreRun process(String shell, String... words) throws Exception {
        var command = new ArrayList<>(List.of(
                "bash",
                "-c",
                shell,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                "mind.worker.store.StoreMain"));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("FALKORDB_URL", falkor.url());
        Process process = builder.start();
        assertTrue(process.waitFor(2, TimeUnit.MINUTES), "ends by itself");
        return new StoreRun(
                process.exitValue(), Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    }

    private List<String> left() throws Exception {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("out") && !name.equals("err"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void an_export_whose_output_cannot_be_written_fails_and_says_so() throws Exception {
        String graph = falkor.graph(ROWS);
        StoreRun run = process("exec \"$0\" \"$@\" > /dev/full", "export", graph);
        assertEquals(List.of("standard output cannot be written: no space left on device"), run.complaints());
        assertEquals(1, run.exitCode());
    }

    @Test
    void what_cannot_be_said_fails_the_command() throws Exception {
        StoreRun run = process("exec \"$0\" \"$@\" > /dev/full", "seed", "said", "--profile", "found", "--lean");
        assertEquals(List.of("standard output cannot be written: no space left on device"), run.complaints());
        assertEquals(1, run.exitCode());
    }

    @Test
    void what_is_no_regular_file_is_refused_and_left_as_it_is() throws Exception {
        String graph = falkor.graph("CREATE (:Concept {id: 'a'})");
        Path fifo = folder.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        StoreRun run = StoreRun.of(falkor, "export", graph, "--to", fifo.toString());
        assertEquals(
                List.of("--to is \"" + fifo + "\": that is no regular file; name a file, or leave out --to to write to"
                        + " standard output"),
                run.complaints());
        assertEquals(2, run.exitCode());
        assertFalse(Files.isRegularFile(fifo));
        assertEquals(List.of("fifo"), left());

        Path inside = Files.createDirectory(folder.resolve("inside"));
        run = StoreRun.of(falkor, "export", graph, "--to", inside.toString());
        assertEquals(
                List.of("--to is \"" + inside + "\": that is a folder; name a file in it, such as " + inside
                        + "/graph.jsonl.gz"),
                run.complaints());
        assertEquals(2, run.exitCode());
        assertEquals(List.of("fifo", "inside"), left());
    }

    @Test
    void a_hyphen_is_standard_output_and_to_an_import_standard_input() {
        String graph = falkor.graph(ROWS);
        StoreRun run = StoreRun.of(falkor, "export", graph, "--to", "-").ok();
        assertEquals(StoreRun.of(falkor, "export", graph).ok().out(), run.out());
        assertFalse(Files.exists(Path.of("-")));
        String copy = graph + "-copy";
        StoreRun.reading(run.out(), falkor, "import", "-", "--as", copy).ok();
        assertEquals(StoreRun.export(falkor, graph), StoreRun.export(falkor, copy));
        StoreRun torn = StoreRun.reading(run.out() + "{", falkor, "import", "-", "--as", copy, "--replace");
        assertEquals(1, torn.exitCode());
        assertTrue(torn.complaints().get(0).startsWith("standard input line "), torn.err());
    }

    @Test
    void a_folder_that_is_not_there_is_named() {
        String graph = falkor.graph("CREATE (:Concept {id: 'a'})");
        Path file = folder.resolve("nonexist/x");
        StoreRun run = StoreRun.of(falkor, "export", graph, "--to", file.toString());
        assertEquals(
                List.of("--to is \"" + file + "\": there is no folder " + file.getParent()
                        + "; make it, or name a file elsewhere"),
                run.complaints());
        assertEquals(2, run.exitCode());
    }

    @Test
    void a_file_through_a_link_is_replaced_and_the_link_stays() throws Exception {
        String graph = falkor.graph("CREATE (:Concept {id: 'a'})");
        Path file = Files.writeString(folder.resolve("real.jsonl"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.jsonl"), file);
        StoreRun.of(falkor, "export", graph, "--to", link.toString()).ok();
        assertTrue(Files.isSymbolicLink(link));
        assertTrue(Files.readString(file).startsWith("{\"kind\":\"graph\""));
    }

    @Test
    void an_export_that_fails_leaves_nothing_and_keeps_what_was_there() throws Exception {
        String graph = falkor.graph(ROWS);
        Path file = Files.writeString(folder.resolve("x.jsonl"), "the last one\n");
        StoreRun run = process("ulimit -f 100; exec \"$0\" \"$@\"", "export", graph, "--to", file.toString());
        assertEquals(List.of(file + " cannot be written: file too large"), run.complaints());
        assertEquals(1, run.exitCode());
        assertEquals("the last one\n", Files.readString(file));
        assertEquals(List.of("x.jsonl"), left());
    }

    /** Standard error that does something to the graph once the nodes have been read. */
    private static OutputStream atFirstProgress(Runnable change) {
        var done = new AtomicBoolean();
        return new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int offset, int length) {
                super.write(bytes, offset, length);
                if (toString(StandardCharsets.UTF_8).contains("%") && done.compareAndSet(false, true)) {
                    change.run();
                }
            }
        };
    }

    private static int export(String graph, OutputStream out, OutputStream err) {
        return StoreMain.run(
                List.of("export", graph),
                Map.of("FALKORDB_URL", falkor.url()),
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void a_graph_that_changes_while_it_is_read_is_read_again() {
        String graph = falkor.graph("CREATE (:Concept {id: 'a'})-[:R]->(:Concept {id: 'b'})");
        var out = new ByteArrayOutputStream();
        var err = atFirstProgress(
                () -> falkor.query(graph, "MATCH (a {id: 'a'}), (b {id: 'b'}) CREATE (a)-[:LATER]->(b)"));
        assertEquals(0, export(graph, out, err), err.toString());
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(1 + 2 + 2, lines.size(), "each row once: " + lines);
        assertTrue(lines.get(0).contains("\"links\":2"), lines.get(0));
    }

    @Test
    void a_graph_that_never_rests_is_given_up_and_nothing_of_it_is_written() throws Exception {
        String graph = falkor.graph(ROWS);
        var ended = new AtomicBoolean();
        var writing = CompletableFuture.runAsync(() -> {
            while (!ended.get()) {
                falkor.query(graph, "MATCH (a {id: 'c1'}), (b {id: 'd9'}) CREATE (a)-[:MORE]->(b)");
            }
        });
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exitCode = export(graph, out, err);
        ended.set(true);
        writing.get(1, TimeUnit.MINUTES);
        assertEquals(1, exitCode);
        String said = err.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains("graph " + graph + " changed each of the 5 times it was read"), said);
        assertEquals(0, out.size(), "half a graph looks like a backup");
    }

    @Test
    void only_a_graphs_name_names_a_graph() throws Exception {
        Path file = folder.resolve("x.jsonl");
        StoreRun.of(falkor, "export", falkor.graph("CREATE (:Concept {id: 'a'})"), "--to", file.toString())
                .ok();
        StoreRun run = StoreRun.of(falkor, "import", file.toString(), "--as", "we ird/../x\"");
        assertEquals(
                List.of(
                        "--as is \"we ird/../x\"\": no graph may have that name; use lower-case letters, digits, hyphens"
                                + " and underscores, such as mind-protocol_iris"),
                run.complaints());
        assertEquals(2, run.exitCode());
        Files.writeString(file, "{\"kind\":\"graph\",\"graph\":\"no name\",\"nodes\":0,\"links\":0,\"source\":\"\"}\n");
        run = StoreRun.of(falkor, "import", file.toString());
        assertEquals(
                List.of("the graph's name in " + file
                        + " is \"no name\": no graph may have that name; give --as NAME of"
                        + " lower-case letters, digits, hyphens and underscores, such as mind-protocol_iris"),
                run.complaints());
        assertEquals(2, run.exitCode());
    }
}
