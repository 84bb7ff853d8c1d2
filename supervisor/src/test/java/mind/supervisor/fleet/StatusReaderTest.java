package mind.supervisor.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mind.protocol.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusReaderTest {
    @TempDir
    private Path folder;

    @Test
    void a_status_that_follows_another_in_the_same_moment_is_read_too() throws IOException {
        Set<State> read = ConcurrentHashMap.newKeySet();
        try (var reader = new StatusReader(folder, (service, status) -> read.add(status.state()))) {
            reader.watch(List.of("a"));
            reader.start();
            var moment = FileTime.from(Instant.now());
            for (State state : List.of(State.LOADING, State.RUNNING)) {
                Path part = Files.writeString(
                        folder.resolve("a.json.part"), "{\"pid\":1,\"beat\":1,\"state\":\"" + state + "\"}");
                Files.setLastModifiedTime(part, moment);
                Files.move(part, folder.resolve("a.json"), StandardCopyOption.ATOMIC_MOVE);
                Kept.soon(state + " to be read").until(() -> read.contains(state));
            }
        }
    }
}
