package mind.gateway.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import mind.protocol.ConfigException;
import mind.protocol.Env;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessSettingsTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private static AccessSettings read(Map<String, String> variables) {
        var env = new Env(variables);
        return env.orThrow(AccessSettings.from(env));
    }

    private static String problem(Map<String, String> variables) {
        return assertThrows(ConfigException.class, () -> read(variables)).getMessage();
    }

    @Test
    void unset_it_serves_this_machine_alone_and_openly() {
        AccessSettings settings = read(Map.of());
        assertTrue(settings.bind().loopback());
        assertEquals(2, settings.bind().addresses().size());
        assertEquals(Grant.EVERYTHING, settings.withoutToken());
        assertFalse(settings.admin().isSet());
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0", "::", "192.0.2.1", "'127.0.0.1,0.0.0.0'"})
    void an_address_others_can_reach_needs_a_key_or_a_word(String bind) {
        String line = problem(Map.of("BIND", bind));
        assertEquals(1, line.lines().count(), line);
        assertTrue(line.startsWith("BIND is \"" + bind + "\""), line);
        for (String name : new String[] {"AUTH_HS256_SECRET", "AUTH_PUBLIC_KEY", "AUTH_OPEN=read"}) {
            assertTrue(line.contains(name), line);
        }
        assertEquals(Grant.LOOK, read(Map.of("BIND", bind, "AUTH_OPEN", "read")).withoutToken());
        assertEquals(
                Grant.NOTHING,
                read(Map.of("BIND", bind, "AUTH_HS256_SECRET", SECRET)).withoutToken());
    }

    @Test
    void a_key_counts_on_loopback_too() {
        assertEquals(Grant.NOTHING, read(Map.of("AUTH_HS256_SECRET", SECRET)).withoutToken());
    }

    @Test
    void every_wrong_setting_is_named_and_no_secret_is_shown() {
        Map<String, String> wrong = new HashMap<>();
        wrong.put("BIND", "my-host");
        wrong.put("AUTH_HS256_SECRET", "hunter2");
        wrong.put("AUTH_PUBLIC_KEY", "-----BEGIN CERTIFICATE-----");
        wrong.put("AUTH_OPEN", "raed");
        wrong.put("ALLOWED_ORIGINS", "https://a.example/path, *");
        wrong.put("TRUSTED_PROXIES", "10.0.0.0/33");
        wrong.put("MAX_CONNECTIONS", "0");
        String lines = problem(wrong);
        for (String name : wrong.keySet()) {
            assertTrue(lines.contains(name), name + " in " + lines);
        }
        assertTrue(lines.contains("did you mean read?"), lines);
        assertFalse(lines.contains("hunter2"), lines);
    }

    @Test
    void listed_origins_take_the_place_of_the_default() {
        AccessSettings settings = read(Map.of("ALLOWED_ORIGINS", "https://A.example/ http://b.example:81"));
        assertEquals(2, settings.origins().size());
        assertTrue(settings.origins().contains(new Origin("https", "a.example", 443)));
        assertEquals(2, read(Map.of()).origins().size());
    }

    @Test
    void the_admin_key_opens_and_nothing_else_does() {
        AdminKey key = read(Map.of("ADMIN_API_KEY", "k-1")).admin();
        assertTrue(key.opens("k-1"));
        assertFalse(key.opens("k-2"));
        assertFalse(key.opens(""));
        assertFalse(read(Map.of()).admin().opens(""));
    }
}
