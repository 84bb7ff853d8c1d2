package mind.supervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import mind.protocol.State;
import mind.supervisor.Folders;
import mind.supervisor.process.LogRotation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs outlive everything and hold up nobody: R12 and cases S3 and S4, with real processes. */
class LogsIT {
    @Test
    void s3_whatever_bytes_a_service_writes_are_in_its_log_and_it_never_waits() throws Exception {
        String script = """
                import os,time
                def out(b):
                  while b: b=b[os.write(1,b):]
                out(b'\\x88\\xff\\x00' + b'x'*10_000_000 + b'\\n')
                out(b'\\xf0\\x9f'); time.sleep(0.05); out(b'\\x98\\x80\\n')
                for i in range(50): out(b'\\r%d%%' % i)
                out(b'\\n')
                for i in range(100): out(b'%d\\n' % i)
                open(os.environ['MIND_OUT']+'.done','w').close()
                time.sleep(600)
                """;
        try (var kept = Kept.of(
                "services:\n  - id: a\n    cmd:\n      - python3\n      - -c\n      - |\n" + script.indent(8))) {
            kept.up();
            Kept.soon("the last line").until(() -> Files.exists(kept.state.resolve("logs/a.log.done")));
            var expected = new ByteArrayOutputStream();
            expected.write(new byte[] {(byte) 0x88, (byte) 0xff, 0});
            expected.write("x".repeat(10_000_000).getBytes(StandardCharsets.US_ASCII));
            expected.write('\n');
            expected.write("😀\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 50; i++) {
                expected.write(("\r" + i + "%").getBytes(StandardCharsets.US_ASCII));
            }
            expected.write('\n');
            for (int i = 0; i < 100; i++) {
                expected.write((i + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            assertArrayEquals(expected.toByteArray(), Files.readAllBytes(kept.state.resolve("logs/a.log")));
            assertEquals("99", LogTail.of(kept.state.resolve("logs/a.log"), 1).get(0));
        }
    }

    @Test
    void s4_rotation_at_full_speed_loses_tears_and_doubles_no_line() throws Exception {
        String script =
                "i=0; while [ $i -lt 200000 ]; do echo \"line $i of a service that writes fast\"; i=$((i+1)); done; sleep 600";
        try (var kept = Kept.of(
                "services:\n  - {id: a, cmd: [bash, -c, '" + script + "'], logs: {max_bytes: 100000, keep: 1000}}\n")) {
            kept.up();
            Path log = kept.state.resolve("logs/a.log");
            Kept.soon("the last line")
                    .until(() -> LogTail.of(log, 1).equals(List.of("line 199999 of a service that writes fast")));
            // the cut is the last step of a rotation, and none follows on a file within its bound
            Kept.soon("the last rotation").until(() -> Files.size(log) <= 100_000 && Files.exists(numbered(log, 1)));

            List<Path> files = new ArrayList<>();
            for (int i = 1; Files.exists(numbered(log, i)); i++) {
                files.add(0, numbered(log, i));
            }
            files.add(log);
            var all = new StringBuilder();
            for (Path file : files) {
                all.append(Files.readString(file));
            }
            String[] lines = all.toString().split("\n");
            assertEquals(200_000, lines.length);
            for (int i = 0; i < lines.length; i++) {
                assertEquals("line " + i + " of a service that writes fast", lines[i]);
            }
            for (Path file : files.subList(0, Math.max(0, files.size() - 2))) {
                assertTrue(Files.readString(file).endsWith("\n"), file + " ends with a whole line");
            }
        }
    }

    private static Path numbered(Path log, int i) {
        return log.resolveSibling(log.getFileName() + "." + i);
    }

    @Test
    void s4_a_log_that_cannot_be_rotated_keeps_no_other_from_it() throws IOException {
        String writes = "cmd: [bash, -c, 'head -c 60000 /dev/zero | tr \"\\0\" \"x\" | fold -w 99; exec sleep 600'],"
                + " logs: {max_bytes: 20000}";
        try (var kept = Kept.of("services:\n  - {id: a, " + writes + "}\n  - {id: b, " + writes + "}\n")) {
            Files.createDirectories(kept.state.resolve("logs/a.log.part/in/the/way"));
            kept.up();
            Kept.soon("the other to be rotated").until(() -> Files.exists(kept.state.resolve("logs/b.log.1")));
            Kept.soon("the first to be told").until(() -> kept.told("a.log.part"));
        }
    }

    @Test
    void s4_a_log_that_is_deleted_or_cannot_be_opened_holds_up_nobody() throws IOException {
        String counter = "i=0; while :; do i=$((i+1)); echo line $i; echo $i > $MIND_STATE_DIR/count; sleep 0.01; done";
        try (var kept = Kept.of("env: {MIND_STATE_DIR: '${MIND_STATE}'}\nservices:\n  - {id: a, cmd: [bash, -c, '"
                + counter + "']}\n")) {
            kept.up();
            Path count = kept.state.resolve("count");
            Kept.soon("the first lines").until(() -> number(count) > 10);
            Folders.delete(kept.state.resolve("logs"));
            int then = number(count);
            Kept.soon("it to go on").until(() -> number(count) > then + 50);
            assertEquals(0, kept.view("a").restarts());

            Files.writeString(kept.state.resolve("logs.in.the.way"), "");
            assertEquals(0, kept.restart("a").exitCode());
            Kept.soon("a new file").until(() -> kept.log("a").contains("line 1\n"));

            kept.stop("a");
            Folders.delete(kept.state.resolve("logs"));
            Files.createDirectories(kept.state.resolve("logs/a.log")); // a folder in the file's place
            assertEquals(
                    0, kept.ask(new Command.Start(List.of("a"), Kept.PATIENCE)).exitCode());
            int again = number(count);
            Kept.soon("it to run without a log").until(() -> number(count) != again);
            assertEquals(State.RUNNING, kept.stateOf("a"));
        }
    }

    @Test
    void a_log_that_is_deleted_is_told_once_whoever_rolls_it() throws IOException {
        String yaml = "services:\n"
                + "  - {id: own, cmd: [sleep, 600], logs: {self_rolling: true}}\n"
                + "  - {id: other, cmd: [sleep, 600]}\n";
        try (var kept = Kept.of(yaml)) {
            kept.up();
            for (String name : List.of("own", "other")) {
                Kept.soon("a look at it").until(() -> Files.exists(kept.state.resolve("logs/" + name + ".log")));
                Files.delete(kept.state.resolve("logs/" + name + ".log"));
            }
            Kept.soon("a line of each")
                    .until(
                            () -> kept.told("[own] Its log " + kept.state.resolve("logs/own.log")
                                            + " was deleted while it runs; it begins a new one with its next line")
                                    && kept.told(
                                            "[other] Its log " + kept.state.resolve("logs/other.log")
                                                    + " was deleted while it runs; a new one comes with its next start, \"mind restart other\""));
            Files.createFile(kept.state.resolve("logs/own.log"));
            kept.restart("other");
            long told = lines(kept);
            Kept.soon("some more looks").until(() -> kept.view("own").uptime().toSeconds() >= 4);
            assertEquals(told, lines(kept));
        }
    }

    private static long lines(Kept kept) {
        return kept.keeper().events().stream()
                .filter(event -> event.text().contains("was deleted while it runs"))
                .count();
    }

    /** As root on a full disk of 1 MiB that holds the whole state directory; else with a log to which nothing can be written. */
    @Test
    void s4_a_full_disk_holds_up_no_service_and_no_stop(@TempDir Path folder) throws Exception {
        boolean root = "root".equals(System.getProperty("user.name"));
        Path disk = Files.createDirectory(folder.resolve("disk"));
        if (root) {
            run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString());
        }
        try {
            Path state = Files.createDirectories(disk.resolve("state/logs")).getParent();
            Path count = folder.resolve("count");
            if (!root) {
                Files.createSymbolicLink(state.resolve("logs/a.log"), Path.of("/dev/full"));
            }
            String filler = "x".repeat(1_000);
            Files.writeString(
                    state.resolve("mind.yaml"),
                    "services:\n  - {id: a, cmd: [bash, -c, 'i=0; while :; do i=$((i+1)); echo " + filler
                            + "; echo $i > " + count + "; done 2>/dev/null']}\n");
            try (var kept = Kept.in(state)) {
                kept.up();
                if (root) {
                    Kept.soon("a full disk").until(() -> disk.toFile().getUsableSpace() == 0);
                }
                int then = number(count);
                Kept.soon("it to go on").until(() -> number(count) > then + 1_000);
                assertEquals(State.RUNNING, kept.stateOf("a"));
                assertEquals(0, kept.view("a").restarts());
                assertEquals(0, kept.stop("a").exitCode());
                assertEquals(List.of(), kept.marked());
            }
        } finally {
            if (root) {
                run("umount", disk.toString());
            }
        }
    }

    private static void run(String... command) throws Exception {
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), String.join(" ", command));
    }

    /** A file system in memory cannot cut the head off a file: the log is copied and emptied, and that is said. */
    @Test
    void s4_where_a_file_cannot_be_cut_it_is_copied_and_emptied_and_that_is_said_once() throws Exception {
        Path memory = Path.of("/dev/shm");
        assertEquals("tmpfs", Files.getFileStore(memory).type());
        Path folder = Files.createTempDirectory(memory, "mind-it");
        List<String> said = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger("mind.supervisor.process");
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord told) {
                said.add(told.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(listener);
        try {
            Path log = folder.resolve("a.log");
            var rotation = new LogRotation();
            var expected = new StringBuilder();
            try (var writer = FileChannel.open(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                for (int i = 0; i < 3_000; i++) {
                    String line = "line " + i + " of a service that keeps its file open\n";
                    expected.append(line);
                    writer.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
                    if (i % 1_000 == 999) {
                        rotation.look(log, 20_000, 5); // nobody writes in this moment: nothing is lost
                        assertEquals(0, Files.size(log));
                    }
                }
            }
            var all = new StringBuilder();
            for (int i = 3; i >= 1; i--) {
                all.append(Files.readString(numbered(log, i)));
            }
            assertEquals(expected.toString(), all.toString());
            assertEquals(
                    1,
                    said.stream()
                            .filter(line -> line.contains("copied and emptied"))
                            .count(),
                    said.toString());
        } finally {
            logger.removeHandler(listener);
            Folders.delete(folder);
        }
    }

    private static int number(Path file) {
        try {
            String text = Files.readString(file).trim();
            return text.isEmpty() ? 0 : Integer.parseInt(text);
        } catch (IOException e) {
            return 0;
        }
    }

    @Test
    void events_are_lines_of_json_in_the_order_of_their_numbers() throws IOException {
        try (var kept = Kept.of("services:\n  - {id: a, cmd: [sleep, 600]}\n")) {
            kept.up();
            Path file = kept.state.resolve("logs/events.jsonl");
            Kept.soon("the event in the file")
                    .until(() -> Files.exists(file)
                            && Files.readString(file).contains("[a] ✅ Ready after 1 attempts (it runs)"));
            for (String line : Files.readAllLines(file)) {
                assertTrue(mind.protocol.WireJson.MAPPER.readTree(line).has("number"), line);
            }
        }
    }
}
