package mind.supervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mind.protocol.State;
import org.junit.jupiter.api.Test;

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
            Kept.soon("rotation").until(() -> Files.exists(numbered(log, 1)));

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
    void s4_a_log_that_is_deleted_or_cannot_be_opened_holds_up_nobody() throws IOException {
        String counter = "i=0; while :; do i=$((i+1)); echo line $i; echo $i > $MIND_STATE_DIR/count; sleep 0.01; done";
        try (var kept = Kept.of("env: {MIND_STATE_DIR: '${MIND_STATE}'}\nservices:\n  - {id: a, cmd: [bash, -c, '"
                + counter + "']}\n")) {
            kept.up();
            Path count = kept.state.resolve("count");
            Kept.soon("the first lines").until(() -> number(count) > 10);
            Kept.delete(kept.state.resolve("logs"));
            int then = number(count);
            Kept.soon("it to go on").until(() -> number(count) > then + 50);
            assertEquals(0, kept.view("a").restarts());

            Files.writeString(kept.state.resolve("logs.in.the.way"), "");
            assertEquals(0, kept.restart("a").exitCode());
            Kept.soon("a new file").until(() -> kept.log("a").contains("line 1\n"));

            kept.stop("a");
            Kept.delete(kept.state.resolve("logs"));
            Files.createDirectories(kept.state.resolve("logs/a.log")); // a folder in the file's place
            assertEquals(
                    0, kept.ask(new Command.Start(List.of("a"), Kept.PATIENCE)).exitCode());
            int again = number(count);
            Kept.soon("it to run without a log").until(() -> number(count) != again);
            assertEquals(State.RUNNING, kept.stateOf("a"));
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
