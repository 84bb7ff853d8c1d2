package mind.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvTest {
    @Test
    void every_problem_is_reported_at_once_with_name_value_and_cure() {
        var env = new Env(Map.of("PORT", "80k", "MODE", "flut", "RATE", "-1"));
        assertEquals(8000, env.port("PORT", 8000));
        env.choice("MODE", "typed", List.of("typed", "flat"));
        env.decimal("RATE", 1, 0, 10);
        String message = assertThrows(ConfigException.class, env::check).getMessage();
        assertEquals(3, message.lines().count(), message);
        assertEquals(
                "PORT is \"80k\": set a TCP port from 1 to 65535 (0 takes a free one), or unset it to use 8000",
                message.lines().findFirst().orElseThrow());
        assertEquals(true, message.contains("did you mean flat?"), message);
    }

    @Test
    void the_bus_is_falkordb_unless_another_is_named() {
        var env = new Env(Map.of("FALKORDB_HOST", "db", "FALKORDB_PORT", "7000"));
        assertEquals("redis://db:7000", env.redis().orElseThrow().toString());
        assertEquals(
                "redis://bus:6379",
                new Env(Map.of("REDIS_URL", "redis://bus", "FALKORDB_HOST", "db"))
                        .redis()
                        .orElseThrow()
                        .toString());
    }

    @Test
    void a_bad_address_is_refused_without_printing_it() {
        var env = new Env(Map.of("FALKORDB_URL", "http://user:secret@host"));
        env.falkorDb();
        String message = assertThrows(ConfigException.class, env::check).getMessage();
        assertEquals(false, message.contains("secret"), message);
    }

    @Test
    void remembers_what_was_asked_for_with_range_and_default() {
        var env = new Env(Map.of("PORT", "80"));
        env.port("PORT", 8000);
        env.find("NAME");
        env.flag("MIND_SMALL", false);
        assertEquals(
                List.of(
                        new Env.Asked("PORT", "0 to 65535", "8000"),
                        new Env.Asked("NAME", "text", ""),
                        new Env.Asked("MIND_SMALL", "1 or 0", "0")),
                env.asked());
    }
}
