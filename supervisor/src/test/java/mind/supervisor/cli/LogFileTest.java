package mind.supervisor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("a.log");
    }

    /** Bytes this thread has allocated so far. */
    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    private void append(String text) throws IOException {
        append(text.getBytes(StandardCharsets.UTF_8));
    }

    private void append(byte[] bytes) throws IOException {
        Files.write(file(), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static List<String> texts(List<LogFile.Line> lines) {
        return lines.stream().map(LogFile.Line::text).toList();
    }

    private static List<LogFile.Line> last(LogFile log, int count) throws IOException {
        log.toLast(count);
        return rest(log);
    }

    private static List<LogFile.Line> more(LogFile log) throws IOException {
        log.look();
        return rest(log);
    }

    private static List<LogFile.Line> rest(LogFile log) throws IOException {
        List<LogFile.Line> lines = new ArrayList<>();
        for (Optional<LogFile.Line> line = log.next(); line.isPresent(); line = log.next()) {
            lines.add(line.get());
        }
        return lines;
    }

    @Test
    void shows_the_last_lines_and_then_what_is_added() throws IOException {
        append("1\n2\n3\n");
        try (var log = new LogFile("a", file())) {
            assertEquals(List.of("2", "3"), texts(last(log, 2)));
            assertEquals(List.of(), more(log));
            append("4\nhal");
            assertEquals(List.of("4"), texts(more(log)));
            append("f\n");
            assertEquals(List.of("half"), texts(more(log)));
        }
    }

    @Test
    void a_log_that_is_not_there_yet_is_followed_once_it_is() throws IOException {
        try (var log = new LogFile("a", file())) {
            assertEquals(List.of(), last(log, 5));
            append("1\n");
            assertEquals(List.of("1"), texts(more(log)));
        }
    }

    @Test
    void goes_on_without_loss_when_the_file_was_renamed_away() throws IOException {
        append("1\n");
        try (var log = new LogFile("a", file())) {
            last(log, 5);
            append("2\n");
            Files.move(file(), folder.resolve("a.log.1"));
            append("3\n");
            assertEquals(List.of("2", "3"), texts(more(log)));
        }
    }

    @Test
    void goes_on_without_loss_when_the_head_was_copied_away_and_cut_off() throws IOException {
        append("1\n2\n");
        try (var log = new LogFile("a", file())) {
            last(log, 5);
            Files.copy(file(), folder.resolve("a.log.1"));
            Files.write(file(), "3\n".getBytes(StandardCharsets.UTF_8), StandardOpenOption.TRUNCATE_EXISTING);
            assertEquals(List.of("3"), texts(more(log)));
        }
    }

    @Test
    void tells_what_was_added_before_the_head_was_cut_off_and_not_yet_seen() throws IOException {
        append("a first line\nhal");
        try (var log = new LogFile("a", file())) {
            last(log, 5);
            append("f\n2\n");
            Files.copy(file(), folder.resolve("a.log.1"));
            Files.write(file(), "3\n".getBytes(StandardCharsets.UTF_8), StandardOpenOption.TRUNCATE_EXISTING);
            assertEquals(List.of("half", "2", "3"), texts(more(log)));
            append("4\n");
            assertEquals(List.of("4"), texts(more(log)));
        }
    }

    @Test
    void says_that_lines_are_passed_over_where_it_was_rotated_twice_since() throws IOException {
        append("a first line\n");
        try (var log = new LogFile("a", file())) {
            last(log, 5);
            Files.writeString(folder.resolve("a.log.1"), "another that nobody saw\n");
            Files.writeString(file(), "3\n");
            List<String> lines = texts(more(log));
            assertTrue(lines.get(0).contains("some lines are passed over"), lines.toString());
            assertEquals(List.of("3"), lines.subList(1, lines.size()));
        }
    }

    @Test
    void finds_its_place_again_though_the_file_has_grown_beyond_it_since_it_was_cut() throws IOException {
        append("a first line\n");
        try (var log = new LogFile("a", file())) {
            last(log, 5);
            append("3\n");
            Files.copy(file(), folder.resolve("a.log.1"));
            Files.writeString(file(), "a line that is longer than all there was\n");
            assertEquals(List.of("3", "a line that is longer than all there was"), texts(more(log)));
        }
    }

    @Test
    void bytes_that_are_no_text_garble_themselves_alone() throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write("before \u00fc\n".getBytes(StandardCharsets.UTF_8));
        bytes.write(new byte[] {(byte) 0x88, (byte) 0xff, 0, 'x', '\n'});
        byte[] emoji = "\ud83d\ude42\n".getBytes(StandardCharsets.UTF_8);
        bytes.write(emoji, 0, 2);
        append(bytes.toByteArray());
        try (var log = new LogFile("a", file())) {
            assertEquals("before \u00fc", last(log, 5).get(0).text());
            append(java.util.Arrays.copyOfRange(emoji, 2, emoji.length));
            assertEquals(List.of("\ud83d\ude42"), texts(more(log)));
        }
        assertEquals("\ufffd\ufffd\ufffdx", LogView.clean("\ufffd\ufffd\u0000x"));
    }

    @Test
    void a_line_without_an_end_comes_in_pieces() throws IOException {
        append("x".repeat(10 << 20));
        append("\nend\n");
        try (var log = new LogFile("a", file())) {
            List<String> lines = texts(last(log, 1_000));
            assertEquals("end", lines.get(lines.size() - 1));
            assertTrue(lines.stream().allMatch(line -> line.length() <= 64 << 10));
        }
    }

    @Test
    void a_log_of_very_short_lines_costs_no_more_than_the_lines_asked_for() throws IOException {
        append("\n".repeat((4 << 20) - 4) + "1\n2\n");
        try (var log = new LogFile("a", file())) {
            long before = allocated();
            assertEquals(List.of("1", "2"), texts(last(log, 2)));
            long bytes = allocated() - before;
            assertTrue(bytes < 64 << 20, "allocated " + bytes);
            assertEquals(List.of(), more(log));
        }
    }

    @Test
    void however_much_was_added_and_renamed_away_none_is_left_out() throws IOException {
        append("0\n");
        try (var log = new LogFile("a", file())) {
            last(log, 1);
            append("x\n".repeat(100_000));
            log.look();
            append("z\n");
            Files.move(file(), folder.resolve("a.log.1"));
            append("y\n");
            List<String> lines = texts(rest(log));
            assertEquals(100_002, lines.size());
            assertEquals(List.of("x", "z", "y"), lines.subList(99_999, 100_002));
        }
    }

    @Test
    void what_comes_after_a_look_waits_for_the_next() throws IOException {
        append("1\n2\n");
        try (var log = new LogFile("a", file())) {
            log.toLast(5);
            append("3\n");
            assertEquals(List.of("1", "2"), texts(rest(log)));
            assertEquals(List.of("3"), texts(more(log)));
        }
    }

    @Test
    void goes_on_without_loss_where_the_cut_fell_within_a_line() throws IOException {
        String line = "a line of some length " + "x".repeat(78) + "\n"; // 4,096 is no multiple of its length
        append(line.repeat(100));
        try (var log = new LogFile("a", file())) {
            last(log, 1);
            byte[] all = Files.readAllBytes(file());
            // as at a second rotation: the head completed a line of the file before, so the copy begins after it
            Files.write(folder.resolve("a.log.1"), java.util.Arrays.copyOfRange(all, 101, 8_192));
            Files.write(file(), java.util.Arrays.copyOfRange(all, 8_192, all.length));
            append("next\nlast\n");
            assertEquals(List.of("next", "last"), texts(more(log)));
        }
    }

    @Test
    void a_terminal_obeys_nothing_that_a_log_says() {
        assertEquals("\ufffd[31mred 50% 60%", LogView.clean("\u001b[31mred 50%\r60%"));
    }

    @Test
    void a_line_without_a_time_has_that_of_the_line_before() throws IOException {
        append("2026-01-01T00:00:00.5Z INFO  a\n  at here\n");
        try (var log = new LogFile("a", file())) {
            List<LogFile.Line> lines = last(log, 5);
            assertEquals(lines.get(0).time(), lines.get(1).time());
            assertEquals("2026-01-01T00:00:00.500Z", lines.get(0).time().toString());
        }
    }
}
