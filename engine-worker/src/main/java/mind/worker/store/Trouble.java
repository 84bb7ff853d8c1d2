package mind.worker.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why something could not be read or written, where the JDK's own message may be no more than a path. */
final class Trouble {
    private Trouble() {}

    static String of(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileSystemException trouble && trouble.getReason() != null) {
            return trouble.getReason();
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** The same with the file, where the exception knows it. */
    static String named(IOException e) {
        return e instanceof FileSystemException trouble && trouble.getFile() != null
                ? trouble.getFile() + ": " + of(e)
                : of(e);
    }
}
