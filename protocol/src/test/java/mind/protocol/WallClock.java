package mind.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** The wall clock of processes that are started with {@link #settings}, which a test sets; their monotonic one stays real. */
public final class WallClock {
    private final Path offset;

    /** Right at first. @param folder where its offset is kept */
    public WallClock(Path folder) throws IOException {
        this.offset = folder.resolve("offset");
        jump("+0");
    }

    /** Sets it {@code by} from the real one, such as {@code -1h} or {@code +1d}. */
    public void jump(String by) throws IOException {
        Path part = Files.writeString(offset.resolveSibling("offset.part"), by + "\n");
        Files.move(part, offset, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Environment of a process that goes by it: libfaketime's. */
    public Map<String, String> settings() throws IOException {
        return Map.of(
                "LD_PRELOAD", library().toString(),
                "FAKETIME_TIMESTAMP_FILE", offset.toString(),
                "FAKETIME_NO_CACHE", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "DONT_FAKE_MONOTONIC", "1");
    }

    private static Path library() throws IOException {
        try (var folders = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-*")) {
            for (Path folder : folders) {
                Path library = folder.resolve("faketime/libfaketimeMT.so.1");
                if (Files.exists(library)) {
                    return library;
                }
            }
        }
        throw new AssertionError("libfaketime is missing: install Debian's package faketime");
    }
}
