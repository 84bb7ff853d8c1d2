package mind.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** What went wrong with a file, in an operator's words instead of the JDK's class names. */
public final class FileTrouble {
    private FileTrouble() {}

    /** The fault with its file, where the exception knows it. */
    public static String of(Throwable fault) {
        if (fault instanceof UncheckedIOException wrapped) {
            String cause = of(wrapped.getCause());
            boolean bare = wrapped.getMessage().equals(wrapped.getCause().toString());
            return bare ? cause : wrapped.getMessage() + ": " + cause; // what was attempted comes first
        }
        if (!(fault instanceof FileSystemException trouble) || trouble.getFile() == null) {
            return why(fault);
        }
        boolean sentence = fault instanceof NoSuchFileException
                || fault instanceof FileAlreadyExistsException
                || fault instanceof NotDirectoryException;
        return trouble.getFile() + (sentence ? " " : ": ") + why(fault);
    }

    /** The fault alone, for whoever names the file himself. */
    public static String why(Throwable fault) {
        if (fault instanceof CharacterCodingException) {
            return "it is not UTF-8 text";
        }
        if (fault instanceof JsonProcessingException) {
            return "it is not the JSON that belongs there";
        }
        if (fault instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (fault instanceof NoSuchFileException) {
            return "is not there";
        }
        if (fault instanceof FileAlreadyExistsException) {
            return "is there already";
        }
        if (fault instanceof NotDirectoryException) {
            return "is no directory";
        }
        if (fault instanceof FileSystemException system && system.getReason() != null) {
            return small(system.getReason());
        }
        return fault.getMessage() == null ? "an unknown fault" : small(fault.getMessage());
    }

    /** The system's own words begin with a capital letter: {@code No space left on device}. */
    private static String small(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
