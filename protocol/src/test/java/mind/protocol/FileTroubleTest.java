package mind.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FileTroubleTest {
    @Test
    void a_files_fault_is_told_without_the_jdks_names() {
        assertEquals("/s/lock: permission denied", FileTrouble.of(new AccessDeniedException("/s/lock")));
        assertEquals("/s/lock is not there", FileTrouble.of(new NoSuchFileException("/s/lock")));
        assertEquals(
                "it is not the JSON that belongs there",
                FileTrouble.of(assertThrows(IOException.class, () -> WireJson.MAPPER.readTree("{\n\"a\":"))));
        assertEquals("it is not UTF-8 text", FileTrouble.of(new MalformedInputException(1)));
        assertEquals(
                "/s/lock: read-only file system",
                FileTrouble.of(new FileSystemException("/s/lock", null, "Read-only file system")));
        assertEquals("no space left on device", FileTrouble.of(new IOException("No space left on device")));
    }

    @Test
    void whoever_names_the_file_is_told_the_fault_alone() {
        assertEquals("permission denied", FileTrouble.why(new AccessDeniedException("/s/lock")));
        assertEquals(
                "no space left on device",
                FileTrouble.why(new FileSystemException("/s/lock", null, "No space left on device")));
    }
}
