package mind.supervisor.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcTest {
    @Test
    void a_name_may_hold_brackets_blanks_and_any_byte() {
        String line = "42 (a) b (c\u00ff) Z 1 42 40 0 -1 4 0 0 0 0 7 8 0 0 20 0 1 0 12345 1000 99 0";
        Proc proc = StatReader.parse(line.getBytes(StandardCharsets.ISO_8859_1)).orElseThrow();
        assertEquals(new Proc(42, "a) b (c\u00ff", 'Z', 1, 42, 40, 12_345, 15, 99), proc);
        assertFalse(proc.alive());
    }

    @Test
    void this_process_is_there_and_is_no_other() {
        Proc own = Proc.of(ProcessHandle.current().pid()).orElseThrow();
        assertTrue(ProcessId.of(own).alive());
        assertFalse(new ProcessId(own.pid(), own.startTicks() + 1, Proc.bootId()).alive());
        assertFalse(new ProcessId(own.pid(), own.startTicks(), "another start of the machine").alive());
        assertTrue(Proc.all().stream().anyMatch(proc -> proc.pid() == own.pid()));
        assertTrue(Proc.age(own.startTicks()).toMinutes() < 60);
    }

    @Test
    void a_start_of_the_machine_that_cannot_be_read_for_now_is_not_taken_for_another(@TempDir Path folder)
            throws IOException {
        assertThrows(UncheckedIOException.class, () -> Proc.bootId(folder));
        assertEquals("unknown", Proc.bootId(folder.resolve("none")), "where there is none, there never is");
        assertEquals("id", Proc.bootId(Files.writeString(folder.resolve("boot_id"), "id\n")));
    }

    @Test
    void a_table_of_ports_that_cannot_be_read_for_now_shows_no_free_port(@TempDir Path folder) throws IOException {
        assertThrows(UncheckedIOException.class, () -> PortOwner.listeners(8000, folder));
        assertEquals(List.of(), PortOwner.listeners(8000, folder.resolve("none")));
        Path table = Files.writeString(
                folder.resolve("tcp"), " 0: 0100007F:1F40 00000000:0000 0A 0:0 0:0 0 0 0 4711 1 0 100 0 0 10 0\n");
        assertEquals(List.of("socket:[4711]"), PortOwner.listeners(8000, table));
    }

    @Test
    void text_that_is_no_status_is_no_process() {
        assertTrue(
                StatReader.parse("garbage".getBytes(StandardCharsets.US_ASCII)).isEmpty());
        assertTrue(StatReader.parse("1 (a) S 1".getBytes(StandardCharsets.US_ASCII))
                .isEmpty());
    }
}
