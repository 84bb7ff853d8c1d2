package mind.supervisor.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file that was deleted while a process has it open: its bytes are there until that one closes it. */
public final class DeletedFile {
    private static final String MARK = " (deleted)"; // the system's own, behind the name it had

    private DeletedFile() {}

    /** Where {@code file} can be opened as the process {@code pid} has it; empty where that has it open no more. */
    public static Optional<Path> of(Path file, long pid) {
        String wanted = real(file) + MARK;
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors) {
                if (target(descriptor).equals(wanted)) {
                    return Optional.of(descriptor);
                }
            }
        } catch (IOException e) {
            // it has ended, or is not ours to see
        }
        return Optional.empty();
    }

    /** The name the system has for it, beyond links on the way. */
    private static Path real(Path file) {
        try {
            return file.getParent().toRealPath().resolve(file.getFileName());
        } catch (IOException e) {
            return file; // its folder is gone, too
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }
}
