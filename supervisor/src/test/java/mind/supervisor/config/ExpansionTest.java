package mind.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {
    private static final Map<String, String> SERVICE =
            Map.of("A", "service", "NEST", "${B}/${C}", "EMPTY", "", "PORT", "${PORT:-1}");
    private static final Map<String, String> FILE = Map.of(
            "A",
            "file",
            "B",
            "b",
            "PATH",
            "/opt:${PATH}",
            "LOOP",
            "${POOL}",
            "POOL",
            "${LOOP}",
            "PORT",
            "${PORT:-8000}",
            "HOST",
            "${HOST}");
    private static final Map<String, String> PROCESS = Map.of("A", "process", "C", "c ${B} %#\"é\n", "PATH", "/bin");

    private static String expand(String text) throws Expansion.UnresolvedException {
        return new Expansion(List.of(SERVICE, FILE), PROCESS).expand(text);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "plain, plain",
                "${A}, service",
                "${B}, b",
                "x${A}y${B}z, xserviceybz",
                "${NO:-d}, d",
                "${NO-d}, d",
                "${EMPTY:-d}, d",
                "${EMPTY-d}, ``",
                "${A:-d}, service",
                "${NO:-{}}, {}",
                "${NO:-${B}}, b",
                "${NO:-${NO2:-{x}}}, {x}",
                "$$A, $A",
                "$${A}, ${A}",
                "$5, $5",
                "${PATH}, /opt:/bin",
                "${PORT}, 8000",
                "${A:?needed}, service"
            })
    void variables_are_replaced(String text, String expected) throws Exception {
        assertEquals(expected, expand(text));
    }

    @Test
    void values_of_the_process_are_taken_byte_for_byte_and_those_of_the_file_are_expanded() throws Exception {
        assertEquals("b/c ${B} %#\"é\n", expand("${NEST}"));
    }

    @Test
    void what_cannot_be_resolved_says_what_to_do() {
        assertTrue(message("${NO}").contains("set NO"));
        assertTrue(message("${NO:?it names the port}").contains("NO is not set: it names the port"));
        assertTrue(message("${NO").contains("no closing brace"));
        assertTrue(message("${A/x}").contains("not understood"));
        assertTrue(message("${HOST}").contains("set HOST, or write ${HOST:-default}"));
        assertTrue(message("${LOOP}").contains("in its own value"));
    }

    private static String message(String text) {
        return assertThrows(Expansion.UnresolvedException.class, () -> expand(text))
                .getMessage();
    }
}
