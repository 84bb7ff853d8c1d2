package mind.supervisor.config;

import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** What went wrong with a file, in the operator's words instead of the JDK's class names. */
public final class Trouble {
    private Trouble() {}

    public static String of(Throwable fault) {
        if (fault instanceof CharacterCodingException) {
            return "it is not UTF-8 text";
        }
        if (fault instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        if (fault instanceof NoSuchFileException missing) {
            return missing.getFile() + " is not there";
        }
        if (fault instanceof FileAlreadyExistsException there) {
            return there.getFile() + " is there already";
        }
        if (fault instanceof NotDirectoryException file) {
            return file.getFile() + " is no directory";
        }
        if (fault instanceof FileSystemException system && system.getReason() != null) {
            return system.getFile() + ": " + small(system.getReason());
        }
        return fault.getMessage() == null ? "an unknown fault" : small(fault.getMessage());
    }

    /** The system's own words begin with a capital letter: {@code No space left on device}. */
    private static String small(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
