package mind.supervisor.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import mind.supervisor.config.ServiceSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesIT {
    @TempDir
    private Path state;

    private Processes processes() throws IOException {
        return new Processes(state, Map.of("PATH", "/usr/local/bin:/usr/bin:/bin"));
    }

    @Test
    void an_instance_file_without_a_name_is_renewed_and_one_with_a_name_is_kept() throws IOException {
        Path file = state.resolve("instance");
        for (byte[] bad : List.of(new byte[0], "\n".getBytes(), "abc\n".getBytes(), new byte[] {-1, 0, -2})) {
            Files.write(file, bad);
            String name = processes().mark().instance();
            assertTrue(name.matches("[0-9a-f-]{36}"), name);
            assertEquals(name + "\n", Files.readString(file));
            assertEquals(name, processes().mark().instance());
        }
    }

    @Test
    void what_is_known_late_of_an_earlier_process_does_not_replace_the_record_of_the_next() throws Exception {
        Processes processes = processes();
        Child earlier = processes.start(launch("true"));
        earlier.exit().get();
        Child next = processes.start(launch("exec sleep 600"));
        try {
            processes.markReady(earlier);
            Path file = state.resolve("children/a.json");
            assertEquals(next.record(), ChildRecord.read(file).orElseThrow());
            processes.markReady(next);
            assertEquals(next.record().ready(), ChildRecord.read(file).orElseThrow());
            Child adopted = processes().survivors().get(0);
            assertEquals(next.pid(), adopted.pid());
        } finally {
            assertEquals(List.of(), processes.endRemains(List.of()));
        }
        processes.forget("a");
        processes.markReady(next);
        assertEquals(List.of(), processes().survivors());
        assertTrue(ChildRecord.read(state.resolve("children/a.json")).isEmpty(), "it is forgotten");
    }

    @Test
    void one_who_was_adopted_before_it_was_ready_is_marked_once_it_is() throws Exception {
        processes().start(launch("exec sleep 600"));
        Processes processes = processes();
        Child adopted = processes.survivors().get(0);
        try {
            processes.markReady(adopted);
            assertTrue(ChildRecord.read(state.resolve("children/a.json"))
                    .orElseThrow()
                    .wasReady());
        } finally {
            assertEquals(List.of(), processes.endRemains(List.of()));
        }
    }

    private Launch launch(String script) {
        return new Launch(
                "a",
                List.of("sh", "-c", script),
                Map.of(),
                true,
                Optional.empty(),
                state.resolve("logs/a.log"),
                "print",
                "",
                ServiceSpec.Limits.NONE);
    }

    @Test
    void without_a_folder_for_logs_services_run_all_the_same_and_that_is_said_once() throws Exception {
        Files.writeString(state.resolve("logs"), "in the way");
        List<String> told = new ArrayList<>();
        Logger logger = Logger.getLogger("mind.supervisor.process");
        var handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                told.add(record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            Processes processes = processes();
            for (int i = 0; i < 3; i++) {
                assertEquals(7, processes.start(launch("exit 7")).exit().get());
            }
        } finally {
            logger.removeHandler(handler);
        }
        assertEquals(1, told.stream().filter(line -> line.contains("logs")).count(), told.toString());
    }
}
