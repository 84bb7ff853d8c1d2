package mind.gateway.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {
    @ParameterizedTest
    @CsvSource({
        "https://host.example, https://host.example:443",
        "http://HOST.Example, http://host.example:80",
        "http://[::1]:8000, http://[::1]:8000"
    })
    void origins_are_compared_as_scheme_host_and_port(String one, String other) {
        assertEquals(Origin.parse(one).orElseThrow(), Origin.parse(other).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "*",
                "host.example",
                "https://",
                "https://host.example/",
                "https://user@host.example",
                "https://host.example:0",
                "https://host.example:70000",
                "file://host",
                "https://host.example https://evil",
                "https://host.example\n",
                "javascript:alert(1)",
                "http://[::1"
            })
    void what_is_no_origin_is_none(String text) {
        assertEquals(Optional.empty(), Origin.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8000, localhost:8000, true",
        "https://mind.example, mind.example, true",
        "https://mind.example, mind.example:443, true",
        "http://mind.example, MIND.example, true",
        "https://mind.example, mind.example:8443, false",
        "http://evil.example, mind.example, false",
        "http://localhost:3000, localhost:8000, false"
    })
    void a_page_is_our_own_if_the_gateway_served_it(String origin, String host, boolean own) {
        assertEquals(
                own,
                Origin.parse(origin)
                        .orElseThrow()
                        .isServedBy(HostHeader.parse(host).orElseThrow()));
    }

    @Test
    void its_text_leaves_the_schemes_own_port_away() {
        assertTrue(Origin.parse("https://host.example:443")
                .orElseThrow()
                .toString()
                .endsWith("host.example"));
    }
}
