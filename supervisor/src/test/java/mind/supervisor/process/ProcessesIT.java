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
                assertEquals(
                        7,
                        processes
                                .start(new Launch(
                                        "a",
                                        List.of("sh", "-c", "exit 7"),
                                        Map.of(),
                                        true,
                                        Optional.empty(),
                                        state.resolve("logs/a.log"),
                                        "print",
                                        "",
                                        ServiceSpec.Limits.NONE))
                                .exit()
                                .get());
            }
        } finally {
            logger.removeHandler(handler);
        }
        assertEquals(1, told.stream().filter(line -> line.contains("logs")).count(), told.toString());
    }
}
