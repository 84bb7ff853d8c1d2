package mind.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PasswordsTest {
    @Test
    void an_addresss_password_is_never_shown() {
        assertEquals("curl http://bob:***@h:1/x -q", Passwords.hidden("curl http://bob:se:cret@h:1/x -q"));
        assertEquals("redis://:***@h", Passwords.hidden("redis://:secret@h"));
        assertEquals("http://h:80/a@b", Passwords.hidden("http://h:80/a@b"));
    }
}
