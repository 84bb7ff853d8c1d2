package mind.worker.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreMainTest {
    private static final Map<String, String> NOWHERE = Map.of("FALKORDB_URL", "redis://:secret@127.0.0.1:1");

    private static void complains(int exitCode, String line, String... words) {
        StoreRun run = StoreRun.of(NOWHERE, words);
        assertEquals(List.of(line), run.complaints());
        assertEquals(exitCode, run.exitCode());
    }

    @Test
    void a_word_that_is_not_known_is_named_with_the_nearest() {
        complains(2, "unknown command \"imprt\"; did you mean import?", "imprt");
        complains(2, "unknown option --relpace; did you mean --replace?", "import", "--relpace", "f");
        complains(2, "--profile is \"fond\": set one of full, found; did you mean found?", "seed", "--profile", "fond");
        complains(2, "--seed is \"x\": set a whole number", "seed", "--seed=x");
        complains(2, "--as needs a value", "import", "f", "--as");
        complains(2, "--scale is \"1000\": set one of 1, 10, 100; did you mean 100?", "seed", "--scale", "1000");
        complains(2, "\"Iris!\" is no citizen's name: use lower-case letters, digits and hyphens", "seed", "Iris!");
    }

    @Test
    void a_server_that_is_away_is_named_without_its_password() {
        StoreRun run = StoreRun.of(NOWHERE, "export", "iris");
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("redis://127.0.0.1:1"), run.err());
        assertFalse(run.err().contains("secret"), run.err());
    }

    @Test
    void without_an_address_the_setting_is_named() {
        StoreRun run = StoreRun.of(Map.of(), "seed");
        assertEquals(78, run.exitCode());
        assertTrue(run.err().startsWith("FALKORDB_URL is not set"), run.err());
    }
}
