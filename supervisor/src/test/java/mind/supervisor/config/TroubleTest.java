package mind.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class TroubleTest {
    @Test
    void a_files_fault_is_told_without_the_jdks_names() {
        assertEquals("/s/lock: permission denied", Trouble.of(new AccessDeniedException("/s/lock")));
        assertEquals("/s/lock is not there", Trouble.of(new NoSuchFileException("/s/lock")));
        assertEquals("it is not UTF-8 text", Trouble.of(new MalformedInputException(1)));
        assertEquals(
                "/s/lock: read-only file system",
                Trouble.of(new FileSystemException("/s/lock", null, "Read-only file system")));
        assertEquals("no space left on device", Trouble.of(new IOException("No space left on device")));
    }

    @Test
    void an_addresss_password_is_never_shown() {
        assertEquals("curl http://bob:***@h:1/x -q", Passwords.hidden("curl http://bob:se:cret@h:1/x -q"));
        assertEquals("redis://:***@h", Passwords.hidden("redis://:secret@h"));
        assertEquals("http://h:80/a@b", Passwords.hidden("http://h:80/a@b"));
    }
}
